"""Translations: found in code and templates, kept, checked and compiled without any gettext program."""

import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext

from seoul_portal import catalogues

CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
LABEL = pgettext_lazy("verb", "Open")
def words(number, name, other):
    return _("Hello %(name)s") % {"name": name}, ngettext("%d file", "%d files", number), _(other)
"""
PAGE = """
<div>
    {% if number %}
  {% blocktranslate count number=number trimmed %}
      {{ number }} person "and"
        {% plural %}
      {{ number }} people 'and'
  {% endblocktranslate %}
        {% endif %}
{# Translators: on the door #}
{% translate "Come in" context "door" %} {% include "x.html" with text=_("Inside") %} {{ "Late"|default:_("Now") }}
</div>
"""


@pytest.fixture
def house(tmp_path, settings):
    """A small house of two rooms."""
    for room in ("seoul_portal", "villages"):
        (tmp_path / room).mkdir()
        (tmp_path / "templates" / room).mkdir(parents=True)
    (tmp_path / "seoul_portal" / "code.py").write_text(CODE)
    (tmp_path / "templates" / "seoul_portal" / "page.html").write_text(PAGE)
    settings.BASE_DIR = tmp_path
    settings.PORTAL_APPS = ["villages"]
    settings.LOCALE_PATHS = [tmp_path / "locale" / "seoul_portal", tmp_path / "locale" / "villages"]
    return tmp_path


def room(name="seoul_portal"):
    return next(room for room in catalogues.rooms() if room.name == name)


def found(name="seoul_portal"):
    return {(message.context, message.id) for message in catalogues.extract(name) if message.id}


def test_messages_are_found_in_python_and_in_templates(house):
    assert found() == {
        ("verb", "Open"),
        (None, "Hello %(name)s"),
        (None, ("%d file", "%d files")),
        (None, ('%(number)s person "and"', "%(number)s people 'and'")),
        ("door", "Come in"),
        (None, "Inside"),
        (None, "Now"),
    }


def test_each_room_keeps_its_own_messages(house):
    (house / "templates" / "villages" / "map.html").write_text('{% translate "Map" %}')
    assert found("villages") == {(None, "Map")}
    assert (None, "Map") not in found()


def test_update_keeps_translations_and_drops_what_nobody_says_any_more(house):
    catalogues.update(room())
    text = room().po.read_text()
    room().po.write_text(text.replace('msgid "Inside"\nmsgstr ""', 'msgid "Inside"\nmsgstr "안"'))
    (house / "seoul_portal" / "code.py").write_text("")
    catalogues.update(room())
    text = room().po.read_text()
    assert 'msgstr "안"' in text
    assert "Hello" not in text


def test_update_without_a_change_changes_no_byte(house):
    catalogues.update(room())
    first = room().po.read_bytes()
    moved = "\n\n\n" + CODE
    (house / "seoul_portal" / "code.py").write_text(moved)
    catalogues.update(room())
    assert room().po.read_bytes() == first


@pytest.mark.parametrize(
    ("po", "fault"),
    [
        ("", "not translated: 'Map of %(place)s'"),
        ('msgid "Map of %(place)s"\nmsgstr "지도"\n', "placeholders differ"),
        ('msgid "Map of %(place)s"\nmsgstr "%(plaec)s 지도"\n', "placeholders differ"),
        ('#, fuzzy\nmsgid "Map of %(place)s"\nmsgstr "%(place)s 지도"\n', "marked fuzzy"),
        ('msgid "Map of %(place)s"\nmsgstr "%(place)s 지도"\n\nmsgid "Old"\nmsgstr "옛"\n', "no longer used: 'Old'"),
    ],
)
def test_check_names_every_fault(house, po, fault):
    (house / "seoul_portal" / "code.py").write_text("")
    (house / "templates" / "seoul_portal" / "page.html").write_text("")
    (house / "templates" / "villages" / "map.html").write_text(
        "{% blocktranslate %}Map of {{ place }}{% endblocktranslate %}"
    )
    villages = room("villages")
    villages.po.parent.mkdir(parents=True)
    villages.po.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n' + po)
    assert any(fault in said for said in catalogues.complaints())


def test_check_finds_two_wordings_of_one_message(house):
    for name, word in (("seoul_portal", "안"), ("villages", "속")):
        (house / "templates" / name / "page.html").write_text('{% translate "Inside" %}')
        catalogues.update(room(name))
        room(name).po.write_text(room(name).po.read_text().replace('msgstr ""\n', f'msgstr "{word}"\n'))
        # The header's own empty msgstr comes first and must stay empty.
        room(name).po.write_text(room(name).po.read_text().replace(f'msgid ""\nmsgstr "{word}"', 'msgid ""\nmsgstr ""'))
    assert any("worded differently in seoul_portal, villages: 'Inside'" in said for said in catalogues.complaints())


def test_compiled_catalogue_is_what_django_reads(house):
    catalogues.update(room())
    text = room().po.read_text()
    for english, korean in (("Inside", "안"), ("Come in", "들어오세요")):
        text = text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{korean}"')
    text = text.replace('msgid_plural "%d files"\nmsgstr[0] ""', 'msgid_plural "%d files"\nmsgstr[0] "파일 %d개"')
    room().po.write_text(text)
    assert catalogues.compile_all() == 1
    assert catalogues.compile_all() == 0
    from django.utils.translation import trans_real

    kept = trans_real._translations
    trans_real._translations = {}
    try:
        with translation.override("ko"):
            assert gettext("Inside") == "안"
            assert pgettext("door", "Come in") == "들어오세요"
            assert ngettext("%d file", "%d files", 3) == "파일 %d개"
    finally:
        trans_real._translations = kept


def test_the_frames_own_korean_is_complete():
    assert [said for said in catalogues.complaints() if said.startswith("seoul_portal ")] == []
