"""Files at the office for tests of triage: submitted rows as the lifecycle leaves them."""

from datetime import timedelta

from django.utils import timezone


def posting(person):
    """The one posting of ``person``."""
    from villages.models import Posting

    return Posting.objects.get(person=person)


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def filled(office, number, *, start=0, **fields):
    """``number`` submitted files of as many groups at ``office``, straight into the tables."""
    from django.contrib.auth import get_user_model

    from groups.models import Group, Membership
    from proposals.models import Call, Proposal
    from tests.proposals.making import open_call

    village = office.villages.first()
    call = Call.objects.first() or open_call()
    now = timezone.now()
    numbers = range(start + Proposal.objects.count(), start + Proposal.objects.count() + number)
    people = get_user_model().objects.bulk_create(
        get_user_model()(name=f"대표 {each}", email=f"lead{each}@example.kr") for each in numbers
    )
    groups = Group.objects.bulk_create(
        Group(
            founder=one,
            name=f"모임 {each}",
            name_key=f"모임{each}",
            village=village,
            theme="care",
            introduction="함께해요.",
        )
        for one, each in zip(people, numbers, strict=True)
    )
    Membership.objects.bulk_create(
        Membership(user=one, group=group, role="representative", pledge_version=1)
        for group, one in zip(groups, people, strict=True)
    )
    made = Proposal.objects.bulk_create(
        Proposal(
            call=call,
            group=group,
            village=village,
            lead=one,
            started_by=one,
            title=f"제안 {each}",
            group_name=group.name,
        )
        for group, one, each in zip(groups, people, numbers, strict=True)
    )
    for proposal, each in zip(made, numbers, strict=True):
        values = {"triage_due_on": in_days(7), "submitted_at": now + timedelta(seconds=each)} | fields
        Proposal.objects.filter(pk=proposal.pk).update(
            state="submitted", number=f"2026-XX-{each:05d}", office=office, **values
        )
    return list(Proposal.objects.filter(pk__in=[each.pk for each in made]).order_by("pk"))
