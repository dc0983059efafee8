"""Forms as a browser finds them: read from the HTML of a page, and filled in as somebody in good faith would."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve
from django.utils import timezone

CHOOSING = {"select", "radio", "checkbox"}
WRITING = {"text", "textarea", "search"}
MOMENTS = {"date", "time", "datetime-local", "month"}
PRESSED = {"submit", "image"}


@dataclass
class Field:
    """One control, or all the radio buttons and boxes of one name."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)

    def sensible(self) -> list[str]:
        """What somebody in good faith might give."""
        if self.kind in CHOOSING:
            chosen = self.value or next((option for option in self.options if option), "")
            return [chosen] if chosen else []
        return [self.value or _sensible(self.kind)]


def _sensible(kind: str) -> str:
    soon = timezone.localtime() + timedelta(days=7)
    return {
        "number": "3",
        "date": f"{soon:%Y-%m-%d}",
        "time": "10:00",
        "datetime-local": f"{soon:%Y-%m-%dT%H:%M}",
        "month": f"{soon:%Y-%m}",
        "email": "neighbour@example.kr",
        "url": "https://example.kr/",
        "tel": "010-1234-5678",
        "hidden": "",
    }.get(kind, "골목에서 함께 읽어요")


@dataclass
class Form:
    """One form of one page. ``pressed``: the button that sends it, as its name and value."""

    page: str
    who: str | None
    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Field]:
        return [each for each in self.fields if each.kind in kinds]

    @property
    def sort(self) -> tuple:
        """Equal for two forms that the same code answers: the same address, fields and buttons."""
        names = tuple(sorted({each.name for each in self.fields}))
        address, turns = kind_of(self.action)
        return address, turns if len(names) + len(self.buttons) > 1 else (), names, tuple(self.buttons)

    def __str__(self) -> str:
        return f"{self.who or 'a visitor'} on {self.page}: form to {self.action}"


class _Reader(HTMLParser):
    def __init__(self, page: str, who: str | None) -> None:
        super().__init__()
        self.page, self.who = page, who
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._by_id: dict[str, Form] = {}
        self._apart: list[tuple[str, str, dict]] = []  # controls that name their form: its id, tag, attributes
        self._form: Form | None = None
        self._select: Field | None = None
        self._textarea: Field | None = None

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag == "form":
            self._open(given)
        elif tag == "option" and self._select is not None:
            self._select.options.append(given.get("value", ""))
            if "selected" in given:
                self._select.value = given.get("value", "")
        elif tag in {"input", "select", "textarea", "button"}:
            if given.get("form"):
                self._apart.append((given["form"], tag, given))
            else:
                self._control(self._form, tag, given)
        if "hx-post" in given and tag != "form":
            self.forms.append(Form(self.page, self.who, self._address(given["hx-post"]), "post"))

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._textarea is not None:
            self._textarea.value = self._textarea.value.removeprefix("\n")  # the first one belongs to the markup
            self._textarea = None

    def handle_data(self, data):
        if self._textarea is not None:
            self._textarea.value += data

    def _open(self, given: dict) -> None:
        action = given.get("action") or given.get("hx-post") or ""
        self._form = Form(self.page, self.who, self._address(action), given.get("method", "get").lower())
        self.forms.append(self._form)
        if given.get("id"):
            self._by_id[given["id"]] = self._form

    def _address(self, action: str) -> str:
        return urljoin(self.page, action.partition("#")[0])

    def _control(self, form: Form | None, tag: str, given: dict) -> None:
        name, kind = given.get("name", ""), given.get("type", "text") if tag == "input" else tag
        if form is None or not name or name == "csrfmiddlewaretoken":
            return
        if tag == "button" or kind in PRESSED:
            if given.get("type", "submit") in PRESSED:
                form.buttons.append((name, given.get("value", "")))
            return
        if kind == "text" and given.get("inputmode") in {"numeric", "decimal"}:
            kind = "number"
        found = next((each for each in form.fields if each.name == name and each.kind == kind), None)
        if found is None:
            found = Field(name, kind)
            form.fields.append(found)
        if kind in {"radio", "checkbox"}:
            found.options.append(given.get("value", "on"))
            if "checked" in given:
                found.value = given.get("value", "on")
        elif tag == "select":
            self._select = found
        elif tag == "textarea":
            self._textarea = found
        else:
            found.value = given.get("value", "")

    def close(self) -> None:
        super().close()
        for owner, tag, given in self._apart:
            self._control(self._by_id.get(owner), tag, given)


def read(html: str, page: str, who: str | None = None) -> tuple[list[Form], list[str]]:
    """The forms of a page, and the addresses that it links to, as far as they are the portal's."""
    forms, links = parse(html, page, who)
    return [form for form in forms if known(form.action)], [path for path in links if known(path)]


def parse(html: str, page: str, who: str | None = None) -> tuple[list[Form], list[str]]:
    """The forms of a page, and the paths of the same site that it links to."""
    reader = _Reader(page, who)
    reader.feed(html)
    reader.close()
    links = [urljoin(page, link) for link in reader.links]
    return reader.forms, [urlsplit(link).path for link in links if not urlsplit(link).netloc]


@cache
def known(path: str) -> bool:
    """Whether an address is one of the portal's."""
    try:
        resolve(urlsplit(path).path)
    except Resolver404:
        return False
    return True


# Arguments that choose another page, not only another row.
TURNS = {"lifecycle", "step", "key"}


@cache
def kind_of(path: str) -> tuple[str, tuple[str, ...]]:
    """What distinguishes a page from others of its kind: its view, and what its address says beyond a row."""
    match = resolve(urlsplit(path).path)
    return match.view_name, tuple(str(value) for name, value in match.kwargs.items() if name in TURNS)
