"""A city for the load run: who does what on which file. Prints it as JSON.

Files are put in place as the tests put them; everything that is counted afterwards is done by people over HTTP.
"""

import json
import sys
from datetime import timedelta
from itertools import count
from typing import Any

import django

django.setup()

from allauth.mfa.totp.internal.auth import TOTP  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import transaction  # noqa: E402
from django.db.models import F  # noqa: E402
from django.utils import timezone  # noqa: E402

from groups.models import Group  # noqa: E402
from groups.workflow import vote as voting  # noqa: E402
from proposals.models import Review  # noqa: E402
from tests import cast  # noqa: E402
from tests.faults.crowd import drafts  # noqa: E402
from tests.funding import making, making_agree, making_spend  # noqa: E402
from tests.proposals import making as calls  # noqa: E402
from tests.proposals import making_review as panels  # noqa: E402
from villages import loading  # noqa: E402
from villages.models import Office, Village  # noqa: E402

HOME = "1120065000"
REVIEWERS, KEEPERS = 4, 6
# How many files the people get through in a minute, with some to spare.
WRITTEN, ASKED, SCORED = 16, 6, 16
_serial = count(1)


def settle() -> dict[str, Any]:
    """Places, offices and the officials who work there."""
    loading.load()
    village = Village.objects.get(code=HOME)
    center = Office.objects.create(
        kind="village_center", name_ko="성수 마을센터", name_en="Seongsu village center", district=village.district
    )
    center.villages.set([village])
    division = calls.official().postings.get().office
    return {
        "village": village, "center": center, "division": division,
        "officers": [_posted(center, "triage_officer") for _each in range(2)],
        "approver": _posted(division, "division_official"), "payer": _posted(division, "division_official"),
        "director": _posted(division, "division_director"),
    }  # fmt: skip


def _posted(office: Office, role: str) -> Any:
    number = next(_serial)
    person = cast.posted(cast.person(f"담당 {number}", f"{role}-{number}@example.kr"), office, role).person
    TOTP.activate(person, cast.TOTP_SECRET)
    return person


def able(people: Any) -> None:
    """Accounts that were put in place in bulk can sign in as everybody does."""
    from allauth.account.models import EmailAddress

    from accounts.models import Consent
    from accounts.queries import texts_in_force

    found = [each for each in people if not EmailAddress.objects.filter(user=each).exists()]
    get_user_model().objects.filter(pk__in=[each.pk for each in found]).update(password=cast._hashed_password())
    EmailAddress.objects.bulk_create(
        EmailAddress(user=each, email=each.email, verified=True, primary=True) for each in found
    )
    texts = [text for text in texts_in_force() if text.required]
    Consent.objects.bulk_create(Consent(user=each, text=text) for each in found for text in texts)


def written(city: dict[str, Any], number: int) -> dict[str, Any]:
    """Drafts that miss nothing but somebody's last words, and a secret vote in every third group."""
    found = drafts(calls.open_call(), city["village"], number)
    groups = Group.objects.filter(pk__in=[each.group_id for each in found]).order_by("pk")
    votes = [
        voting.open_vote(
            group, actor=group.founder, question="매주 수요일에 만날까요?", secret=place % 2 == 0,
            closes_at=timezone.now() + timedelta(days=3),
        )
        for place, group in enumerate(groups[::3])
    ]  # fmt: skip
    ballots = [(vote.pk, voter.user) for vote in votes for voter in vote.voters.select_related("user")]
    able({each.lead for each in found} | {person for _vote, person in ballots})
    return {
        "call": found[0].call_id,
        "drafts": [{"pk": each.pk, "who": each.lead.email} for each in found],
        "ballots": [{"pk": vote, "who": person.email} for vote, person in ballots],
    }


def funded(city: dict[str, Any], number: int) -> dict[str, Any]:
    """Awards whose first payment nobody has asked for, and running ones whose treasurer collects receipts."""
    official, director, villages = calls.official(), city["director"], [city["village"]]
    _round, awards = making.signed_pot(number * 1_000_000, official, director, villages, number=number)
    payable = [making_agree.payable(each, official) for each in awards]
    keepers = [cast.person(f"총무 {each}", f"keeper{each}@example.kr") for each in range(KEEPERS)]
    running = [making_spend.at_work(official, director, villages, each) for each in keepers]
    able([each.proposal.lead for each in payable])
    return {
        "payments": [{"pk": each.tranches.get().pk, "who": each.proposal.lead.email} for each in payable],
        "awards": [{"pk": each.pk, "who": who.email} for each, who in zip(running, keepers, strict=True)],
    }


def reviewed(city: dict[str, Any], number: int) -> dict[str, Any]:
    """A panel of experts with files to score, each by two of them."""
    call = calls.open_call()
    files = panels.eligible_files(city["center"], number, start=500_000)
    type(files[0]).objects.filter(pk__in=[each.pk for each in files]).update(call=call)
    panel = panels.running(call, seats=REVIEWERS)
    found = Review.objects.filter(seat__panel=panel).order_by("pk")
    return {"reviews": list(found.values("pk", who=F("seat__user__email")))}


def main(minutes: float) -> dict[str, Any]:
    size = max(4.0, minutes + 1)
    city = settle()
    people = {name: city[name].email for name in ("approver", "payer")}
    return {
        "password": cast.PASSWORD, "secret": cast.TOTP_SECRET, **people,
        "officers": [each.email for each in city["officers"]],
        **reviewed(city, int(SCORED * size / 2)),
        **written(city, int(WRITTEN * size)),
        **funded(city, int(ASKED * size)),
    }  # fmt: skip


with transaction.atomic():  # a group and its representative arrive together
    made = main(float(sys.argv[1]))
print(json.dumps(made))
