"""Notices: what people are told."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "notices"
