"""Every page of Django's admin, for an administrator: it opens, and what is only shown cannot be changed."""

from itertools import cycle

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


NONSENSE = ("\0", "-1", "9" * 30, "²", "가" * 5_000, "2026-02-30", "<script>", "[1", '{"a":', "\ud800")
OF_LISTS = ("q", "p", "o", "e", "_to_field", "_popup", "_changelist_filters", "pk", "id__exact", "pk__in")
FOUND = {"app_label": "villages", "model_name": "posting", "field_name": "person", "term": "김", "page": "1"}


class Nonsense:
    """Sends one after the other, and notes what broke."""

    def __init__(self, client):
        client.raise_request_exception = False
        self.client, self.texts, self.broken = client, cycle(NONSENSE), []

    def to(self, address, names, how="get"):
        text = next(self.texts)
        sent = dict.fromkeys(names, text.encode("utf-8", "surrogatepass"))
        if getattr(self.client, how)(address, sent).status_code >= 500:
            self.broken.append((address, sorted(names), text[:20]))


def test_nonsense_in_the_addresses_of_the_administration_gets_an_answer(client, city, administrator):
    sign_in(client, administrator)
    nonsense = Nonsense(client)
    for model, site in admin.site._registry.items():
        page = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        filters = [f"{each}__exact" for each in site.list_filter if isinstance(each, str)]
        for each in (*OF_LISTS, *filters):  # one by one, since Django stops at the first that it does not know
            nonsense.to(reverse(f"{page}_changelist"), [each])
        nonsense.to(reverse(f"{page}_add"), [each.name for each in model._meta.fields])
        for each in ("\1", "-1", "9" * 30, "²", "_5F_5"):
            nonsense.to(reverse(f"{page}_change", args=[each]), ["_to_field"])
        nonsense.to(reverse(f"{page}_history", args=["9" * 30]), [])
    for key in FOUND:
        for text in NONSENSE:
            sent = FOUND | {key: text.encode("utf-8", "surrogatepass")}
            assert client.get(reverse("admin:autocomplete"), sent).status_code < 500, (key, text)
    assert not nonsense.broken


def test_a_list_answers_only_questions_that_it_offers(client, administrator):
    """Else it would tell of what no page shows, letter by letter: ``?password__startswith=``."""
    sign_in(client, administrator)
    people = reverse("admin:accounts_user_changelist")
    assert client.get(people, {"password__startswith": "pbkdf2"}).status_code == 400
    assert client.get(people, {"postings__office__name_ko__startswith": "성"}).status_code == 400
    messages = reverse("admin:notices_message_changelist")
    assert client.get(messages, {"state__exact": "sent"}).status_code == 200


def test_nonsense_in_the_forms_of_the_administration_gets_an_answer(client, lived_in, administrator):
    sign_in(client, administrator)
    nonsense = Nonsense(client)
    for model in admin.site._registry:
        page = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.first()
        for address in [reverse(f"{page}_add"), *([reverse(f"{page}_change", args=[row.pk])] if row else [])]:
            for _turn in range(2):
                nonsense.to(address, [each.name for each in model._meta.fields], "post")
    assert not nonsense.broken


def test_a_key_that_is_none_is_refused_by_the_field_that_wanted_one(client, administrator):
    sign_in(client, administrator)
    page = client.post(reverse("admin:villages_office_add"), {"district": "성동구", "villages": ["\0", "9" * 30]})
    assert page.status_code == 200
    assert page.context["adminform"].form.errors["district"]
