"""What a terminal could act on is made visible, one character for one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.safe import safe, safe_line, shows, without_hints

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))

ACTIVE = [
    *(chr(code) for code in range(0x20) if chr(code) not in "\n\t"),
    *(chr(code) for code in range(0x7F, 0xA0)),
    *"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u206a\u206f",
    *"\xad\u180e\u200b\u2060\u2061\u2062\u2063\u2064\u2028\u2029\ufeff\ufff9\ufffa\ufffb\U000e0001\U000e0041\U000e007f\ud800\udcff\udfff",
]


@pytest.mark.parametrize("character", ACTIVE, ids=lambda character: f"U+{ord(character):04X}")
def test_active_characters_are_made_visible(character: str) -> None:
    shown = safe(f"a{character}b")
    assert len(shown) == 3
    assert shown[1] != character
    assert unicodedata.category(shown[1]) == "So"


def test_escape_sequences_stay_readable() -> None:
    assert safe("\x1b[31mred\x1b]0;title\x07\x9b2J") == "␛[31mred␛]0;title␇�2J"


def test_words_of_every_script_stay() -> None:
    text = "“Don’t”\tsaid\nJürgen: 5–2 😀 👩\u200d👧 中文 עברית e\u0301\u00a0£"
    assert safe(text) is text or safe(text) == text


@pytest.mark.parametrize("character", "\xad\u180e\u200b\u2060\u2064\ufeff", ids=lambda c: f"U+{ord(c):04X}")
def test_what_only_lays_out_is_dropped_or_made_visible(character: str) -> None:
    assert safe(f"a{character}b") == "a\ufffdb"
    assert without_hints(f"a{character}b") == "ab"
    assert shows(f"{character}b")
    assert not shows(character)


@pytest.mark.parametrize("text", ["", " \n\t\u00a0", "\u200c\u200d\ufe0f", "\u0301", "\u3164\u2800"])
def test_what_nobody_can_see(text: str) -> None:
    assert not shows(text)


@pytest.mark.parametrize("text", ["a", "5", "…", "£", "😀", "文", " \u200b.", "\ufffd"])
def test_what_one_can_see(text: str) -> None:
    assert shows(text)


def test_safe_line_has_no_line_ends() -> None:
    assert safe_line("a\nb\tc\rd\u2028") == "a b c␍d␤"


@given(ANY_TEXT)
def test_length_kept_and_done_once(text: str) -> None:
    shown = safe(text)
    assert len(shown) == len(text) == len(safe_line(text))
    assert safe(shown) == shown
    assert safe_line(safe_line(text)) == safe_line(text)
    assert shown.encode().decode() == shown
