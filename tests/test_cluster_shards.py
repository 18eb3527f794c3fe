"""Shards: what is written, goes on after an interruption, and is taken in; nothing in one is trusted."""

from __future__ import annotations

import gzip
import json
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from store.cluster import shards
from store.cluster.extracting import Extractor
from store.cluster.remote import Setup
from store.cluster.shards import Shards
from store.documents import Document, digest
from store.errors import ExportError
from store.extract.wire import Answer
from store.faults import of_document
from store.importing import Importer, Progress
from store.incoming import article
from store.library import Library
from store.model import Extraction
from store.reading import Found, ReadError, Reading
from store.reading.counting import expected
from store.reading.shards import LONGEST, line_of
from store.safe import safe
from store.workers import ExtractorError
from tests.hostile_records import spoil
from tests.languages import OTHERS
from tests.newsroom import MATCH, OTHER, extraction
from tests.readers import articles, read_all

SETUP = Setup("test 1", "1.0", "none")


class Engine:
    """A cluster that finds what the newsroom finds, last in first out; it breaks down at the word CRASH."""

    def __init__(self) -> None:
        self.setup = SETUP
        self.threads = 2
        self.closed = False
        self.seen: list[str] = []
        self._done: deque[tuple[int, Answer]] = deque()

    def submit(self, texts: list[str]) -> list[int]:
        if any("CRASH" in text for text in texts):
            raise ExtractorError("the cluster is gone")
        tickets = [len(self.seen) + n for n in range(len(texts))]
        self.seen += texts
        self._done.extend((t, Answer(extraction(text))) for t, text in zip(tickets, texts, strict=True))
        return tickets

    def result(self, timeout: float) -> tuple[int, Answer] | None:
        return self._done.pop() if self._done else None

    def close(self) -> None:
        self.closed = True


def extract(source: Path, folder: Path, cancelled: Callable[[], bool] = lambda: False) -> tuple[Extractor, Engine]:
    engine = Engine()
    extractor = Extractor([str(source)], engine, folder, cancelled=cancelled)
    for _ in extractor.run():
        pass
    assert engine.closed
    return extractor, engine


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.gz"))


def reasons(file: Path) -> list[str]:
    """Why parts of a file are refused."""
    return [one.reason for one in read_all(file) if isinstance(one, ReadError)]


def taken(file: Path) -> int:
    """How many articles of a file are not refused."""
    return sum(isinstance(one, Reading) for one in read_all(file))


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]


def rewrite(file: Path, change: Callable[[list[dict[str, Any]]], object]) -> None:
    found = lines(file)
    change(found)
    file.write_bytes(gzip.compress("".join(json.dumps(line) + "\n" for line in found).encode()))


def take_in(store: Path, *paths: Path, again: bool = False) -> list[Progress]:
    """Import without any model: whatever had to be extracted would be an error."""
    with Library.open(store) as library:
        return list(Importer(library, map(str, paths), model="no_such_model", again=again).run())


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder of nine articles, one of them in German, one empty, one nearly the same as another."""
    folder = tmp_path / "source"
    folder.mkdir()
    texts = [f"Report {n}.\n\n{MATCH if n % 2 else OTHER}" for n in range(6)]
    for number, text in enumerate([*texts, " ".join(OTHERS["de"]), "", f"{texts[1]} Late news."]):
        (folder / f"{number}.txt").write_text(text, "utf-8")
    return folder


@pytest.fixture
def shard(source: Path, tmp_path: Path) -> Path:
    """The one shard that the articles make."""
    extract(source, tmp_path / "out")
    (file,) = files(tmp_path / "out")
    return file


def test_what_is_written_is_what_was_read_and_found(source: Path, shard: Path) -> None:
    found, read = articles(shard), [one for one in read_all(source) if isinstance(one, Reading)]
    assert [replace(one, extraction=None) for one in found] == read
    assert [one.extraction for one in found[:6]] == [extraction(one.text) for one in read[:6]]
    assert found[6].extraction is not None
    assert found[6].extraction.note.startswith("not in English (de)")
    header, first, *_ = lines(shard)
    assert (header["pressbox_shard"], header["extractor"], header["model"]) == (1, "test 1", "none")
    assert len(header["articles"]) == len(set(header["articles"])) == 8
    assert (first["article"]["1"]["source"], first["corrections"]) == (str(source / "0.txt"), {})
    assert shard.name == "00000001.jsonl.gz"
    assert shard.stat().st_mode & 0o777 == 0o600


def test_an_import_extracts_nothing_and_knows_what_it_has(source: Path, shard: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    events = take_in(store, shard.parent)
    assert [(event.outcome, event.total) for event in events] == [("imported", 8)] * 8
    with Library.open(store, write=False) as library:
        last = library.document(events[-1].article or "")
        assert last.article.similar == events[1].article
        assert "the same as" in last.machine.note
        assert {mention.entity for mention in last.machine.mentions} >= {"jurgen-klopp", "liverpool"}
        assert library.document(events[1].article or "").machine.extractor == "test 1"
    assert {event.outcome for event in take_in(store, shard)} == {"unchanged"}
    assert {event.outcome for event in take_in(store, shard, again=True)} == {"updated"}
    assert {event.outcome for event in take_in(store, *sorted(source.glob("[0-6].txt")))} == {"unchanged"}

    (source / "1.txt").write_text(f"Corrected.\n\n{MATCH}", "utf-8")
    extractor, engine = extract(source, shard.parent)
    assert len(engine.seen) == 1
    assert (extractor.summary.extracted, extractor.summary.unchanged, extractor.summary.shards) == (1, 7, 1)
    assert [event.outcome for event in take_in(store, *files(shard.parent))] == ["unchanged"] * 8 + ["updated"]


def test_an_interrupted_extraction_goes_on_and_comes_to_the_same(source: Path, shard: Path, tmp_path: Path) -> None:
    for stop in (1, 3, 7):
        folder, seen = tmp_path / f"out{stop}", list[Progress]()
        extractor = Extractor([str(source)], Engine(), folder, cancelled=partial(_more_than, seen, stop))
        for event in extractor.run():
            seen.append(event)
        kept = extractor.summary.extracted
        assert stop <= len(seen) < 10
        assert [len(lines(file)) - 1 for file in files(folder)] == [kept]
        again, _ = extract(source, folder)
        assert (again.summary.extracted, again.summary.unchanged) == (8 - kept, kept)
        assert [failure.reason for failure in again.summary.failed] == ["empty"]
        assert articles(*files(folder)) == articles(shard)
    assert extract(source, folder)[0].summary.shards == 0


def _more_than(seen: list[Progress], number: int) -> bool:
    return len(seen) >= number


def test_shards_are_full_at_a_number_of_articles_and_keep_their_order(
    source: Path, shard: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "ARTICLES", 3)
    extract(source, tmp_path / "threes")
    made = files(tmp_path / "threes")
    assert [len(lines(file)) - 1 for file in made] == [3, 3, 2]
    assert articles(*made) == articles(shard)
    extract(source, tmp_path / "again")
    assert [file.read_bytes() for file in files(tmp_path / "again")] == [file.read_bytes() for file in made]
    (tmp_path / "joined.jsonl.gz").write_bytes(b"".join(file.read_bytes() for file in made))
    assert articles(tmp_path / "joined.jsonl.gz") == articles(shard)
    monkeypatch.setattr(shards, "BYTES", 1)
    extract(source, tmp_path / "ones")
    assert len(files(tmp_path / "ones")) == 8


def test_what_was_extracted_before_a_breakdown_is_written(source: Path, tmp_path: Path) -> None:
    for number in range(10, 60):
        (source / f"9{number}.txt").write_text(f"Report {number}.\n\n{MATCH}" if number < 50 else "CRASH")
    with pytest.raises(ExtractorError, match="is gone"):
        extract(source, tmp_path / "out")
    (file,) = files(tmp_path / "out")
    assert 1 < len(lines(file)) < 51


@pytest.mark.parametrize("what", ["other", "damaged", "foreign", "newer", "busy", "file"])
def test_a_folder_that_cannot_be_used_is_refused_in_one_line(what: str, source: Path, shard: Path) -> None:
    folder, setup = shard.parent, SETUP
    match what:
        case "other":
            setup = Setup("test 1", "1.0", "some more")
        case "damaged":
            shard.write_bytes(shard.read_bytes()[:40])
        case "foreign":
            shard.write_bytes(gzip.compress(b'{"text": "One."}\n'))
        case "newer":
            rewrite(shard, lambda found: found[0].update(pressbox_shard=2))
        case "file":
            folder = shard
    other = Shards(folder, setup.extractor, setup.model) if what == "busy" else None
    with pytest.raises(ExportError) as raised:
        Shards(folder, setup.extractor, setup.model)
    said = {
        "other": "of test 1 (none), not of test 1 (some more); name another folder",
        "damaged": "its articles are extracted again",
        "foreign": "no shard, but called like one",
        "newer": "a shard of format 2; this program reads up to 1",
        "busy": "writes shards to it",
        "file": "File exists",
    }
    assert said[what] in str(raised.value)
    assert "\n" not in str(raised.value)
    if other:
        other.close()
        Shards(folder, setup.extractor, setup.model).close()


def test_a_full_disk_is_one_line_and_the_shard_is_not_there(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shards, "write_bytes", full)
    with pytest.raises(ExportError, match="No space left on device"):
        extract(source, tmp_path / "out")
    assert files(tmp_path / "out") == []
    monkeypatch.undo()
    assert extract(source, tmp_path / "out")[0].summary.extracted == 8


def test_a_truncated_shard_gives_what_is_whole_and_says_so(shard: Path, tmp_path: Path) -> None:
    whole = gzip.decompress(shard.read_bytes())
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(shard.read_bytes()[:-12])
    *found, last = read_all(cut)
    assert all(isinstance(one, Reading) for one in found)
    assert isinstance(last, ReadError)
    assert last.reason.startswith("a damaged archive")

    plain = tmp_path / "cut.jsonl"
    plain.write_bytes(b"".join(whole.splitlines(keepends=True)[:4]))
    assert expected(Found(source="x", path=str(plain))) == 8
    assert (taken(plain), reasons(plain)) == (3, ["a shard that is cut off: 3 of its 8 articles are there"])
    plain.write_bytes(whole[: whole.index(b"Report 2") + 3])
    assert taken(plain) == 2
    assert reasons(plain)[0].startswith("a damaged article: ")
    assert expected(Found(source="x", path=str(cut))) == 8
    cut.write_bytes(b"\x1f\x8b no gzip")
    assert expected(Found(source="x", path=str(cut))) is None


def test_a_damaged_article_is_named_and_the_rest_goes_on(shard: Path, tmp_path: Path) -> None:
    def damage(found: list[dict[str, Any]]) -> None:
        found[2]["article"]["1"]["text"] += "!"
        found[3]["machine"]["1"]["mentions"][0]["start"] += 1
        found[4]["article"]["1"]["version"] = 99
        del found[5]["machine"]

    rewrite(shard, damage)
    events = take_in(tmp_path / "store", shard)
    assert [event.outcome for event in events] == ["imported"] + ["failed"] * 4 + ["imported"] * 3
    assert [(event.source[-2:], event.reason) for event in events[1:5]] == [
        ("#2", "a damaged article: its text is not the one that was imported"),
        ("#3", "a damaged article: 1 names or quotes do not stand where they should"),
        ("#4", "an article of a newer Pressbox: format 99, this program reads up to 1"),
        ("#5", "a damaged article: Object missing required field `machine`"),
    ]


@pytest.mark.parametrize(
    ("where", "value", "reason"),
    [
        (("mentions", 0, "label"), "\x1b[31m", "there is no label “␛[31m”"),
        (("mentions", 0, "by"), "human", "it says that a human found something"),
        (("mentions", 0, "confidence"), 7, "a confidence that is none"),
        (("entities", 0, "known"), "../x", "an entity without a name or with an id that is none"),
        (("entities", 0, "name"), " ", "an entity without a name or with an id that is none"),
        (("quotes", 0, "segments", 0, "end"), 10**30, "1 names or quotes do not stand where they should"),
    ],
)
def test_what_no_extractor_makes_is_refused(shard: Path, where: tuple[Any, ...], value: object, reason: str) -> None:
    def change(found: list[dict[str, Any]]) -> None:
        node = found[2]["machine"]["1"]
        for key in where[:-1]:
            node = node[key]
        node[where[-1]] = value

    rewrite(shard, change)
    assert reasons(shard) == [f"a damaged article: {reason}"]


def test_newer_and_overlong_shards_are_refused_as_a_whole(shard: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rewrite(shard, lambda found: found[0].update(pressbox_shard=2))
    assert (taken(shard), reasons(shard)) == (0, ["a shard of format 2; this program reads up to 1"])
    rewrite(shard, lambda found: found[0].update(pressbox_shard=1, articles=5))
    assert reasons(shard)[0].startswith("a damaged shard: Expected `array`")
    rewrite(shard, lambda found: found[0].update(articles=[]))
    monkeypatch.setattr("store.reading.shards.LONGEST", 1000)
    assert reasons(shard) == ["a line larger than any article; nothing is read from here on"]
    assert LONGEST == 8 * 20 * 1024 * 1024


def test_a_shard_that_unfolds_without_end_is_a_bomb(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.jsonl.gz"
    bomb.write_bytes(gzip.compress(b'{"pressbox_shard": 1}\n' + b" " * (64 * 1024 * 1024)))
    assert bomb.stat().st_size < 100_000
    assert reasons(bomb) == ["unfolds to more than 100 times its size: a zip bomb"]


def test_records_that_are_no_shard_are_read_as_ever(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b'{"text": "One."}\n{"text": "Two."}\n'))
    (tmp_path / "b.jsonl").write_bytes(b'{"shard": 1, "text": "Three."}\n')
    assert [one.text for one in articles(tmp_path)] == ["One.", "Two.", "Three."]


def test_nothing_in_a_shard_acts_on_a_terminal_and_offsets_stay_true(shard: Path, tmp_path: Path) -> None:
    text = "Ann \x1b[2JOde\u202e won.\x9b Ode left."
    (made,) = articles(_reading_of(text, tmp_path))
    evil = replace(
        made,
        text=text,
        digest="",
        title="a\x07\nb",
        source="x\x1b]0;y",
        author="\u202eme",
        address="javascript:alert(1)",
    )
    found = extraction(text, {"Ann \x1b[2JOde": "PERSON", "Ode": "PERSON"})
    line = json.loads(line_of(replace(evil, digest=digest(text)), found))
    file = tmp_path / "evil.jsonl"
    for ascii_only in (True, False):
        file.write_text(f'{{"pressbox_shard": 1}}\n{json.dumps(line, ensure_ascii=ascii_only)}\n', "utf-8")
        (one,) = articles(file)
        assert one.extraction is not None
        assert one.text == safe(text) != text
        assert [m.text for m in one.extraction.mentions] == ["Ann ␛[2JOde", "Ode"]
        assert all(one.text[m.start : m.end] == m.text for m in one.extraction.mentions)
        assert (one.title, one.source, one.author, one.address) == ("a␇ b", "x␛]0;y", "\N{REPLACEMENT CHARACTER}me", "")
        assert one.digest == digest(one.text)


def _reading_of(text: str, folder: Path) -> Path:
    path = folder / "made.txt"
    path.write_text(safe(text), "utf-8")
    return path


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_spoilt_shard_is_refused_or_harmless(data: st.DataObject, tmp_path: Path) -> None:
    (made,) = articles(_reading_of(MATCH, tmp_path))
    line = json.loads(line_of(made, extraction(MATCH)))
    for _ in range(data.draw(st.integers(1, 3))):
        spoil(data.draw, line)
    file = tmp_path / "spoilt.jsonl"
    file.write_text(f'{{"pressbox_shard": 1}}\n{json.dumps(line)}\n', "utf-8")
    for one in read_all(file):
        if isinstance(one, Reading):
            assert isinstance(one.extraction, Extraction)
            assert list(of_document(Document(article("0" * 16, "", one), one.extraction))) == []
            for words in (one.text, one.source, one.title or "", *(entity.name for entity in one.extraction.entities)):
                assert safe(words) == words
        else:
            assert one.reason == safe(one.reason)


def test_two_threads_may_extract_into_two_folders(source: Path, tmp_path: Path) -> None:
    threads = [threading.Thread(target=extract, args=(source, tmp_path / f"out{n}")) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    one, other = (files(tmp_path / f"out{n}")[0].read_bytes() for n in range(2))
    assert one == other
