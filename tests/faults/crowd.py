"""Many groups with a complete draft each, straight into the tables: what is tested comes after."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.db import transaction

from tests.groups.making import at_home, formed, founded, fresh


@transaction.atomic  # a group and its representative arrive together
def drafts(call, village, number):
    """``number`` complete drafts for ``call``, of as many groups of three: copies of one that was made by hand."""
    from groups.models import Group, Membership
    from proposals.models import Proposal, Section
    from tests.cast import person
    from tests.proposals import making
    from villages.models import Tie

    people = [person(f"이웃 {each}", f"first{each}@example.kr") for each in "abc"]
    for each in people:
        at_home(each, village)
    model = making.complete(making.draft(formed(founded(people[0], village, "첫 모임"), *people[1:]), call))

    users = get_user_model()
    crowd = users.objects.bulk_create(
        users(name=f"시민 {each}", email=f"citizen{each}@example.kr", password="!") for each in range(number * 3 - 3)
    )
    Tie.objects.bulk_create(Tie(user=each, village=village, basis="lives") for each in crowd)
    threes = [crowd[each : each + 3] for each in range(0, len(crowd), 3)]
    groups = Group.objects.bulk_create(
        Group(
            founder=three[0], name=f"모임 {place}", name_key=f"모임{place}", village=village, theme="culture",
            introduction="함께해요.",
        )
        for place, three in enumerate(threes)
    )  # fmt: skip
    Membership.objects.bulk_create(
        Membership(user=each, group=group, role="member" if place else "representative", pledge_version=1)
        for group, three in zip(groups, threes, strict=True)
        for place, each in enumerate(three)
    )
    Group.objects.filter(pk__in=[each.pk for each in groups]).update(state="formed")
    copies = Proposal.objects.bulk_create(
        Proposal(
            call=call, group=group, village=village, lead=three[0], started_by=three[0], group_name=group.name,
            title=model.title, theme=model.theme, asked=model.asked, own=model.own, words=model.words,
        )
        for group, three in zip(groups, threes, strict=True)
    )  # fmt: skip
    Section.objects.bulk_create(
        Section(proposal=copy, key=part.key, data=part.data, version=1, done=True, edited_by=copy.lead)
        for copy in copies
        for part in model.sections.all()
    )
    return [fresh(model), *Proposal.objects.filter(pk__in=[each.pk for each in copies]).select_related("lead")]


def signed_in(people):
    """A session key for each of ``people``: many at once, where signing in is not what is tested."""
    sessions = import_module(settings.SESSION_ENGINE).SessionStore
    keys = []
    for each in people:
        session = sessions()
        session[SESSION_KEY] = str(each.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = each.get_session_auth_hash()
        session.save(must_create=True)
        keys.append(session.session_key)
    return keys
