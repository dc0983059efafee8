"""The pages that are measured. A new main page gets a line here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """``who`` is an e-mail address of the demonstration, for a page that wants somebody signed in."""

    name: str
    address: str
    who: str | None = None


RESIDENT = "jiwoo@demo.example"

# What Django costs by itself: a session, a person and 50 rows, without anything of ours around them.
FLOOR = Page("bare Django page, session + person + 50 rows", "/floor/", RESIDENT)

PAGES = [
    Page("home", "/"),
    Page("home, signed in", "/", RESIDENT),
    Page("Seoul as a map", "/villages/"),
    Page("district", "/villages/11200/"),
    Page("village", "/villages/11200/1120065000/"),
    Page("search for a village", "/villages/search/?q=성수"),
    Page("sign-in", "/accounts/login/"),
    Page("directory of groups", "/groups/"),
    Page("directory, searched", "/groups/?q=마을"),
    Page("my groups", "/groups/mine/", RESIDENT),
    Page("my desk", "/desk/", RESIDENT),
    Page("inbox, 50 messages", "/inbox/", RESIDENT),
]
