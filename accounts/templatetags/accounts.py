"""Small tags of the account pages."""

from django import template

from accounts import demo

register = template.Library()


@register.simple_tag
def demo_sign_ins() -> list[demo.DemoSignIn]:
    """Who may be signed in as; empty outside a demonstration."""
    return demo.sign_ins()
