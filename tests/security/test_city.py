"""A portal in which things have happened, attacked: by everybody at every file, and by words at whoever reads them.

The addresses come from the URLconf and the examples from the tour, the texts from the models, so that a new page and
a new field are covered by themselves. One test, since such a portal takes its time to make.
"""

import pytest

from casework.models import AuditEvent
from tests.security import attackers, planted
from tests.walks.tour import stops


@pytest.mark.django_db
def test_nobody_opens_or_changes_the_files_of_others_and_no_words_attack_their_readers(lived_in, subtests):
    attack = attackers.Attack(attackers.browsers(lived_in))
    found = [
        stop
        for stop in stops(lived_in)
        if stop.address.parameters and not stop.address.name.startswith(attackers.ELSEWHERE)
    ]
    for part in attackers.PARTS:
        with subtests.test(part.__name__):
            attack.faults = []
            part(attack, found)
            assert not attack.faults, f"{len(attack.faults)} faults\n" + "\n".join(attack.faults)
    with subtests.test("nothing is written"):
        assert AuditEvent.objects.count() == attack.events
        assert attack.asked > 900, "the addresses are not found any more"
    with subtests.test("planted words"):
        assert planted.plant() > 60, "the texts are not found any more"
        wrong = list(planted.faults(lived_in))
        assert not wrong, f"{len(wrong)} faults\n" + "\n".join(wrong)
