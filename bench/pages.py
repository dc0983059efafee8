"""The pages that are measured, each with 2,000 and with 100,000 proposals. A new main page gets a line here."""

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class Page:
    """``who`` is an e-mail address of the demonstration, for a page that wants somebody signed in.

    What stands in braces in an address, and the writer of the draft as ``who``, are found by ``seed``.
    """

    name: str
    address: str
    who: str | None = None

    @property
    def path(self) -> str:
        """The address as it is asked for."""
        return quote(self.address, safe="/?=&")

    def of(self, found: dict[str, str]) -> "Page":
        """The page with what ``seed`` found in this database."""
        return Page(self.name, self.address.format_map(found), self.who and self.who.format_map(found))


RESIDENT = "jiwoo@demo.example"
OFFICER = "officer@demo.example"
TRIAGE = "triage@demo.example"
ADVISER = "adviser@demo.example"
REVIEWER = "reviewer@demo.example"
DIVISION = "official@demo.example"
DIRECTOR = "director@demo.example"
AUDITOR = "auditor@demo.example"
ADMINISTRATOR = "administrator@demo.example"
WRITER = "{writer}"
KEEPER = "{keeper}"
BARE = "a resident whom only Django's own parts know"

# What Django costs by itself: a session, a person and 50 rows, without anything of ours around them.
FLOOR = Page("bare Django page, session + person + 50 rows", "/floor/", BARE)

PAGES = [
    Page("home", "/"),
    Page("home, signed in", "/", RESIDENT),
    Page("Seoul as a map", "/villages/"),
    Page("district", "/villages/11200/"),
    Page("village", "/villages/11200/1120065000/"),
    Page("search for a village", "/villages/search/?q=성수"),
    Page("sign-in", "/accounts/login/"),
    Page("calls", "/calls/"),
    Page("call", "/calls/{call}/"),
    Page("directory of groups", "/groups/"),
    Page("directory, searched", "/groups/?q=마을"),
    Page("group", "/groups/{group}/"),
    Page("group's own desk", "/groups/{group}/desk/", KEEPER),
    Page("what a group owes, and when", "/groups/{group}/due/", KEEPER),
    Page("offices that advise", "/advice/", WRITER),
    Page("my groups", "/groups/mine/", WRITER),
    Page("my desk", "/desk/", WRITER),
    Page("task list of a draft", "/proposals/{draft}/", WRITER),
    Page("part of a draft", "/proposals/{draft}/parts/activities/", WRITER),
    Page("my desk, officer", "/desk/", OFFICER),
    Page("queue, village center", "/staff/proposals/", TRIAGE),
    Page("talks, adviser", "/staff/advice/", ADVISER),
    Page("reviews given to a reviewer", "/reviews/", REVIEWER),
    Page("queue, officer of a district", "/staff/proposals/", OFFICER),
    Page("queue, filtered", "/staff/proposals/?waiting=office&assigned=nobody&order=oldest", OFFICER),
    Page("queue, searched", "/staff/proposals/?q=텃밭", OFFICER),
    Page("queue, Division", "/staff/proposals/", DIVISION),
    Page("queue, the Division's archive", "/staff/proposals/?state=all", DIVISION),
    Page("queue, the Division's archive searched", "/staff/proposals/?q=마을 텃밭", DIVISION),
    Page("file of a proposal", "/staff/proposals/{file}/", OFFICER),
    Page("ranking of 2,000 proposals × 3 reviews", "/staff/rounds/{round}/", DIVISION),
    Page("ranking, filtered", "/staff/rounds/{round}/?outcome=selected&theme=care", DIVISION),
    Page("ranking, page 20", "/staff/rounds/{round}/?from=950~0", DIVISION),
    Page("ranking, a cut line tried", "/staff/rounds/{round}/?select=1200&reserve=100&percent=90", DIVISION),
    Page("due dates, Division", "/staff/due/", DIVISION),
    Page("due dates, all of a district", "/staff/due/?when=all", OFFICER),
    Page("payments, Division", "/staff/payments/", DIVISION),
    Page("reports, Division", "/staff/reports/", DIVISION),
    Page("rounds, director", "/staff/rounds/", DIRECTOR),
    Page("ledger of a round, auditor", "/staff/rounds/{round}/ledger/", AUDITOR),
    Page("people in the administration", "/admin/accounts/user/", ADMINISTRATOR),
    Page("record in the administration", "/admin/casework/auditevent/", ADMINISTRATOR),
    Page("register of awards", "/register/"),
    Page("award in the register", "/register/{award}/"),
    Page("figures of the register", "/register/figures/"),
    Page("award, its representative", "/awards/{award}/", KEEPER),
    Page("a new receipt", "/awards/{award}/receipts/new/", KEEPER),
    Page("inbox, 50 messages", "/inbox/", RESIDENT),
]

# Weighed in a browser: what a first and a second visit load.
WEIGHED = {"home", "call", "group", "task list of a draft", "queue, officer of a district"}
