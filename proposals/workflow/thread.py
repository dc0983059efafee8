"""One thread of messages between group and offices, on the file itself; and what an office notes for itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from casework import audit
from casework.lifecycle import NotAllowed, Refused
from notices import workflow as notices
from proposals import emails
from proposals.enums import ProposalState, Side
from proposals.models import InternalNote, Proposal, ThreadFile, ThreadMessage
from proposals.queries.people import desk_of, members_of
from seoul_portal.files import Accepted
from villages.enums import WORKING_ROLES
from villages.models import Posting
from villages.rules import held

# The same words again within this time are the same message, sent once more because no answer came.
SENT_AGAIN = timedelta(minutes=10)


def why_closed(proposal: Proposal) -> str:
    """Why nobody can write in the thread at the moment, in one sentence; nothing where they can."""
    if proposal.state == ProposalState.WITHDRAWN:
        return _("This proposal was withdrawn, so nobody waits for messages here. Your village center is glad to help.")
    if proposal.submitted_at is None:
        return _("You can write to the office here once the proposal is submitted. Until then, book advice.")
    return ""


def write(proposal: Proposal, *, actor: Any, text: str, files: Iterable[Accepted] = ()) -> ThreadMessage:
    """Say something to the other side, who is told. Staff write in their posting. Raises ``Refused``.

    However often it is sent, it is one message: the one that stood there already is given back.
    """
    kept: list[Any] = []
    files = list(files)
    try:
        with transaction.atomic():
            file = _locked(proposal, "proposals.write_in_thread", actor)
            if why := why_closed(file):
                raise Refused([why])
            if (sent := _sent_before(file, actor, text.strip(), files)) is not None:
                return sent
            posting = None if file.belongs_to(actor) else _posting(file, actor)
            side = Side.STAFF if posting else Side.GROUP
            message = ThreadMessage.objects.create(
                proposal=file, author=actor, side=side, posting=posting, text=text.strip()
            )
            for each in files:
                row = ThreadFile(
                    message=message, name=each.name, content_type=each.content_type, size=each.size, sha256=each.sha256
                )
                row.file.save("file", each.as_file(), save=False)
                kept.append(row.file)
                row.save()
            audit.record("threadmessage.written", message, actor=actor)
            see(file, actor, message.pk)
            _tell(file, message)
    except Exception:
        for each in kept:  # the disk knows nothing of transactions
            with suppress(OSError):
                each.storage.delete(each.name)
        raise
    return message


def _sent_before(file: Proposal, actor: Any, text: str, files: Sequence[Accepted]) -> ThreadMessage | None:
    """The newest message of the thread, if it says the same by the same person."""
    last = ThreadMessage.objects.filter(proposal=file).order_by("-id").first()
    if last is None or (last.author_id, last.text) != (actor.pk, text) or last.at < timezone.now() - SENT_AGAIN:
        return None
    there = sorted(last.files.values_list("sha256", flat=True))
    return last if there == sorted(each.sha256 for each in files) else None


def note(proposal: Proposal, *, actor: Any, text: str) -> InternalNote:
    """Write something that only offices read, ever."""
    with transaction.atomic():
        file = _locked(proposal, "proposals.write_internal_note", actor)
        made = InternalNote.objects.create(
            proposal=file, author=actor, posting=_posting(file, actor), text=text.strip()
        )
        audit.record("internalnote.written", made, actor=actor)
    return made


def see(proposal: Proposal, user: Any, up_to: int) -> None:
    """``user`` has been shown the thread up to the message of this id. One statement; never goes back."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO proposals_threadreading (proposal_id, user_id, up_to) VALUES (%s, %s, %s)
            ON CONFLICT (user_id, proposal_id) DO UPDATE SET up_to = EXCLUDED.up_to
            WHERE proposals_threadreading.up_to < EXCLUDED.up_to
            """,
            [proposal.pk, user.pk, up_to],
        )


def _locked(proposal: Proposal, permission: str, actor: Any) -> Proposal:
    """The file, locked: a message never slips in after a withdrawal."""
    file = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if not actor.has_perm(permission, file):
        raise NotAllowed
    return file


def _posting(file: Proposal, actor: Any) -> Posting:
    """The nearest posting by which ``actor`` reads the file."""
    return held(actor, WORKING_ROLES, file.village)[0]


def _tell(file: Proposal, message: ThreadMessage) -> None:
    """The other side hears of it."""
    who: Any
    if message.side == Side.STAFF and message.posting is not None:
        people, kind, who = members_of(file), emails.THREAD_TO_GROUP, message.posting.office
    else:
        people, kind, who = desk_of(file, but=message.author), emails.THREAD_TO_OFFICE, file.group
    notices.tell(people, kind, about=message, key=f"thread:{message.pk}", who=who, file=file, words=message.text)
