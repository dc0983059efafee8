"""What the load run came to, as docs/reliability.md."""

import os
import platform
from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import Any

# Troubles may reach beyond the moment in which a part is back: requests that waited, connections that were dead.
GRACE = 15.0  # seconds
CLEAR = ("503 with a sentence and Retry-After", "no answer")


@dataclass
class Found:
    """Everything that was seen, and what of it is a fault."""

    minutes: float
    knocks: list[Any]
    figures: list[dict[str, Any]]
    books: dict[str, Any]
    lines: list[dict[str, Any]]
    mails: list[str]
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.troubles = [line for line in self.lines if line["kind"] == "trouble"]
        self.faults += self.books["faults"]
        for line in self.troubles:
            if line["what"] not in CLEAR:
                self.faults.append(f"{line['method']} {line['page']} was answered {line['what']}")
            if self.part_of(line) is None:
                self.faults.append(f"{line['method']} {line['page']}: {line['what']} while no part was away")
        self.faults += [f"somebody gave up at {line['page']}" for line in self.lines if line["kind"] == "gave up"]
        self.faults += [f"somebody was stranded: {why}" for why in self.books["stranded"]]
        self.faults += self._mail()

    def _mail(self) -> list[str]:
        arrived, wanted = Counter(self.mails), set(self.books["message_ids"])
        killed = sum(knock.part in ("the worker", "PostgreSQL") for knock in self.knocks)
        twice = sum(times - 1 for times in arrived.values())
        found = [f"{len(wanted - set(arrived))} e-mails never arrived"] if wanted - set(arrived) else []
        if twice > 2 * killed:  # a worker of two processes may have had two letters on the wire
            found.append(f"{twice} e-mails arrived once more, by {killed} killed workers")
        return found

    def part_of(self, trouble: dict[str, Any]) -> str | None:
        """The part whose death somebody met."""
        for knock in reversed(self.knocks):
            if knock.at - 1 <= trouble["at"] and trouble["began"] <= knock.back + GRACE:
                return str(knock.part)
        return None


def document(found: Found) -> str:
    total = found.figures[-1]
    verdict = "No fault was found." if not found.faults else f"{len(found.faults)} faults were found:"
    lines = [
        "# What happens when parts are killed",
        "",
        f'Written by `make load ARGS="--minutes {found.minutes:g}"`. {platform.machine()}, {os.cpu_count()} cores '
        f"shared by portal, PostgreSQL, Redis, mail server and the people; load {os.getloadavg()[0]:.1f} at the end. "
        "Visitors, residents, officials and reviewers are simulated by locust over real HTTP, each signing in with a "
        "password, staff with a code as well. The portal runs with production's settings and processes "
        "(`seoul_portal/deploy/process`), without the proxy. Each part in turn is ended by SIGKILL, servers with all "
        "their processes, and stays away for some seconds.",
        "",
        f"**{total['requests']:,} requests in {found.minutes:g} minutes**, {len(found.troubles):,} of them met a part "
        f"that was away; median {total['median']:.0f} ms, p95 {total['p95']:.0f} ms, p99 {total['p99']:.0f} ms, those "
        f"included. {verdict}",
        *[f"- {fault}" for fault in found.faults[:50]],
        "",
        "## Acknowledged and kept",
        "",
        "Whatever the portal acknowledged to somebody is looked for afterwards: it stands in the database once, and "
        "nothing stands there twice. Whoever got an error or no answer sent the same request again, as a browser does; "
        "“sent again” counts these. The ledger was reconciled and the audit record verified.",
        "",
        "| what | acknowledged | of these sent again | in the database |",
        "|---|---:|---:|---:|",
    ]
    for what, counted in found.books["counted"].items():
        lines.append(
            f"| {what} | {counted['acknowledged']:,} | {counted['sent again']} | {counted['in the database']:,} |"
        )
    arrived = Counter(found.mails)
    lines += [
        "",
        f"{len(arrived):,} e-mails arrived, {sum(arrived.values()) - len(arrived)} of them once more under the same "
        "Message-ID, because the process that sent them was killed before it could note it.",
        "",
        "## Knocks",
        "",
        "| part | killed | back after s (median) | longest s | requests that met it | how they were answered |",
        "|---|---:|---:|---:|---:|---|",
    ]
    for part in dict.fromkeys(knock.part for knock in found.knocks):
        times = [knock.back - knock.at for knock in found.knocks if knock.part == part]
        met = [each for each in found.troubles if found.part_of(each) == part]
        seen = ", ".join(f"{times} × {what}" for what, times in Counter(each["what"] for each in met).most_common())
        lines.append(f"| {part} | {len(times)} | {median(times):.1f} | {max(times):.1f} | {len(met)} | {seen or '–'} |")
    lines += [
        "",
        "“No answer” is what a connection to a dead process gives; in production the proxy tries another process for "
        "five seconds and then says a sentence of its own (`seoul_portal/deploy/Caddyfile`).",
        "",
        "## Requests",
        "",
        "| page | requests | median ms | p95 ms |",
        "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {row['method']} {row['name']} | {row['requests']:,} | {row['median']:.0f} | {row['p95']:.0f} |"
        for row in found.figures[:-1]
    ]
    return "\n".join(lines) + "\n"
