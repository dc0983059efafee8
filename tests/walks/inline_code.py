"""Finds in HTML what the content security policy forbids: scripts and styles written into the page."""

from html.parser import HTMLParser

DATA_TYPES = {"application/json", "application/ld+json"}


class _Finder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in given and given.get("type") not in DATA_TYPES):
            self.found.append(f"<{tag}> at line {self.getpos()[0]}")
        for name, value in attrs:
            scripted = (value or "").strip().lower().startswith("javascript:")
            if name == "style" or name.startswith(("on", "hx-on")) or scripted:
                self.found.append(f'<{tag} {name}="{value}"> at line {self.getpos()[0]}')

    handle_startendtag = handle_starttag


def inline_code(html: str) -> list[str]:
    """Every inline script, style, style attribute and event handler in ``html``."""
    finder = _Finder()
    finder.feed(html)
    return finder.found
