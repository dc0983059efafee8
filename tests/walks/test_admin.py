"""Every page of Django's admin, for an administrator: it opens, and what is only shown cannot be changed."""

import pytest
from django.contrib import admin
from django.urls import reverse

from seoul_portal.admin import ReadOnlyAdmin
from tests.cast import sign_in

pytestmark = pytest.mark.django_db


def test_an_administrator_opens_every_list_and_row_and_writes_where_writing_is_meant(client, lived_in, administrator):
    sign_in(client, administrator)
    shown = 0
    for model, site in admin.site._registry.items():
        page = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        listed = client.get(reverse(f"{page}_changelist"))
        assert listed.status_code == 200, page
        row = site.get_queryset(listed.wsgi_request).first()
        if row is None:
            continue
        change = reverse(f"{page}_change", args=[row.pk])
        assert client.get(change).status_code == 200, change
        shown += 1
        if isinstance(site, ReadOnlyAdmin):
            before = model._base_manager.filter(pk=row.pk).values().get()
            assert client.post(change, {"state": "closed", "amount": "1"}).status_code == 403, change
            assert client.post(reverse(f"{page}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403, change
            assert model._base_manager.filter(pk=row.pk).values().get() == before, change
    assert shown > 30
