"""Records become articles: JSON Lines, JSON arrays, CSV and TSV."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from store.reading import Columns, Reading
from store.reading.facts import moment
from store.reading.opening import LIMIT
from tests.readers import articles, read_all, refusals

RECORD = {
    "headline": "Rovers win",
    "body": "“We won,” said Ann Lee.\n\nRovers won.",
    "date_published": "Tue, 03 Mar 2026 10:00:00 GMT",
    "url": "https://example.org/rovers",
    "authors": [{"name": "Jo Ray"}, "Al Poe"],
    "source": "The Daily Example",
}


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines(*records: object) -> str:
    return "".join(f"{json.dumps(record)}\n" for record in records)


def test_a_record_is_an_article(tmp_path: Path) -> None:
    (one,) = articles(write(tmp_path / "a.jsonl", lines(RECORD)))
    assert (one.title, one.text) == ("Rovers win", "Rovers win\n\n“We won,” said Ann Lee.\n\nRovers won.")
    assert (one.published, one.author, one.site) == ("2026-03-03T10:00:00+00:00", "Jo Ray, Al Poe", "The Daily Example")
    assert one.source == one.key == one.address == "https://example.org/rovers"
    assert (one.format, one.encoding) == ("json", "utf-8")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", lines(RECORD, RECORD | {"url": "https://example.org/2"})),
        ("a.ndjson", "\ufeff\n" + lines(RECORD) + "\n \n" + lines(RECORD | {"url": "https://example.org/2"})),
        ("a.json", json.dumps([RECORD, RECORD | {"url": "https://example.org/2"}])),
        ("a.json", json.dumps([RECORD, RECORD | {"url": "https://example.org/2"}], indent=2)),
        ("a.json", json.dumps({"status": "ok", "articles": [RECORD, RECORD | {"url": "https://example.org/2"}]})),
        ("a.json", json.dumps({"n": 2, "items": [RECORD, RECORD | {"url": "https://example.org/2"}]}, indent=1)),
        ("a.json", lines(RECORD, RECORD | {"url": "https://example.org/2"})),
    ],
)
def test_all_shapes_of_json(tmp_path: Path, name: str, content: str) -> None:
    for encoding in ("utf-8", "utf-16"):
        found = articles(
            write(tmp_path / name, content.removeprefix("\ufeff" * (encoding != "utf-8")).encode(encoding))
        )
        assert [one.key for one in found] == ["https://example.org/rovers", "https://example.org/2"]
        assert {one.title for one in found} == {"Rovers win"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", 'Title,Text,Date\nOne,"He said ""no"".\nTwice.",2026-01-02\n\nTwo,More,\n'),
        ("a.csv", '\ufeffTitle;Text;Date\r\nOne;"He said ""no"".\r\nTwice.";2026-01-02\r\nTwo;More;\r\n'),
        ("a.csv", 'Title,Text,Date\rOne,"He said ""no"".\rTwice.",2026-01-02\rTwo,More,\r'),
        ("a.csv", 'Title|Text\nOne|"He said ""no"".\nTwice."\nTwo|More'),
        ("a.tsv", 'title\ttext\nOne\t"He said ""no"".\nTwice."\nTwo\tMore'),
    ],
)
def test_all_shapes_of_tables(tmp_path: Path, name: str, content: str) -> None:
    found = articles(write(tmp_path / name, content))
    assert [one.text for one in found] == ['One\n\nHe said "no".\nTwice.', "Two\n\nMore"]
    assert [one.source for one in found] == [f"{tmp_path / name}#1", f"{tmp_path / name}#2"]
    assert found[0].published in ("2026-01-02", "")
    assert found[0].format == "csv"


def test_quotation_marks_in_tab_separated_cells(tmp_path: Path) -> None:
    content = 'title\ttext\nOne\t"No," he said.\nTwo\t"Never\nThree\tMore\n'
    found = articles(write(tmp_path / "a.tsv", content))
    assert [one.text for one in found] == ['One\n\n"No," he said.', 'Two\n\n"Never', "Three\n\nMore"]


def test_named_fields(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "Kopf,Inhalt,Tag,Nr,text\nOne,Words.,2026-05-06,x9,wrong\n")
    (one,) = articles(path, columns=Columns(text="Inhalt", title="kopf", date="Tag", source="Nr"))
    assert (one.text, one.published, one.source) == ("One\n\nWords.", "2026-05-06", f"{path}#x9")
    assert refusals(path, columns=Columns(text="Body")) == [
        "a.csv: no column for the text; the first row has Kopf, Inhalt, Tag, Nr, text:"
        " name one with --text-field (there is no such column)"
    ]
    path = write(tmp_path / "a.jsonl", lines({"Inhalt": "x", "n": 1}))
    assert refusals(path) == ["a.jsonl#1: no field for the text; there is Inhalt, n: name one with --text-field"]
    assert refusals(path, columns=Columns(text="Inhalt", date="day")) == [
        "a.jsonl#1: no field “day” (--date-field); there is Inhalt, n"
    ]


def test_a_record_is_known_again_by_its_own_name(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", lines({"text": "a", "id": 7}, {"text": "b", "id": 7}, {"text": "c"}))
    assert [one.key for one in articles(path)] == [f"{path}#7", f"{path}#7#2", f"{path}#3"]
    write(path, lines({"text": "c", "link": "https://example.org/c"}, {"text": "b", "source": "Example News"}))
    assert [one.key for one in articles(path)] == ["https://example.org/c", f"{path}#2"]
    assert [one.site for one in articles(path)] == ["", "Example News"]


def test_a_bad_record_is_a_line_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = lines(RECORD)
    bad = '{"text": \n[1]\n"x"\n{"text": ""}\n{"text": NaN}\n{"text": 7}\n' + "[" * 200_000 + "\n"
    assert [line.partition(" ")[0] for line in refusals(write(tmp_path / "a.jsonl", good + bad + good))] == [
        f"a.jsonl#{number}:" for number in (2, 3, 4, 5, 6, 8)
    ]
    read = read_all(tmp_path / "a.jsonl")
    assert [type(one) is Reading for one in (read[0], read[-1])] == [True, True]
    noise = b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\xff,x\n"
    content = b"text,title\n" + b"good " * 500 + b",1\na,b,c\n" + noise + b'"never closed,x\nlast,2\n'
    assert [one.partition(": ")[0] for one in refusals(write(tmp_path / "a.csv", content))] == [
        "a.csv#2",
        "a.csv#3",
        "a.csv#4",
    ]
    kept = [one.title for one in read_all(tmp_path / "a.csv") if isinstance(one, Reading)]
    assert kept == ["1", "2"]


def test_a_broken_array_keeps_what_came_before(tmp_path: Path) -> None:
    for end in ('{"text": ', "", "nonsense]", '{"text": "c"'):
        path = write(tmp_path / "a.json", '[{"text": "a"}, {"text": "b"}, ' + end)
        read = read_all(path)
        assert [one.text for one in read if isinstance(one, Reading)] == ["a", "b"]
        (refusal,) = refusals(path)
        assert refusal.startswith("a.json#3: ")
        assert refusal.endswith("; nothing is read from here on")


def test_long_lines_and_big_files_take_no_time(tmp_path: Path) -> None:
    started = time.process_time()
    long = "word " * 200_000
    path = write(tmp_path / "a.jsonl", lines(*({"text": f"{n} {long}"} for n in range(3)), {"text": "x" * LIMIT}))
    read = read_all(path)
    assert [len(one.text) > 1_000_000 for one in read if isinstance(one, Reading)] == [True] * 3
    assert refusals(path) == ["a.jsonl#4: larger than 20 MB"]
    assert len(articles(write(tmp_path / "a.csv", f"text\n{long}1\n{long}2\n"))) == 2
    # More than 20 MB in all, in one line.
    assert len(articles(write(tmp_path / "a.json", json.dumps([{"text": f"{n} {long}"} for n in range(22)])))) == 22
    unclosed = "text,title\n" + '"a,b\n' * 50_001
    assert refusals(write(tmp_path / "b.csv", unclosed))
    assert time.process_time() - started < 30


def test_each_line_in_its_own_encoding(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "text\n" + "plain\n" * 20_000 + "café “Élan”\n")
    assert articles(path)[-1].text == "café “Élan”"
    path.write_bytes(b"text\n" + b"plain\n" * 20_000 + "He said “café”.\n".encode("cp1252"))
    assert articles(path)[-1].text == "He said “café”."
    path = write(tmp_path / "a.jsonl", b'{"text": "\\ud800 \\u001b[2J \\u202e"}\n')
    assert articles(path)[0].text == "\ufffd ␛[2J \ufffd"


def test_markup_in_a_field(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", lines({"title": "A", "text": "<p>x <a href='/y'>y</a></p><script>z</script>"}))
    (one,) = articles(path)
    assert (one.text, one.links[0].target) == ("A\n\nx y", "/y")
    (one,) = articles(write(tmp_path / "a.json", lines({"items": [{"content_html": "<div>x</div>y"}]})))
    assert one.text == "x\n\ny"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-03-04", "2026-03-04"),
        ("2026-03-04T05:06:07Z", "2026-03-04T05:06:07+00:00"),
        ("Wed, 04 Mar 2026 05:06:07 +0100", "2026-03-04T05:06:07+01:00"),
        ("1772600767", "2026-03-04T05:06:07+00:00"),
        ("1772600767000", "2026-03-04T05:06:07+00:00"),
        ("March 4, 2026", "2026-03-04"),
        ("4 Mar 2026", "2026-03-04"),
        ("some\x1b day", "some␛ day"),
        ("", ""),
        ("9" * 14, "9" * 14),
    ],
)
def test_moments(written: str, expected: str) -> None:
    assert moment(written) == expected
