"""Wrapping keeps every character in its place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.wrapping import line_of, tokens, wrap

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.sampled_from(" \n"), max_size=300)


@given(TEXTS, st.integers(2, 60))
def test_lines_are_in_order_and_leave_out_only_white_space(text: str, width: int) -> None:
    lines = wrap(text, width, {})
    end = 0
    for a, b in lines:
        assert end <= a <= b <= len(text)
        assert not text[end:a].strip()
        end = b
    assert not text[end:].strip()


@given(TEXTS, st.integers(2, 60))
def test_no_line_is_wider_than_the_pane(text: str, width: int) -> None:
    for a, b in wrap(text, width, {}):
        assert cell_len(text[a:b].rstrip()) <= width or len(text[a:b].rstrip()) == 1


@given(st.lists(st.tuples(st.text("aé漢", min_size=1, max_size=3), st.booleans())), st.integers(8, 40))
def test_marks_have_their_cells(words: list[tuple[str, bool]], width: int) -> None:
    text, marks = "", {}
    for word, marked in words:
        text += f"{word} "
        if marked:
            marks[len(text) - 1] = 2
    for a, b in wrap(text, width, marks):
        assert cell_len(text[a:b].rstrip()) + sum(2 for end in marks if a < end <= b) <= width


@given(TEXTS, st.integers(2, 60))
def test_every_offset_has_its_line(text: str, width: int) -> None:
    lines = wrap(text, width, {})
    for number, (a, b) in enumerate(lines):
        for offset in range(a, b):
            assert line_of(lines, offset) == number


@given(TEXTS)
def test_tokens_are_in_order_and_hold_everything_but_white_space(text: str) -> None:
    end = 0
    for a, b in tokens(text):
        assert end <= a < b
        assert not text[end:a].strip() or not any(c.isalnum() for c in text[end:a])
        end = b


def test_words_possessives_and_punctuation() -> None:
    text = "Klopp's side – the so-called Reds – lost 5-2, didn't they?"
    words = [text[a:b] for a, b in tokens(text)]
    assert words[:2] == ["Klopp", "'s"]
    assert "so-called" in words
    assert "5-2" in words
    assert "didn't" in words
    assert words[-1] == "?"
