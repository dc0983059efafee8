"""What changed between two texts, readable for people, and never losing a letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proposals.differences import ADDED, REMOVED, SAME, Piece, changed_parts, pieces
from proposals.outline import Answer
from proposals.record import Page

KOREAN = st.text(alphabet="가나다마을을이에서 \n.,읽어요", max_size=60)


def page(key="idea", **answers):
    return Page(key, key, tuple(Answer(name, name, text) for name, text in answers.items()))


def test_another_particle_shows_one_syllable():
    assert pieces("마을을 만들어요.", "마을이 만들어요.") == [
        Piece(SAME, "마을"), Piece(REMOVED, "을"), Piece(ADDED, "이"), Piece(SAME, " 만들어요."),
    ]  # fmt: skip


def test_a_new_word_and_a_new_line_are_shown_alone():
    found = pieces("함께 읽어요.\n끝", "모두 함께 읽어요.\n끝\n고마워요")
    assert [piece.text for piece in found if piece.kind == ADDED] == ["모두 ", "\n고마워요"]
    assert not [piece for piece in found if piece.kind == REMOVED]


@given(KOREAN, KOREAN)
def test_no_letter_is_lost(before, after):
    found = pieces(before, after)
    assert "".join(piece.text for piece in found if piece.kind != ADDED) == before
    assert "".join(piece.text for piece in found if piece.kind != REMOVED) == after


@pytest.mark.parametrize("text", ["가 " * 2000, "가나다 " * 1000, "\n" * 4000, "가" * 4000])
def test_long_and_monotonous_texts_are_compared_quickly(text):
    from time import process_time

    start = process_time()
    pieces(text, text[::-1] + "끝")
    assert process_time() - start < 3


def test_only_changed_answers_are_shown():
    before = [page(a="하나", b="둘"), page("plan", c="셋")]
    parts = changed_parts(before, [page(a="하나", b="둘둘"), page("plan", c="셋")])
    assert [(part.key, [change.label for change in part.changes]) for part in parts] == [("idea", ["b"])]


def test_rows_are_compared_as_rows():
    def table(*rows):
        return [Page("budget", "예산", (Answer("lines", "줄", head=("항목", "얼마"), rows=rows),))]

    (part,) = changed_parts(table(("책", "1"), ("의자", "2")), table(("책", "1"), ("의자", "3")))
    assert [(row.kind, row.cells) for row in part.changes[0].rows] == [
        (SAME, ("책", "1")), (REMOVED, ("의자", "2")), (ADDED, ("의자", "3")),
    ]  # fmt: skip


def test_a_part_that_came_or_went_is_shown_whole():
    (gone,) = changed_parts([page(a="하나")], [])
    assert gone.changes[0].pieces == (Piece(REMOVED, "하나"),)
    (came,) = changed_parts([], [page(a="하나")])
    assert came.changes[0].pieces == (Piece(ADDED, "하나"),)
