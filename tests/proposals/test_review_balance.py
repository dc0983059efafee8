"""Distribution of files, proved over many cases: complete, even, forbidden pairs never, and the same each time."""

from hypothesis import given, settings
from hypothesis import strategies as st

from proposals.balance import balance


@st.composite
def panels(draw):
    readers = list(range(100, 100 + draw(st.integers(1, 7))))
    files = list(range(draw(st.integers(0, 12))))
    may = {file: draw(st.sets(st.sampled_from(readers))) for file in files}
    wanted = {file: draw(st.integers(0, 4)) for file in files}
    load = {reader: draw(st.integers(0, 3)) for reader in readers}
    return wanted, may, load, draw(st.integers(0, 99))


@st.composite
def free_panels(draw):
    """Everybody may read everything, and nobody has begun."""
    readers = range(draw(st.integers(1, 12)))
    number = draw(st.integers(1, len(readers)))
    files = range(draw(st.integers(0, 40)))
    return dict.fromkeys(files, number), {file: set(readers) for file in files}, dict.fromkeys(readers, 0), number


def loads_after(load, found):
    return {reader: load[reader] + sum(reader in each for each in found.values()) for reader in load}


@given(panels())
def test_every_file_gets_its_number_wherever_so_many_may_read_it(panel):
    wanted, may, load, seed = panel
    found = balance(wanted, may, load, seed=seed)
    for file, readers in found.items():
        assert len(set(readers)) == len(readers) == min(wanted[file], len(may[file]))


@given(panels())
def test_no_forbidden_pair_is_ever_given(panel):
    wanted, may, load, seed = panel
    found = balance(wanted, may, load, seed=seed)
    assert all(set(readers) <= set(may[file]) for file, readers in found.items())


@given(free_panels(), st.integers(0, 99))
def test_loads_differ_by_one_at_most_where_nothing_forbids_it(panel, seed):
    wanted, may, load, number = panel
    loads = loads_after(load, balance(wanted, may, load, seed=seed)).values()
    assert max(loads) - min(loads) <= 1
    assert sum(loads) == number * len(wanted)


@settings(max_examples=300)
@given(panels())
def test_no_hand_over_could_make_loads_more_even(panel):
    """From nobody does a chain of hand-overs lead to somebody with two files less: the most even there is."""
    wanted, may, load, seed = panel
    found = {file: set(readers) for file, readers in balance(wanted, may, load, seed=seed).items()}
    loads = loads_after(load, found)
    for busy in load:
        reach, new = {busy}, [busy]
        while new:
            reader = new.pop()
            for file, readers in found.items():
                if reader in readers:
                    for other in set(may[file]) - readers - reach:
                        reach.add(other)
                        new.append(other)
        assert all(loads[busy] - loads[other] <= 1 for other in reach)


@given(panels())
def test_the_same_seed_gives_the_same_distribution_in_whatever_order_it_is_asked(panel):
    wanted, may, load, seed = panel
    once = balance(wanted, may, load, seed=seed)
    assert once == balance(dict(reversed(wanted.items())), may, dict(reversed(load.items())), seed=seed)
