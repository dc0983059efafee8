"""Closing an account: what the law lets us destroy is destroyed, and a record of it stays."""

import secrets
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from accounts import data, emails
from accounts.enums import DestructionReason
from accounts.models import DestructionRecord, User
from accounts.workflow import consents
from casework import audit
from casework.lifecycle import Refused
from notices import workflow as notices

EMPTIED = "closed.invalid"  # a domain that can never exist


def close(actor: User) -> DestructionRecord:
    """Close ``actor``'s own account. Raises ``Refused`` with every objection of the upper floors."""
    address, language = actor.email, actor.language
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=actor.pk)
        reasons = data.objections(person)
        if reasons:
            raise Refused(reasons)
        record = destroy(person, DestructionReason.CLOSED)
        # After everything addressed to the person is gone; the words of this one are destroyed once it is sent.
        notices.send_to_address(address, emails.ACCOUNT_CLOSED, language=language, key=f"closed:{record.pk}")
    return record


def destroy(person: User, reason: str) -> DestructionRecord:
    """Empty ``person``'s account within the present transaction: erase every section, forget who it was."""
    counts = {section.name: section.eraser(person) for section in data.sections() if section.eraser}
    counts["consents_ended"] = consents.end_all(person)
    counts["ways_to_sign_in"] = _destroy_ways_in(person)
    person.email = f"{secrets.token_hex(12)}@{EMPTIED}"
    person.name = ""
    person.phone = ""
    person.is_active = False
    person.last_login = None
    person.closed_at = timezone.now()
    person.set_unusable_password()
    person.save()
    actor = person if reason == DestructionReason.CLOSED else None
    audit.record("user.closed", person, actor=actor, changes={"is_active": (True, False)}, note=str(reason))
    return DestructionRecord.objects.create(
        person=person, reason=reason, counts={name: count for name, count in counts.items() if count}
    )


def destroy_never_confirmed(people: Any) -> int:
    """Empty accounts whose address nobody ever confirmed; returns how many."""
    done = 0
    for pk in people.values_list("pk", flat=True):
        with transaction.atomic():
            person = User.objects.select_for_update().get(pk=pk)
            if EmailAddress.objects.filter(user=person, verified=True).exists() or not person.is_active:
                continue
            destroy(person, DestructionReason.NEVER_CONFIRMED)
            done += 1
    return done


def _destroy_ways_in(person: User) -> int:
    keys = list(UserSession.objects.filter(user=person).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    log = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk)
    ) | LogEntry.objects.filter(user=person)
    destroyed = 0
    for rows in (
        UserSession.objects.filter(user=person),
        Authenticator.objects.filter(user=person),
        SocialAccount.objects.filter(user=person),
        EmailAddress.objects.filter(user=person),
        log,
    ):
        destroyed += rows.delete()[0]
    return destroyed
