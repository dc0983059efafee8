"""The books after the load run: what was acknowledged stands in the database once, and nothing stands there twice.

Prints JSON: what was counted, and every fault as a sentence.
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import CommandError, call_command  # noqa: E402
from django.db.models import Count, F, Sum  # noqa: E402

from casework.models import AuditEvent  # noqa: E402
from funding.models import Expense, LedgerEntry, Payment, Tranche  # noqa: E402
from funding.queries.ledger import compare  # noqa: E402
from groups.models import Vote, Voter  # noqa: E402
from notices.models import Message  # noqa: E402
from notices.tasks import deliver  # noqa: E402
from proposals.models import NumberSeries, Proposal, Review, Section, ThreadMessage, Version  # noqa: E402

PATIENCE = 120  # seconds for what is still to be sent
Lines = list[dict[str, Any]]


class Books:
    """The journal of what was acknowledged, beside the database."""

    def __init__(self, journal: Path) -> None:
        lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
        self.kept: dict[str, Lines] = {}
        for line in lines:
            self.kept.setdefault(line["kind"], []).append(line)
        self.faults: list[str] = []
        self.counted: dict[str, dict[str, int]] = {}

    def of(self, kind: str) -> Lines:
        return self.kept.get(kind, [])

    def hold(self, true: bool, sentence: str) -> None:
        if not true:
            self.faults.append(sentence)

    def count(self, what: str, kind: str, there: int) -> None:
        """``there``: how many the database holds; an unanswered request may have been carried out."""
        lines = self.of(kind)
        again = sum(line["tries"] > 1 for line in lines)
        self.counted[what] = {"acknowledged": len(lines), "sent again": again, "in the database": there}

    def check(self) -> None:
        for part in (
            self.submissions, self.saves, self.messages, self.votes, self.receipts, self.payments, self.triage,
            self.reviews, self.told, self.sums,
        ):  # fmt: skip
            part()

    # --- What residents did --------------------------------------------------------------------------

    def submissions(self) -> None:
        found = dict(Proposal.objects.annotate(n=Count("versions")).values_list("pk", "n"))
        numbered = dict(Proposal.objects.exclude(number=None).values_list("pk", "number"))
        written = set(Version.objects.filter(proposal__state__in=["submitted", "eligible"]).values_list("proposal"))
        for line in self.of("submitted"):
            self.hold(line["pk"] in numbered, f"proposal {line['pk']} was acknowledged and is not handed in")
            self.hold(found[line["pk"]] == 1, f"proposal {line['pk']} has {found[line['pk']]} versions")
        once("proposal.submitted", {line["pk"] for line in self.of("submitted")}, self)
        series = NumberSeries.objects.aggregate(last=Sum("last"))["last"] or 0
        drawn = AuditEvent.objects.filter(verb="proposal.submitted").count()
        self.hold(series == drawn, f"{series} numbers were given to {drawn} submissions")
        self.hold(len(set(numbered.values())) == len(numbered), "a number was given twice")
        self.hold(bool(written), "nothing was handed in")
        self.count("proposals handed in", "submitted", drawn)

    def saves(self) -> None:
        last = {line["pk"]: line["word"] for line in self.of("saved")}
        said = dict(Section.objects.filter(key="idea", proposal__in=last).values_list("proposal", "data__need"))
        for pk, word in last.items():
            self.hold(word in said.get(pk, ""), f"the last autosave of draft {pk} is lost")
        self.kept["saved"] = list({line["pk"]: line for line in self.of("saved")}.values())
        self.count("drafts by their last autosave", "saved", sum(word in said.get(pk, "") for pk, word in last.items()))

    def messages(self) -> None:
        texts = Counter(ThreadMessage.objects.values_list("text", flat=True))
        words = Counter({text.split()[-1]: times for text, times in texts.items()})
        for line in self.of("message"):
            self.hold(words[line["word"]] == 1, f"message {line['word']} stands {words[line['word']]} times")
        self.hold(set(texts.values()) <= {1}, "a message stands in a thread twice")
        self.count("messages in threads", "message", texts.total())

    def votes(self) -> None:
        voted = set(Voter.objects.filter(has_voted=True).values_list("vote", "user__email"))
        for line in self.of("voted"):
            self.hold((line["pk"], line["who"]) in voted, f"a ballot of {line['who']} is lost")
        secret = Vote.objects.filter(secret=True).annotate(n=Sum("secret_counts__count"))
        ticked = Counter(vote for vote, _who in voted)
        for vote in secret:
            self.hold(vote.n == ticked[vote.pk], f"vote {vote.pk}: {vote.n} ballots of {ticked[vote.pk]} voters")
        self.count("ballots", "voted", len(voted))

    def receipts(self) -> None:
        payees = Counter(Expense.objects.filter(removed_at=None).values_list("payee", flat=True))
        words = Counter({payee.split()[-1]: times for payee, times in payees.items()})
        for line in self.of("receipt"):
            self.hold(words[line["word"]] == 1, f"receipt {line['word']} stands {words[line['word']]} times")
        self.hold(set(payees.values()) <= {1}, "a receipt stands in an account twice")
        self.count("receipts", "receipt", payees.total())

    # --- What offices did ----------------------------------------------------------------------------

    def payments(self) -> None:
        asked = {line["pk"] for line in self.of("requested")}
        once("tranche.requested", asked, self)
        once("tranche.approved", {line["pk"] for line in self.of("approved")}, self)
        self.count("payments asked for", "requested", AuditEvent.objects.filter(verb="tranche.requested").count())
        self.count("payments approved", "approved", AuditEvent.objects.filter(verb="tranche.approved").count())
        for line in self.of("paid"):
            ordered = Payment.objects.filter(tranche=line["pk"])
            outcomes = list(ordered.values_list("outcome", flat=True))
            self.hold(outcomes == ["paid"], f"payment {line['pk']} was ordered and answered as {outcomes}")
        paid = Tranche.objects.filter(state="paid", payments__isnull=False)
        for tranche in paid.annotate(given=F("award__paid")).select_related("award"):
            entries = LedgerEntry.objects.filter(award=tranche.award, kind="pay").count()
            self.hold(entries == 1, f"payment {tranche.pk} stands in the ledger {entries} times")
        self.kept["paid"] = list({line["pk"]: line for line in reversed(self.of("paid"))}.values())
        self.count("payments paid", "paid", paid.count())

    def triage(self) -> None:
        once("proposal.found_eligible", {line["pk"] for line in self.of("eligible")}, self)
        there = AuditEvent.objects.filter(verb="proposal.found_eligible").count()
        self.count("files found eligible", "eligible", there)

    def reviews(self) -> None:
        acknowledged = {line["pk"]: line["word"] for line in self.of("scored")}
        once("review.handed_in", set(acknowledged), self)
        for review in Review.objects.filter(pk__in=acknowledged).prefetch_related("scores"):
            said = [score.reason for score in review.scores.all()]
            whole = len(said) == 2 and all(acknowledged[review.pk] in each for each in said)
            self.hold(whole, f"review {review.pk} lost what was scored")
        self.count("reviews handed in", "scored", AuditEvent.objects.filter(verb="review.handed_in").count())

    # --- What people were told, and the sums ---------------------------------------------------------

    def told(self) -> None:
        until = time.monotonic() + PATIENCE
        while Message.objects.exclude(state="sent").exists() and time.monotonic() < until:
            deliver.delay()
            time.sleep(2)
        left = Message.objects.exclude(state="sent").count()
        self.hold(left == 0, f"{left} messages were never sent")
        keys = ("recipient", "channel", "kind", "content_type", "object_id", "body")
        twice = Message.objects.filter(object_id__isnull=False).values(*keys).annotate(n=Count("pk")).filter(n__gt=1)
        self.hold(not twice, f"{len(twice)} messages were told twice")
        total = Message.objects.count()
        self.counted["messages told"] = {"acknowledged": total, "sent again": 0, "in the database": total}

    def sums(self) -> None:
        differences = compare().differences
        self.hold(not differences, f"the ledger differs: {differences}")
        out = StringIO()
        try:
            call_command("verify_audit", stdout=out, stderr=out)
        except CommandError as error:
            self.faults.append(f"the record differs: {error}: {out.getvalue()[:500]}")


def once(verb: str, keys: set[int], books: Books) -> None:
    """Each of these stands in the record once under ``verb``, and none of all twice."""
    found = Counter(AuditEvent.objects.filter(verb=verb).values_list("object_id", flat=True))
    for key in _wrong(found, keys):
        books.hold(False, f"{verb} of {key} stands in the record {found[key]} times")


def _wrong(found: Counter[int], keys: set[int]) -> Iterator[int]:
    yield from (key for key in keys | found.keys() if found[key] != 1)


def main() -> None:
    books = Books(Path(sys.argv[1]))
    books.check()
    ids = list(Message.objects.filter(channel="email").values_list("message_id", flat=True))
    stranded = [line["why"] for line in books.of("stranded")]
    print(json.dumps({"counted": books.counted, "faults": books.faults, "message_ids": ids, "stranded": stranded}))


main()
