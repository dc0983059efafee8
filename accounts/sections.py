"""The sections of "all data about me" that this floor holds itself, and those of the floors beside it."""

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import data, queries
from accounts.models import CorrectionRequest, FamilyTie, IdentityConfirmation
from accounts.workflow import family
from casework.models import AuditEvent
from casework.queries import readers_of
from casework.verbs import words
from notices.models import CalendarFeed, ChannelChoice, Message


def _person(user: Any) -> dict[str, Any]:
    return {
        "name": user.name,
        "email": user.email,
        "language": user.language,
        "phone": user.phone,
        "joined_at": user.joined_at,
        "last_login": user.last_login,
    }


def _ways_in(user: Any) -> dict[str, Any]:
    return {
        "addresses": list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary")),
        "second_factors": list(Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")),
        "outside_accounts": list(SocialAccount.objects.filter(user=user).values("provider", "uid", "date_joined")),
        "sessions": list(UserSession.objects.filter(user=user).values("created_at", "ip", "user_agent")),
    }


def _consents(user: Any) -> list[dict[str, Any]]:
    return [
        {
            "purpose": consent.text.purpose,
            "title": consent.text.title,
            "version": consent.text.version,
            "given_at": consent.given_at,
            "withdrawn_at": consent.withdrawn_at,
        }
        for consent in queries.consents_of(user)
    ]


def _family(user: Any) -> list[dict[str, Any]]:
    return [
        {
            "declared_by_me": tie.from_user_id == user.pk,
            "other": (tie.to_user if tie.from_user_id == user.pk else tie.from_user).name,
            "kind": tie.kind,
            "state": tie.state,
            "declared_at": tie.declared_at,
        }
        for tie in queries.ties_of(user)
    ]


def _forget_family(user: Any) -> int:
    ties = list(FamilyTie.objects.open().filter(Q(from_user=user) | Q(to_user=user)))
    for tie in ties:
        family.lapse(tie)
    return len(ties)


def _identity(user: Any) -> list[Mapping[str, Any]]:
    return list(IdentityConfirmation.objects.filter(person=user).values("method", "confirmed_at"))


def _forget_identity(user: Any) -> int:
    return IdentityConfirmation.objects.filter(person=user).delete()[0]


def _corrections(user: Any) -> list[Mapping[str, Any]]:
    return list(
        CorrectionRequest.objects.filter(person=user).values("asked_at", "text", "state", "answer", "answered_at")
    )


def _forget_corrections(user: Any) -> int:
    return CorrectionRequest.objects.filter(person=user).delete()[0]


def _messages(user: Any) -> dict[str, Any]:
    return {
        "messages": list(
            Message.objects.filter(recipient=user)
            .order_by("pk")
            .values("created_at", "channel", "subject", "body", "read_at")
        ),
        "choices": list(ChannelChoice.objects.filter(user=user).values("group", "channel", "wanted")),
    }


def _forget_messages(user: Any) -> int:
    addresses = [user.email, *EmailAddress.objects.filter(user=user).values_list("email", flat=True)]
    wrote = Message.objects.filter(Q(recipient=user) | Q(address__in=addresses)).delete()[0]
    chose = ChannelChoice.objects.filter(user=user).delete()[0]
    return wrote + chose + CalendarFeed.objects.filter(user=user).delete()[0]


def _readers(user: Any) -> list[dict[str, Any]]:
    return [
        {"at": row.at, "reader": row.reader.name, "acting_as": row.acting_as, "what": row.what}
        for row in readers_of(user)
    ]


def _acts(user: Any) -> list[dict[str, Any]]:
    return [
        {"at": event.at, "what": words(event.verb), "acting_as": event.acting_as, "note": event.note}
        for event in AuditEvent.objects.filter(actor=user).order_by("pk")
    ]


def register_sections() -> None:
    """Called once, when the app is ready."""
    data.register("person", _person, label=_("About you"), order=10)
    data.register("ways_in", _ways_in, label=_("How you sign in"), order=20)
    data.register(
        "consents",
        _consents,
        label=_("Consents"),
        kept=_("That you agreed, and when: we must be able to prove it. Your name is not kept with it."),
    )
    data.register("family", _family, _forget_family, label=_("Family ties"))
    data.register("identity", _identity, _forget_identity, label=_("Identity confirmations"))
    data.register("corrections", _corrections, _forget_corrections, label=_("Corrections you asked for"))
    # Last of those that erase: what the others end may tell the person so.
    data.register("messages", _messages, _forget_messages, label=_("Messages to you"), order=900)
    data.register(
        "readers",
        _readers,
        label=_("Who has read your data"),
        order=910,
        kept=_("Who read your data, and when, for two years: the law wants this record."),
    )
    data.register(
        "acts",
        _acts,
        label=_("What you did"),
        order=920,
        kept=_(
            "What was decided in public files and by which account number: the record of public money is never changed."
        ),
    )
