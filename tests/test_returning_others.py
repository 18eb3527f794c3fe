"""What annotators' tools and other stores write comes back; what makes no sense is refused, each in one line."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import drafts
from store.applying import apply, apply_brat
from store.exchange import brat_files, prodigy
from store.exchange.lines import line
from store.export import write
from store.library import Library
from store.model import Span, Speaker
from tests.edited import FORMS, Record, ann, archive, back, first, library
from tests.hostile_records import spoil
from tests.newsroom import MATCH, extraction, reading

__all__ = ["library"]


def test_brat_takes_what_an_annotator_adds(library: Library, tmp_path: Path) -> None:
    text, notes = ann(library)
    start = text.index("home")
    quote = text.index("Klopp went")
    klopp = text.rindex("Klopp")
    notes += f"T90\tFAC {start} {start + 4}\thome\nT91\tIndirect {quote} {quote + 5};{start} {start + 4}\tKlopp home\n"
    notes += f"T92\tSpeaker {klopp} {klopp + 5}\tKlopp\nR90\tSaid_by Arg1:T91 Arg2:T92\nA1\tSure T90\n"
    key = library.rows()[0].id
    (tmp_path / "folder" / "deep").mkdir(parents=True)
    (tmp_path / "folder" / "deep" / f"{key}.ann").write_text(notes)
    done = apply_brat(library, tmp_path / "folder")
    assert (done.applied, done.refused) == (4, [])
    view = library.view(key)
    added = view.mention_at(start)
    assert added is not None
    assert (added.text, added.label, added.by) == ("home", "FAC", "human")
    said = next(q for q in view.quotes if q.kind == "indirect")
    assert [s.text for s in said.segments] == ["Klopp", "home"]
    assert (said.speaker.entity, said.speaker.name) == (None, "Klopp")
    assert apply_brat(library, archive(tmp_path, {f"x/{key}.ann": notes, f"x/{key}.txt": text})).known == 1


def test_a_quote_follows_the_name_that_it_is_related_to(library: Library, tmp_path: Path) -> None:
    _, notes = ann(library)
    rows = notes.splitlines()
    names = {row.split("\t")[2]: row.split("\t")[0] for row in rows if row.startswith("T")}
    related = next(row for row in rows if row.startswith("R1"))
    other = f"{related.rpartition(':')[0]}:{names['Pep Guardiola']}"
    done = apply_brat(library, archive(tmp_path, {f"{library.rows()[0].id}.ann": notes.replace(related, other)}))
    assert (done.applied, done.refused) == (1, [])
    assert library.view(library.rows()[0].id).quotes[0].speaker.name == "Pep Guardiola"


@pytest.mark.parametrize(
    ("line_", "reason"),
    [
        ("T90\tPERSON 1 99999\tx", "T90 is outside of the text"),
        ("T90\tPERSON 0 6\tJürgen", "T90: the text has no “Jürgen” there"),
        ("T90\tperson 0 6\tJurgen", "T90: there is no label “person”"),
        ("T90\tHERO 0 6\tJurgen", "there is no label “HERO”"),
        ("T90\tPERSON 0 1;3 6\tJ gen", "T90 is a name in several pieces"),
        ("T90\tPERSON a b\tx", "is no text-bound annotation"),
        ("R90\tSaid_by T1 T2", "is no relation"),
        ("nonsense", "is no annotation of brat's"),
        ("T90\tORG 7 12\tKlopp", "two names share the text at 7"),
    ],
)
def test_what_brat_would_not_write_is_refused(library: Library, tmp_path: Path, line_: str, reason: str) -> None:
    key = library.rows()[0].id
    done = apply_brat(library, archive(tmp_path, {f"{key}.ann": f"{ann(library)[1]}{line_}\n"}))
    assert (done.applied, len(done.refused)) == (0, 1)
    assert done.refused[0].startswith(f"{key}.ann: ")
    assert reason in done.refused[0]


def test_archives_that_cannot_be_read_are_told(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = library.rows()[0].id
    text, notes = ann(library)
    with pytest.raises(brat_files.BratError, match=r"no \.ann files"):
        apply_brat(library, archive(tmp_path, {"a.txt": text}))
    (tmp_path / "broken.zip").write_bytes(b"PK\x05\x06 not really")
    with pytest.raises(brat_files.BratError):
        apply_brat(library, tmp_path / "broken.zip")
    monkeypatch.setattr(brat_files, "LIMIT", 10_000)
    files = {f"a/{key}.ann": " " * 10_001, f"b/{key}.ann": notes, "b/gone.ann": "", f"c/{key}.ann": ""}
    done = apply_brat(library, archive(tmp_path, {**files, f"c/{key}.txt": "other"}))
    assert (done.applied, done.known) == (0, 1)
    assert [refused.partition(":")[2].split(",")[0] for refused in done.refused] == [
        " cannot be read: larger than 0 MB", " there is no article 'gone'", " its text is not that of the article",
    ]  # fmt: skip


def test_prodigy_tasks_of_others_say_only_what_they_have_spans_of(library: Library) -> None:
    text = first(library)["text"]
    start = text.index("Tuesday")
    task = {"text": text, "spans": [{"start": start, "end": start + 7, "label": "EVENT"}], "answer": "reject"}
    rejected = apply(library, [line(task).encode()], name="f")
    assert (rejected.applied, rejected.known, rejected.refused) == (0, 1, [])
    before = library.view(library.rows()[0].id)
    done = apply(library, [line({**task, "answer": "accept"}).encode()], name="f")
    assert done.refused == []
    after = library.view(before.article.id)
    assert [(m.text, m.label) for m in after.mentions] == [("Tuesday", "EVENT")]
    assert [q.segments for q in after.quotes] == [q.segments for q in before.quotes]
    nothing = apply(library, [line({"text": text, "spans": []}).encode()], name="f")
    assert (nothing.applied, nothing.known) == (0, 1)


@pytest.mark.parametrize(
    ("task", "reason"),
    [
        ({"spans": [{"start": 0, "end": 6, "label": "HERO"}]}, "there is no label “HERO”"),
        ({"spans": [{"start": 0, "end": 6}]}, "no task of Prodigy's: 'label' is missing"),
        ({"spans": [5]}, "no task of Prodigy's: "),
        ({"spans": 5}, "no task of Prodigy's: "),
        ({"spans": [{"start": 0, "end": "6", "label": "ORG"}]}, "Expected `int`"),
        ({"spans": [{"start": 0, "end": 6, "label": ["ORG"]}]}, "no task of Prodigy's: "),
        ({"spans": [], "text": 7}, "the text is no text"),
        ({"spans": [], "meta": 7}, "no task of Prodigy's: "),
        ({"spans": [], "covers": 7}, "no task of Prodigy's: "),
    ],
)
def test_tasks_that_are_none_are_refused(library: Library, task: Record, reason: str) -> None:
    done = apply(library, [line({"text": first(library)["text"], **task}).encode()], name="f")
    assert (done.applied, len(done.refused)) == (0, 1)
    assert reason in done.refused[0]


def test_prodigy_may_drop_what_it_does_not_know(library: Library) -> None:
    key = library.rows()[0].id
    view = library.view(key)
    he = Span(view.article.text.index("home"), view.article.text.index("home") + 4, "home")
    library.correct(drafts.set_speaker(view, view.quotes[0], Speaker(entity="pep-guardiola", name="Pep", mention=he)))
    task = prodigy.task(first(library))
    plain = ("start", "end", "token_start", "token_end", "label")
    task["spans"] = [{field: span[field] for field in plain} for span in task["spans"]]
    done = apply(library, [line(task).encode()], name="f")
    assert (done.applied, done.known, done.refused) == (0, 1, [])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": "Another text."}, "its text is not that of the article"),
        ({"id": "ffffffffffffffff", "source": "gone", "text": "Another text."}, "no article 'ffffffffffffffff'"),
        ({"schema": 2}, "a record of schema 2"),
        ({"entities": [{"id": "a b", "label": "ORG", "mentions": [{"start": 0, "end": 3}]}]}, "is no entity's id"),
        ({"entities": [{"mentions": [{"start": 0, "end": 3}]}]}, "a name has no label"),
        ({"entities": [{"label": "X", "mentions": [{"start": 0, "end": 3}]}]}, "there is no label “X”"),
        ({"entities": [{"label": "ORG", "mentions": [{"start": 0, "end": 3, "text": "abc"}]}]}, "has no 'abc' at 0"),
        ({"entities": [{"label": "ORG", "mentions": [{"start": 3, "end": 3}]}]}, "no text from 3 to 3"),
        ({"entities": [{"label": "ORG", "mentions": [{"start": -3, "end": 3}]}]}, "no text from -3 to 3"),
        ({"entities": [{"label": "ORG", "mentions": [{"start": "0", "end": 3}]}]}, "Expected `int`"),
        ({"entities": 3}, "Expected `array"),
        ({"quotes": [{"kind": "shouted", "segments": []}]}, "Invalid enum value 'shouted'"),
        ({"quotes": [{"kind": "direct", "segments": []}]}, "a quote has no segments"),
        ({"quotes": [{"kind": "direct", "segments": [{"start": 46, "end": 47}]}]}, "no words in the quote"),
        ({"quotes": [{"kind": "direct", "segments": [{"start": 0, "end": 9}, {"start": 5, "end": 12}]}]}, "overlap"),
        ({"quotes": [{"kind": "direct", "segments": [{"start": 0, "end": 9}]}] * 2}, "the same words at 0"),
    ],
)  # fmt: skip
def test_a_record_that_makes_no_sense_is_refused_whole(library: Library, change: Record, reason: str) -> None:
    done = back(library, {**first(library), **change})
    assert (done.applied, len(done.refused)) == (0, 1)
    assert reason in done.refused[0]
    assert library.history() == []


def test_a_record_says_nothing_of_what_it_leaves_out(library: Library) -> None:
    record = first(library)
    for key in ("entities", "quotes", "reviewed"):
        done = back(library, {k: v for k, v in record.items() if k != key})
        assert (done.applied, done.known, done.refused) == (0, 1, [])
    done = back(library, {"id": record["id"], "quotes": record["quotes"][1:]})
    assert (done.applied, done.refused) == (1, [])


def test_an_article_is_known_by_its_text_in_another_store(library: Library) -> None:
    record = first(library)
    record["entities"][0]["name"] = "Jürgen Klopp"
    done = back(library, {**record, "id": "ffffffffffffffff", "source": "elsewhere"})
    assert (done.applied, done.refused) == (1, [])


def test_whole_exports_come_back(library: Library, tmp_path: Path) -> None:
    for form in FORMS:
        out = io.BytesIO()
        write(library, form, out)
        if form == "brat":
            (tmp_path / "all.zip").write_bytes(out.getvalue())
            done = apply_brat(library, tmp_path / "all.zip")
        else:
            done = apply(library, io.BytesIO(out.getvalue()), name="f")
        assert (done.applied, done.known, done.refused) == (0, 2, [])


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_stands_in_a_line_it_is_taken_or_refused(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as name, Library.open(Path(name) / "s") as library:
        library.put(reading(MATCH, key="/a.txt"), extraction(MATCH))
        record = first(library)
        found = data.draw(st.sampled_from([record, prodigy.task(record)]))
        for _ in range(data.draw(st.integers(1, 3))):
            spoil(data.draw, found)
        done = apply(library, [line(found).encode()], name="f")
        assert len(done.refused) <= 1
        assert all("\n" not in refused for refused in done.refused)
        assert apply(library, [line(first(library)).encode()], name="f").applied == 0
