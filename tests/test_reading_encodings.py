"""Bytes in every encoding that news comes in, with the right characters coming out."""

from __future__ import annotations

import codecs
import contextlib
import time
from pathlib import Path

import pytest

from store.reading import ReadError, Reading, find
from store.reading.flow import unify_line_ends
from tests.readers import read

NEWS = "“We lost,” said Jürgen – the £50m café’s owner… It’s over.\nA second line for Cesar Azpilicueta."


def reading(path: Path, data: bytes) -> Reading:
    path.write_bytes(data)
    (found,) = find([str(path)])
    assert not isinstance(found, ReadError)
    return read(found)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (NEWS.encode(), "utf-8"),
        (codecs.BOM_UTF8 + NEWS.encode(), "utf-8"),
        (NEWS.encode("cp1252"), "cp1252"),
        (NEWS.encode("mac_roman"), "mac_roman"),
        (codecs.BOM_UTF16_LE + NEWS.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + NEWS.encode("utf-16-be"), "utf-16-be"),
        (NEWS.encode("utf-16-le"), "utf-16-le"),
        (NEWS.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + NEWS.encode("utf-32-le"), "utf-32-le"),
        (codecs.BOM_UTF32_BE + NEWS.encode("utf-32-be"), "utf-32-be"),
    ],
)
def test_encodings(tmp_path: Path, data: bytes, encoding: str) -> None:
    found = reading(tmp_path / "a.txt", data)
    assert (found.text, found.encoding) == (NEWS, encoding)


@pytest.mark.parametrize(
    "text", ["It’s £5.", "A café.", "“No.”", "Müller – 1", "€20m", "Ödegaard won", "São Paulo, ação"]
)
def test_short_western_text(tmp_path: Path, text: str) -> None:
    found = reading(tmp_path / "a.txt", text.encode("cp1252"))
    assert (found.text, found.encoding) == (text, "cp1252")


def test_a_lone_byte_in_english_text_is_western(tmp_path: Path) -> None:
    found = reading(tmp_path / "a.txt", b"The match ended in a draw, and they cheered. \xa7 5 of the rules.")
    assert (found.text[45], found.encoding) == ("§", "cp1252")


def test_other_alphabets_are_sniffed(tmp_path: Path) -> None:
    text = "Ливерпуль проиграл в Мадриде и выбыл из Лиги чемпионов, сообщил клуб. Клопп остался доволен игрой. " * 9
    assert reading(tmp_path / "a.txt", text.encode("koi8-r")).text == text.strip()


@pytest.mark.parametrize(
    ("head", "python_name", "text"),
    [
        ('<meta charset="windows-1251">', "cp1251", "Клопп"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">', "cp1252", "“café”"),
        ("<meta charset=latin1>", "cp1252", "£5 ’"),
        ('<?xml version="1.0" encoding="iso-8859-2"?>', "iso8859-2", "Łódź"),
        ('<meta charset="windows-1251">', "utf-8", "Клопп, for it is UTF-8 after all"),
        ('<meta charset="hex">', "cp1252", "It’s a café"),
        ('<meta charset="no-such">', "cp1252", "It’s a café"),
        ('<meta charset="windows-1251">', "utf-16", "“a BOM decides”"),
    ],
)
def test_charset_of_a_page(tmp_path: Path, head: str, python_name: str, text: str) -> None:
    page = f"{head}<p>{text}</p>"
    assert reading(tmp_path / "a.html", page.encode(python_name)).text == text


def test_a_broken_byte_does_not_turn_utf_8_into_something_else(tmp_path: Path) -> None:
    found = reading(tmp_path / "a.txt", NEWS.encode() + b" \xff " + "“”"[0].encode()[:2])
    assert found.encoding == "utf-8"
    assert found.text == f"{NEWS} \ufffd \ufffd"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\v", "\f", "\u2028", "\u2029"])
def test_line_ends(tmp_path: Path, end: str) -> None:
    assert reading(tmp_path / "a.txt", f"One{end}two{end}{end}three{end}".encode()).text == "One\ntwo\n\nthree"
    assert unify_line_ends(f"{end}{end}") == "\n\n"


def test_controls_stay_visible(tmp_path: Path) -> None:
    hostile = (
        "a\0b \x1b[31mred\x1b]0;title\x07 \x9b2J \u202egnp.exe\u202c \ufeff \x7f\x08 [@click=app.quit]x[/] [/b] [="
    )
    found = reading(tmp_path / "a.txt", hostile.encode())
    assert found.text == "a␀b ␛[31mred␛]0;title␇ �2J �gnp.exe�  ␡␈ [@click=app.quit]x[/] [/b] [="


@pytest.mark.parametrize("tail", [b"\xe9", "Клопп".encode("koi8-r"), b"\x81\x8d", b"\xa4\xa4" * 2000])
def test_big_files_are_sniffed_fast(tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"The match ended in a draw.\n" * 200_000 + tail)
    (found,) = find([str(path)])
    assert not isinstance(found, ReadError)
    started = time.process_time()
    with contextlib.suppress(ReadError):
        read(found)
    assert time.process_time() - started < 5
