"""Inviting one person by one secret link."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from casework import audit
from casework.constraints import kindly
from casework.lifecycle import Lifecycle, NotAllowed, Refused, Step
from groups import emails
from groups.enums import INVITATION_LIFE, OPEN_INVITATIONS_AT_MOST, InvitationState, Way
from groups.models import Group, Invitation
from groups.queries.distinct import distinct_people
from groups.queries.groups import people_of
from groups.tokens import hash_of, new_token
from groups.workflow.locking import locked
from groups.workflow.people import admit
from notices import workflow as notices


def group_is_not_over(invitation: Invitation, actor: Any) -> str | None:
    return _("This group has been disbanded.") if invitation.group.is_over else None


def time_is_not_over(invitation: Invitation, actor: Any) -> str | None:
    if invitation.expires_at > timezone.now():
        return None
    return _("This invitation has expired. Ask for a new one: it takes a moment.")


def there_is_room(invitation: Invitation, actor: Any) -> str | None:
    return too_many_open(invitation.group) if not invitation.is_open else None


def too_many_open(group: Group) -> str | None:
    """The limit that keeps a group from being used to send mail to strangers."""
    if group.invitations.open().count() < OPEN_INVITATIONS_AT_MOST:
        return None
    return _("This group has %d open invitations. Wait for answers, or take some back.") % OPEN_INVITATIONS_AT_MOST


INVITATION = Lifecycle(
    Invitation,
    Step(
        name="accept",
        source=InvitationState.OPEN,
        target=InvitationState.ACCEPTED,
        may="groups.accept_invitation",
        verb="invitation.accepted",
        label=gettext_lazy("Join the group"),
        past=gettext_lazy("Invitation accepted"),
        effect=gettext_lazy("You become a member. The link stops working for anybody else."),
        tells=gettext_lazy("All members."),
        needs=(group_is_not_over, time_is_not_over),
    ),
    Step(
        name="decline",
        source=InvitationState.OPEN,
        target=InvitationState.DECLINED,
        may="groups.decline_invitation",
        verb="invitation.declined",
        label=gettext_lazy("Decline"),
        past=gettext_lazy("Invitation declined"),
        effect=gettext_lazy("Nothing else changes for you. The link stops working."),
        tells=gettext_lazy("The person who invited you."),
    ),
    Step(
        # Whoever wants nothing of it must not need an account to say so; the link is proof enough.
        name="turn_down",
        source=InvitationState.OPEN,
        target=InvitationState.DECLINED,
        may=None,
        verb="invitation.turned_down",
        label=gettext_lazy("Decline without an account"),
        past=gettext_lazy("Invitation declined by somebody without an account"),
        effect=gettext_lazy("The link stops working."),
        tells=gettext_lazy("The person who invited."),
    ),
    Step(
        name="renew",
        source=InvitationState.OPEN | InvitationState.EXPIRED,
        target=InvitationState.OPEN,
        may="groups.renew_invitation",
        verb="invitation.renewed",
        label=gettext_lazy("Make a new link"),
        past=gettext_lazy("Invitation renewed"),
        effect=gettext_lazy(
            "A new link is made for another 14 days, and the old one stops working. An e-mail is sent again."
        ),
        needs=(group_is_not_over, there_is_room),
    ),
    Step(
        name="revoke",
        source=InvitationState.OPEN,
        target=InvitationState.REVOKED,
        may="groups.revoke_invitation",
        verb="invitation.revoked",
        label=gettext_lazy("Take back"),
        past=gettext_lazy("Invitation taken back"),
        effect=gettext_lazy("The link stops working. Nobody is told."),
        danger=True,
    ),
    Step(
        name="expire",
        source=InvitationState.OPEN,
        target=InvitationState.EXPIRED,
        may=None,
        verb="invitation.expired",
        label=gettext_lazy("Expire"),
        past=gettext_lazy("Invitation expired"),
        effect=gettext_lazy("The link stops working."),
    ),
    initial=InvitationState.OPEN,
)


def invite(group: Group, *, actor: Any, way: str, email: str = "", words: str = "") -> Invitation:
    """Invite one person. ``invitation.token`` of the answer is the only copy of the secret. Raises ``Refused``."""
    with locked(group.pk) as present:
        if not actor.has_perm("groups.invite", present):
            raise NotAllowed
        invitation = Invitation(
            group=present, way=way, email=email.strip().lower(), words=words.strip(), invited_by=actor
        )
        reasons = [each for each in (group_is_not_over(invitation, actor), too_many_open(present)) if each]
        if any(each.user.email == invitation.email for each in present.members):
            reasons.append(_("This person is a member already."))
        if reasons:
            raise Refused(reasons)
        # An overdue one that the clock has not reached yet must not stand in the way of a new one.
        for overdue in present.invitations.filter(email=invitation.email, state=InvitationState.OPEN).exclude(email=""):
            if not overdue.is_open:
                expire(overdue)
        invitation.token = new_token()
        invitation.token_hash = hash_of(invitation.token)
        invitation.expires_at = timezone.now() + INVITATION_LIFE
        with kindly(Invitation):
            invitation.save()
        audit.record("invitation.made", invitation, actor=actor, changes={"way": ("", way)})
        _send(invitation, invitation.token)
    return invitation


@INVITATION.performs("accept")
def accept(invitation: Invitation, *, actor: Any, name_public: bool = False) -> Invitation:
    """Join the group. The caller has seen the link and the pledge of ``actor``."""
    with locked(invitation.group_id) as group, INVITATION.moving(invitation, "accept", actor=actor) as move:
        admit(group, actor, name_public=name_public)
        move.set(accepted_by=actor)
        move.tell(
            people_of(group, but=actor),
            emails.JOINED,
            group=group,
            who=actor,
            count=distinct_people(group).count,
            link=group.get_absolute_url(),
        )
    return move.subject


@INVITATION.performs("decline")
def decline(invitation: Invitation, *, actor: Any) -> Invitation:
    """Say no, signed in."""
    with INVITATION.moving(invitation, "decline", actor=actor) as move:
        _tell_declined(move)
    return move.subject


@INVITATION.performs("turn_down")
def turn_down(invitation: Invitation, *, actor: None = None) -> Invitation:
    """Say no without an account, by the link alone."""
    with INVITATION.moving(invitation, "turn_down", actor=None) as move:
        _tell_declined(move)
    return move.subject


@INVITATION.performs("renew")
def renew(invitation: Invitation, *, actor: Any) -> Invitation:
    """Make a new link, which ``token`` of the answer carries; an e-mail goes out again."""
    with locked(invitation.group_id), kindly(Invitation), INVITATION.moving(invitation, "renew", actor=actor) as move:
        token = new_token()
        move.set(token_hash=hash_of(token), expires_at=move.now + INVITATION_LIFE, invited_by=actor)
        _send(move.subject, token)
    move.subject.token = token
    return move.subject


@INVITATION.performs("revoke")
def revoke(invitation: Invitation, *, actor: Any) -> Invitation:
    """Take an invitation back."""
    with INVITATION.moving(invitation, "revoke", actor=actor) as move:
        pass
    return move.subject


@INVITATION.performs("expire")
def expire(invitation: Invitation, *, actor: None = None) -> Invitation:
    """Its time is over, or the group's."""
    with INVITATION.moving(invitation, "expire", actor=None) as move:
        pass
    return move.subject


def expire_overdue() -> int:
    """Expire what is overdue; returns how many."""
    overdue = Invitation.objects.filter(state=InvitationState.OPEN, expires_at__lte=timezone.now())
    done = 0
    for invitation in overdue.select_related("group").iterator():
        try:
            expire(invitation)
        except Refused:  # answered or renewed meanwhile
            continue
        done += 1
    return done


def _send(invitation: Invitation, token: str) -> None:
    if invitation.way != Way.EMAIL:
        return
    language = get_language() or invitation.invited_by.language
    notices.send_to_address(
        invitation.email,
        emails.INVITATION,
        language=language,
        key=f"invitation:{invitation.pk}:{invitation.token_hash[:12]}",
        link=invitation_path(token),
        group=invitation.group,
        who=invitation.invited_by,
        words=invitation.words,
        due=timezone.localdate(invitation.expires_at),
    )


def invitation_path(token: str) -> str:
    """The page that the secret opens."""
    return reverse("groups:invited", args=[token])


def _tell_declined(move: Any) -> None:
    invitation = move.subject
    move.tell(
        [invitation.invited_by],
        emails.INVITATION_DECLINED,
        group=invitation.group,
        to=invitation.to,
        link=invitation.group.get_absolute_url(),
    )
