"""What happens in groups on the tour of every page."""

from datetime import timedelta

from tests.cast import SEONGSU


def happen(ask) -> dict:
    """A formed group of the three, an invitation open, an outsider who asks to join, and a vote."""
    from django.utils import timezone

    from groups.workflow import invitation, joining, vote
    from tests.groups import making

    jiwoo, seoyeon, minjun = ask("jiwoo"), ask("seoyeon"), ask("minjun")
    village = ask("city")[SEONGSU]
    for each in (seoyeon, minjun):
        making.at_home(each, village)
    group = making.formed(making.founded(jiwoo, village), seoyeon, minjun)
    return {
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
ARGUMENTS = {f"groups:{name}": _pk("group") for name in _GROUP} | {
    "groups:joinrequest": _pk("joinrequest"),
    "groups:invitation": _pk("invitation"),
    "groups:renew": _pk("invitation"),
    "groups:invited": lambda ask: {"token": ask("invitation").token},
    "groups:vote": _pk("vote"),
}
WHO = {"groups:ask": "outsider"}
