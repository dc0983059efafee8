"""Giving files to readers so that every file gets its number and nobody reads more than others. Pure; no database.

Each file is given along the path that ends at the reader with the least load: where everybody near is busy, a reader
takes the file and hands another, not yet promised, on to somebody with less to do. That is a shortest augmenting path
of a flow whose cost grows with the load, so the result is the most even one that the forbidden pairs allow.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from random import Random


def balance(
    wanted: Mapping[int, int], may: Mapping[int, Collection[int]], load: Mapping[int, int], *, seed: int
) -> dict[int, list[int]]:
    """Which readers each file gets. The same input and ``seed`` give the same answer.

    ``wanted``: how many readers each file still needs; ``may``: who of the readers may read it;
    ``load``: what each reader has already, which stays. A file gets fewer only where fewer may read it.
    """
    chance = Random(seed)  # noqa: S311 - meant to be computed again
    order = _shuffled(wanted, chance)
    readers = _shuffled(load, chance)
    given: dict[int, set[int]] = {file: set() for file in order}
    reads: dict[int, set[int]] = {reader: set() for reader in readers}
    open_to = {file: [reader for reader in readers if reader in may.get(file, ())] for file in order}
    # Who may read nothing would be the least busy for ever, and looked for in vain.
    loads = {reader: load[reader] for readers_of_file in open_to.values() for reader in readers_of_file}
    for turn in range(max(wanted.values(), default=0)):
        for file in order:
            if turn < wanted[file]:
                _give(file, given, reads, loads, open_to)
    return {file: sorted(given[file]) for file in sorted(given)}


def _shuffled(keys: Collection[int], chance: Random) -> list[int]:
    found = sorted(keys)
    chance.shuffle(found)
    return found


def _give(
    file: int,
    given: dict[int, set[int]],
    reads: dict[int, set[int]],
    loads: dict[int, int],
    open_to: Mapping[int, Sequence[int]],
) -> None:
    """One more reader for ``file``, by a path of hand-overs to the least busy reader within reach."""
    came_from: dict[int, tuple[int, int | None]] = {}  # reader: the file they take, and from whom
    least = min(loads.values(), default=0)
    waiting: deque[int] = deque()
    found = _reach(file, None, given, loads, open_to, came_from, waiting, least)
    while waiting and not found:
        giver = waiting.popleft()
        found = any(
            _reach(each, giver, given, loads, open_to, came_from, waiting, least) for each in sorted(reads[giver])
        )
    if not came_from:
        return
    least_busy = min(came_from, key=lambda reader: loads[reader])
    loads[least_busy] += 1
    end: int | None = least_busy
    while end is not None:
        taken, before = came_from[end]
        given[taken].add(end)
        reads[end].add(taken)
        if before is not None:
            given[taken].discard(before)
            reads[before].discard(taken)
        end = before


def _reach(
    file: int,
    giver: int | None,
    given: Mapping[int, set[int]],
    loads: Mapping[int, int],
    open_to: Mapping[int, Sequence[int]],
    came_from: dict[int, tuple[int, int | None]],
    waiting: deque[int],
    least: int,
) -> bool:
    """Note everybody who could take ``file`` from ``giver``; whether one of them has as little to do as anybody."""
    for reader in open_to[file]:
        if reader in came_from or reader in given[file]:
            continue
        came_from[reader] = (file, giver)
        if loads[reader] == least:
            return True
        waiting.append(reader)
    return False
