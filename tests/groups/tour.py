"""What happens in groups on the tour of every page."""

from datetime import timedelta

from tests.cast import SEONGSU


def happen(ask) -> dict:
    """A formed group of the three, an invitation open, an outsider who asks to join, and a vote."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.utils import timezone

    from groups.models import Signal
    from groups.workflow import help as helping
    from groups.workflow import independence, invitation, joining, place, vote
    from seoul_portal.files import accept
    from tests.groups import making
    from villages.models import Posting

    jiwoo, seoyeon, minjun = ask("jiwoo"), ask("seoyeon"), ask("minjun")
    village = ask("city")[SEONGSU]
    for each in (seoyeon, minjun):
        making.at_home(each, village)
    group = making.formed(making.founded(jiwoo, village), seoyeon, minjun)
    today = timezone.localdate()
    post = place.write_post(
        group, actor=jiwoo, text="자료 올려요.", files=[accept(SimpleUploadedFile("자료.pdf", b"%PDF-1.7\n%%EOF"))]
    )
    met = {"on": today, "place": "작은도서관", "decisions": "매주 모여요.", "next_on": today + timedelta(days=7)}
    minutes = place.write_minutes(group, actor=jiwoo, present=group.members, **met)
    entry = place.write_entry(group, actor=jiwoo, on=today, place="골목", what="책을 읽었어요.", attendance=5)
    for each in (minutes, entry):
        place.publish(each, actor=jiwoo, published=True)
    independence.declare(minjun, ["district"])
    independence.look()
    posting = Posting.objects.get(person=ask("adviser"))
    return {
        "signal": Signal.objects.get(group=group, kind="declared_tie"),
        "help_note": helping.write(group, actor=seoyeon, adviser=posting, text="둘이서만 정해요."),
        "post": post,
        "post_file": post.files.get(),
        "minutes": minutes,
        "diary_entry": entry,
        "group": group,
        "invitation": invitation.invite(group, actor=jiwoo, way="link"),
        "joinrequest": joining.ask(group, actor=ask("outsider"), words="저도 함께하고 싶어요."),
        "vote": vote.open_vote(
            group, actor=jiwoo, question="매주 목요일 저녁에 모일까요?", closes_at=timezone.now() + timedelta(days=3)
        ),
    }


def _pk(name: str):
    return lambda ask: {"pk": ask(name).pk}


_GROUP = ["group", "desk", "people", "publicity", "successor", "ask", "invitations", "invite", "votes", "open-vote"]
_GROUP += ["help", "independence", "independence-of"]
ARGUMENTS = {f"groups:{name}": _pk("group") for name in _GROUP} | {
    "groups:joinrequest": _pk("joinrequest"),
    "groups:invitation": _pk("invitation"),
    "groups:renew": _pk("invitation"),
    "groups:invited": lambda ask: {"token": ask("invitation").token},
    "groups:vote": _pk("vote"),
    "groups:signal": _pk("signal"),
    "groups:help-note": _pk("help_note"),
    "groups:remove-post": _pk("post"),
    "groups:file": _pk("post_file"),
}
_ROOMS = ["board", "minutes", "write-minutes", "diary", "write-entry", "calendar", "shown"]
ARGUMENTS |= {f"groups:{name}": _pk("group") for name in _ROOMS}
ARGUMENTS |= {f"groups:{name}": _pk("minutes") for name in ("one-minutes", "change-minutes", "publish-minutes")}
ARGUMENTS |= {f"groups:{name}": _pk("diary_entry") for name in ("diary-entry", "change-entry", "publish-entry")}
WHO = {"groups:ask": "outsider", "groups:help-note": "seoyeon"}
