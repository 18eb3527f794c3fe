"""Articles come back as somebody has edited them: what is different becomes corrections, and nothing else does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from store.export import record_of
from store.library import Library
from tests.edited import FORMS, Record, back, first, library, says

__all__ = ["library"]


@pytest.mark.parametrize("form", FORMS)
def test_what_was_not_edited_changes_nothing(library: Library, tmp_path: Path, form: str) -> None:
    for row in library.rows():
        done = back(library, record_of(library, row.id), form, tmp_path)
        assert (done.applied, done.known, done.refused) == (0, 1, [])
    assert library.history() == []


@pytest.mark.parametrize("form", FORMS)
def test_the_samples_come_back_unchanged(store: Path, tmp_path: Path, form: str) -> None:
    with Library.open(store) as opened:
        for row in opened.rows():
            done = back(opened, record_of(opened, row.id), form, tmp_path)
            assert (done.applied, done.known, done.refused) == (0, 1, [])


def test_each_kind_of_edit_is_the_correction_of_that_kind(library: Library) -> None:
    def edited(change: Any) -> list[str]:
        record = first(library)
        change(record)
        done = back(library, record)
        assert done.refused == []
        assert says(first(library)) == says(record)
        again = back(library, record)
        assert (again.applied, again.known) == (0, 1)
        made = [c for c, held in library.history(limit=done.applied) if held]
        assert {(c.session, c.who) for c in made} == {("review", "ann")}
        return [c.action for c in reversed(made)]

    def mention(record: Record, text: str) -> tuple[Record, Record]:
        return next((e, m) for e in record["entities"] for m in e["mentions"] if m["text"] == text)

    def relabel(record: Record) -> None:
        mention(record, "5-2")[1]["label"] = "EVENT"

    def delete(record: Record) -> None:
        entity, found = mention(record, "5-2")
        entity["mentions"].remove(found)

    def add(record: Record) -> None:
        start = record["text"].index("Tuesday")
        found = {"start": start, "end": start + 7, "text": "Tuesday", "label": "EVENT"}
        record["entities"].append({"id": "tuesday-event", "name": "Tuesday", "label": "EVENT", "mentions": [found]})

    def move(record: Record) -> None:
        found = mention(record, "Pep Guardiola")[1]
        found["start"] += 4
        found["text"] = "Guardiola"

    def give(record: Record) -> None:
        entity, found = mention(record, "Liverpool")
        entity["mentions"].remove(found)
        record["entities"].append({"id": "everton", "name": "Everton", "label": "ORG", "mentions": [found]})

    def rename(record: Record) -> None:
        mention(record, "Jurgen Klopp")[0]["name"] = "Jürgen Klopp"

    def relabel_all(record: Record) -> None:
        for found in mention(record, "Madrid")[0]["mentions"]:
            found["label"] = "LOC"

    def join(record: Record) -> None:
        old, new = mention(record, "Madrid")[0], mention(record, "Liverpool")[0]
        new["mentions"] += old["mentions"]
        record["entities"].remove(old)

    def kind(record: Record) -> None:
        record["quotes"][0]["kind"] = "partial"

    def nobody(record: Record) -> None:
        record["quotes"][0]["speaker"] = {"entity": None, "name": None, "mention": None}

    def described(record: Record) -> None:
        record["quotes"][0]["speaker"] = {"entity": None, "name": "a spokesman", "mention": None}

    def shorten(record: Record) -> None:
        segment = record["quotes"][1]["segments"][0]
        segment["start"] += 4
        segment["text"] = segment["text"][4:]

    def unquote(record: Record) -> None:
        record["quotes"].pop()

    def quote(record: Record) -> None:
        start = record["text"].index("Klopp went home")
        found = {"start": start, "end": start + 15, "text": "Klopp went home"}
        record["quotes"].append({"kind": "indirect", "segments": [found], "speaker": record["quotes"][0]["speaker"]})

    def join_quotes(record: Record) -> None:
        one, other = record["quotes"][:2]
        one["segments"] += other["segments"]
        record["quotes"].remove(other)

    def split_quote(record: Record) -> None:
        record["quotes"].append({**record["quotes"][0], "id": "", "segments": record["quotes"][0]["segments"][1:]})
        del record["quotes"][0]["segments"][1:]

    def lengthen(record: Record) -> None:
        start = record["text"].index("said Klopp")
        record["quotes"][1]["segments"].append({"start": start, "end": start + 4, "text": "said"})

    def review(record: Record) -> None:
        record["reviewed"] = True

    assert edited(relabel) == ["relabel", "set-entity"]  # the label alone changed: the record keeps the entity
    assert edited(delete) == ["delete-mention"]
    assert edited(add) == ["add-mention"]
    assert edited(move) == ["move-mention"]
    assert edited(give) == ["set-entity", "rename-entity"]  # the article never calls it so
    assert edited(rename) == ["rename-entity"]
    assert edited(relabel_all)[0] == "relabel"
    assert edited(join) == ["join-entities"]
    assert edited(kind) == ["set-kind"]
    assert edited(nobody) == ["set-speaker"]
    assert edited(described) == ["set-speaker"]
    assert edited(shorten) == ["move-segment"]
    assert edited(unquote) == ["delete-quote"]
    assert edited(quote) == ["add-quote"]
    assert edited(join_quotes) == ["join-quotes"]
    assert edited(split_quote) == ["split-quote"]
    assert edited(lengthen) == ["delete-quote", "add-quote", "add-quote", "join-quotes"]  # made anew
    assert edited(review) == ["review"]
