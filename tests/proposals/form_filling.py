"""Filling in forms as a browser without script does: what a page holds is sent back, with some fields changed."""

from html.parser import HTMLParser


class _Fields(HTMLParser):
    """The fields of the last form with ``method=post`` on a page, as a browser would send them."""

    def __init__(self):
        super().__init__()
        self.fields, self._in_form, self._select, self._first, self._textarea = {}, False, None, None, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self._in_form = attrs.get("method") == "post"
            self.fields = {} if self._in_form else self.fields
        if not self._in_form or "disabled" in attrs:
            return
        name, value = attrs.get("name"), attrs.get("value") or ""
        if tag == "input" and name:
            if attrs.get("type") not in ("checkbox", "radio") or "checked" in attrs:
                self.fields.setdefault(name, []).append(value or ("on" if attrs.get("type") == "checkbox" else ""))
        elif tag == "select":
            self._select, self._first = name, None
            self.fields.setdefault(name, [])
        elif tag == "option" and self._select:
            self._first = value if self._first is None else self._first
            if "selected" in attrs:
                self.fields[self._select].append(value)
        elif tag == "textarea":
            self._textarea = name
            self.fields[name] = [""]

    def handle_endtag(self, tag):
        if tag == "select" and self._select:
            self.fields[self._select] = self.fields[self._select] or [self._first]
            self._select = None
        elif tag == "textarea" and self._textarea:
            self.fields[self._textarea] = [self.fields[self._textarea][0].removeprefix("\n")]
            self._textarea = None
        elif tag == "form":
            self._in_form = False

    def handle_data(self, data):
        if self._textarea:
            self.fields[self._textarea][0] += data


def fields_of(response):
    """What the page's form holds, by name."""
    parser = _Fields()
    parser.feed(response.content.decode())
    return parser.fields


def send(client, path, page=None, **changed):
    """Open ``path`` (or go on from ``page``), change some fields and send the form."""
    fields = fields_of(page or client.get(path))
    fields |= {name: [str(each) for each in (v if isinstance(v, list) else [v])] for name, v in changed.items()}
    return client.post(path, fields)


def fill_rows(client, path, rows, *, keep=False):
    """Replace the rows of a step by ``rows`` (dicts by field), pressing “add” for each, and save."""
    page = client.get(path)
    fields = fields_of(page)
    total = int(fields["rows-TOTAL_FORMS"][0])
    if not keep:
        fields |= {f"rows-{number}-DELETE": ["on"] for number in range(total)}
    for _row in rows:
        page = client.post(path, fields | {"do": ["add"]})
        assert page.status_code == 200, page.content.decode()
        fields = fields_of(page)
    for number, row in enumerate(rows, total):
        for name, value in row.items():
            fields[f"rows-{number}-{name}"] = [str(each) for each in (value if isinstance(value, list) else [value])]
    return client.post(path, fields | {"do": ["save"]})
