"""What happens with calls and proposals on the tour of every page."""

from tests.proposals import advised, being_written, checked, handed_in, reviewed

PARTS = (handed_in, checked, being_written, advised, reviewed)


def happen(ask) -> dict:
    """An open call with everything in it, amended once; a draft of a call; and what visitors answered about it."""
    from proposals.workflow import call as calls
    from proposals.workflow import selfcheck
    from tests.proposals import making

    official = ask("division_official")
    call = making.rich_call()
    calls.amend(call, actor=official, text_ko="한도를 올려요.", text_en="More money.", ceiling=1_200_000)
    selfcheck.count(call, [("", "not_met"), ("people", "not_met"), ("ties", "met")])
    made = {"call": call, "draft_call": making.draft_call(title_ko="준비 중인 공모", rows=making.FULL)}
    for part in PARTS:
        before = made
        made = before | part.happen(lambda name, before=before: before[name] if name in before else ask(name))
    return made


def _pk(name: str):
    return lambda ask: {"pk": ask(name).pk}


ARGUMENTS = {f"proposals:{name}": _pk("call") for name in ("call", "self-check", "self-checks-of", "copy-call")}
ARGUMENTS |= {f"proposals:{name}": _pk("draft_call") for name in ("build-call", "preview-call", "briefings")}
ARGUMENTS |= {
    "proposals:build-step": lambda ask: {"pk": ask("call").pk, "step": "form"},
    "proposals:programme": lambda ask: {"pk": ask("call").programme_id},
    "proposals:new-stage": lambda ask: {"pk": ask("call").programme_id},
    "proposals:stage": lambda ask: {"pk": ask("call").stage_id},
}
for part in PARTS:
    ARGUMENTS |= part.ARGUMENTS
WHO: dict[str, str] = {**checked.WHO, **reviewed.WHO}
