"""Proposals as PDF: every syllable prints, and what residents write is text, never markup."""

import pytest
import typst

from proposals import paper
from proposals.record import present
from tests.groups.making import fresh
from tests.proposals import making

SYLLABLES = "".join(map(chr, range(0xAC00, 0xD7A4)))
HANJA = "".join(map(chr, range(0x4E00, 0x9FA6)))
OTHERS = "ㄱㅏㅎ①㈜㎡℃№※→■●▲♥“”‘’「」『』…·ⅠⅡ½²α한글😀🌳👍"


def document(text, title="골목 책방", **more):
    answer = {"key": "a", "label": "무엇이 부족한가요?", "text": text, "head": [], "rows": []}
    table = {"key": "b", "label": "표", "text": "", "head": ["항목", "얼마"], "rows": [[text[:200], "1,000"]]}
    return {
        "language": "ko", "title": title, "mark": "초안", "facts": [["번호", "2026-JN-00042"]], "empty": "없음",
        "page": "쪽", "parts": [{"title": "아이디어", "answers": [answer, table]}],
    } | more  # fmt: skip


@pytest.mark.parametrize("text", [SYLLABLES, HANJA, OTHERS], ids=["syllables", "hanja", "others"])
def test_every_letter_has_a_glyph(text):
    spaced = " ".join(text[start : start + 40] for start in range(0, len(text), 40))
    pdf = paper.render(document(spaced))
    assert b"pdfuaid:part" in pdf, "fell back from PDF/UA-1: a letter is missing"


def test_a_letter_that_no_typeface_has_prints_as_a_box():
    pdf = paper.render(document("끝 \U000e0fff \ufdd0 \U0003ffff"))
    assert pdf.startswith(b"%PDF-")
    assert b"pdfuaid:part" not in pdf


def test_the_file_is_tagged_with_title_and_language():
    pdf = paper.render(document("안녕", title="골목 책방에서 함께 읽기"))
    assert b"ko-KR" in pdf
    assert b"/StructTreeRoot" in pdf
    assert b"<dc:title>" in pdf
    assert "골목 책방에서 함께 읽기".encode() in pdf


@pytest.mark.parametrize(
    "text",
    [
        '#panic("evaluated")', '#eval("1+")', "$ x ^", "[", "]", "#[", "\\", "`", "```", "*open", "_open", "<a>", "//",
        "@nobody", "/*", "= title", "- list", '#import "x.typ"', '#read("/etc/passwd")', '"', '\\"', "#let x = ",
        "\u2028",
    ],
)  # fmt: skip
def test_markup_of_residents_is_text(text):
    paper.render(document(f"{text}\n{text}{text}", title=text, facts=[[text, text]], mark=text))


def test_nothing_of_the_machine_can_be_read_by_a_template():
    with pytest.raises(typst.TypstError):
        paper._compiler().compile(input=b'#read("/etc/passwd")', format="pdf")


@pytest.mark.django_db
def test_a_version_is_always_the_same_file(group, center):
    proposal = making.submitted(making.draft(group, making.rich_call()))
    version = proposal.versions.get()
    values = {"number": proposal.number, "version": 1, "at": version.at, "fingerprint": version.fingerprint}
    first = paper.version_pdf(version.content, proposal.title, **values)
    assert first == paper.version_pdf(version.content, proposal.title, **values)
    assert b"pdfuaid:part" in first


@pytest.mark.django_db
def test_an_empty_draft_prints(group, center):
    draft = making.draft(group, making.rich_call())
    pdf = paper.draft_pdf(present(fresh(draft)).content, str(draft))
    assert b"pdfuaid:part" in pdf
