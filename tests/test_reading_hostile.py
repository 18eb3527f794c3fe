"""Whatever bytes come in, a safe article or a plain refusal comes out."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from store.reading import Found, ReadError, Reading, readings
from store.safe import safe, safe_line
from tests.paper import pdf, word
from tests.readers import read

PIECES = st.sampled_from(
    [
        *(
            "<p>",
            "</p>",
            "<div>",
            "</div>",
            "<a href='x'>",
            "</a>",
            "<br>",
            "<h1>",
            "</h1>",
            "<td>",
            "</table>",
            "<table>",
        ),
        *(
            "<article>",
            "</article>",
            "<script>",
            "</script>",
            "<pre>",
            "</pre>",
            "<svg>",
            "<form>",
            "</form>",
            "<q>",
            "<li>",
        ),
        *(
            "[a](",
            ")",
            "](javascript:x)",
            "![",
            "# ",
            "- ",
            "> ",
            "`",
            "```\n",
            "---\n",
            "title: x\n",
            "| a | b |\n|-|-|\n",
        ),
        *(
            "\n",
            "\n\n\n\n",
            " ",
            "\t",
            "\xa0",
            "word",
            "Word. ",
            "“",
            "”",
            "'",
            '"',
            "=",
            "<",
            ">",
            "&",
            "&amp;",
            "&#27;",
            "&#13;",
        ),
        *(
            "\x1b[2J",
            "\x1b]0;t\x07",
            "\x9b",
            "\u202e",
            "\u2066",
            "\ufeff",
            "\ud800",
            "\0",
            "\x7f",
            "\u2028",
            "\xad",
            "[/b]",
            "[@click=q]",
        ),
    ]
)
MARKUP = st.lists(PIECES, max_size=40).map("".join)
SUFFIXES = st.sampled_from([".txt", ".html", ".md", ".log", ""])


def check(path: Path, data: bytes) -> Reading | None:
    """Read ``data`` and return the reading, which is safe, or None for a refusal."""
    path.write_bytes(data)
    refusal = None
    try:
        reading = read(Found(source="named", path=str(path)))
    except ReadError as error:
        refusal = error
    if refusal:
        assert (refusal.source, safe_line(refusal.reason)) == ("named", refusal.reason)
        return None
    assert reading.text.strip()
    assert safe(reading.text) == reading.text
    assert "\r" not in reading.text
    assert reading.title is None or safe_line(reading.title) == reading.title.strip()
    for link in reading.links:
        assert reading.text[link.start : link.end] == link.text
        assert link.text == link.text.strip() != ""
        assert safe_line(link.target) == link.target
    assert json.loads(json.dumps(reading.text)) == reading.text
    assert msgspec.json.decode(msgspec.json.encode(reading), type=Reading) == reading
    return reading


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.binary(max_size=2000), suffix=SUFFIXES)
@example(data=b"\xff\xfe\x00", suffix=".txt")
@example(data=b"\xff\xfe\x00\xd8A\x00", suffix=".txt")
@example(data=b"&#xD800;&#99999999999999999999;x", suffix=".html")
def test_any_bytes(tmp_path: Path, data: bytes, suffix: str) -> None:
    check(tmp_path / f"a{suffix}", data)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=MARKUP, suffix=SUFFIXES, encoding=st.sampled_from(["utf-8", "utf-16-le", "cp1252"]))
def test_any_markup(tmp_path: Path, text: str, suffix: str, encoding: str) -> None:
    errors = "replace" if encoding == "cp1252" else "surrogatepass"
    check(tmp_path / f"a{suffix}", text.encode(encoding, errors))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=200), suffix=SUFFIXES)
def test_reading_what_was_read_changes_nothing(tmp_path: Path, text: str, suffix: str) -> None:
    first = check(tmp_path / "a.txt", text.encode())
    if first is not None and "<" not in first.text:
        again = check(tmp_path / "b.txt", first.text.encode())
        assert again is not None
        assert again.text == first.text


BEGINNINGS = {
    ".jsonl": b'{"text": "',
    ".json": b'[{"text": "words", "title": ',
    ".csv": b"text,title,date\n",
    ".tsv": b"text\tauthor\n",
    ".rss": b"<rss version='2.0'><channel><item><description>",
    ".eml": b"Subject: words\n\n",
    ".docx": word("Title", "Words."),
    ".pdf": pdf("Words."),
    ".zip": b"PK\x03\x04",
    ".txt.gz": gzip.compress(b"words", mtime=0),
    ".tar": b"a.txt" + bytes(95),
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    suffix=st.sampled_from(sorted(BEGINNINGS)),
    cut=st.integers(0, 3000),
    more=st.one_of(st.binary(max_size=300), MARKUP.map(lambda text: text.encode("utf-8", "surrogatepass"))),
    rest=st.booleans(),
)
def test_any_bytes_in_any_format(tmp_path: Path, suffix: str, cut: int, more: bytes, rest: bool) -> None:
    beginning = BEGINNINGS[suffix]
    cut = min(cut, len(beginning))
    path = tmp_path / f"a{suffix}"
    path.write_bytes(beginning[:cut] + more + beginning[cut:] * rest)
    read = list(readings(Found(source="named", path=str(path))))
    assert read
    for one in read:
        if isinstance(one, ReadError):
            assert safe_line(str(one)) == str(one)
            assert one.source.startswith("named")
        else:
            assert one.text.strip()
            assert safe(one.text) == one.text
            assert all(safe_line(said) == said for said in (one.published, one.author, one.site, one.address))
            assert msgspec.json.decode(msgspec.json.encode(one), type=Reading) == one


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html"])
def test_terminal_codes_and_markup_are_shown(tmp_path: Path, suffix: str) -> None:
    reading = check(tmp_path / f"a{suffix}", "Kept [@click=app.quit]x[/] [/b] \x1b[2J \u202e.".encode())
    assert reading is not None
    assert reading.text == "Kept [@click=app.quit]x[/] [/b] ␛[2J �."
