"""Groups for tests, made the way residents make them."""

from groups.enums import Theme
from tests.cast import SEONGSU


def at_home(person, village, basis="lives"):
    """``person`` lives (or works) in ``village``."""
    from villages.workflow import tie

    return tie.declare(person, village, basis)


def founded(representative, village, name="골목 책방 모임"):
    """A forming group of one."""
    from groups.workflow.group import found

    return found(
        representative, name=name, village=village, theme=Theme.CULTURE,
        introduction="골목 끝 빈 가게를 함께 읽는 책방으로 바꾸고 싶어요.",
    )  # fmt: skip


def joined(group, *people):
    """``group`` after each of ``people`` has accepted an invitation by link."""
    from groups.workflow import invitation

    inviter = group.founder
    for person in people:
        made = invitation.invite(group, actor=inviter, way="link")
        invitation.accept(made, actor=person)
    return fresh(group)


def formed(group, *people):
    """``group`` formed with its founder and ``people``."""
    from groups.workflow.group import form

    group = joined(group, *people)
    form(group, actor=group.founder)
    return fresh(group)


def agreed(group, purpose, candidate=None):
    """A vote on ``purpose`` to which all members said yes, so that it closed at once."""
    from datetime import timedelta

    from django.utils import timezone

    from groups.workflow import vote

    group = fresh(group)
    made = vote.open_vote(
        group, actor=group.members[0].user, purpose=purpose, question="?", candidate=candidate,
        closes_at=timezone.now() + timedelta(days=3),
    )  # fmt: skip
    for each in group.members:
        vote.cast(made, actor=each.user, choice="yes")
    made.refresh_from_db()
    assert made.outcome == "agreed"
    return made


def fresh(row):
    """``row`` read again, with nothing remembered."""
    return type(row)._base_manager.get(pk=row.pk)


def membership(group, person):
    """The active membership of ``person``."""
    return group.memberships.get(user=person, state="active")


def family(one, other, kind="spouse"):
    """A family tie that both have confirmed."""
    from accounts.workflow import family as ties

    ties.declare(one, other.email, kind)
    tie = one.ties_declared.get(to_user=other)
    ties.confirm(tie, actor=other)
    return tie


def group_of_three(cast):
    """A formed group of the three citizens, from what a test's fixtures gave."""
    village = cast["places"][SEONGSU]
    people = [cast[name] for name in ("jiwoo", "seoyeon", "minjun")]
    for each in people:
        at_home(each, village)
    return formed(founded(people[0], village), *people[1:])
