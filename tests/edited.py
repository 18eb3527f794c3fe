"""Articles given away and brought back in one of the forms that may come back, for tests."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from store.applying import Applied, apply, apply_brat
from store.exchange import brat, prodigy
from store.exchange.lines import line
from store.export import record_of
from store.library import Library
from store.replay_quotes import bare
from tests.newsroom import MATCH, OTHER, extraction, reading

Record = dict[str, Any]

FORMS = ("jsonl", "prodigy", "brat")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "s") as opened:
        for n, text in enumerate((MATCH, OTHER)):
            opened.put(reading(text, key=f"/{n}.txt"), extraction(text))
        yield opened


def first(library: Library) -> Record:
    return record_of(library, library.rows()[0].id)


def back(library: Library, record: Record, form: str = "jsonl", folder: Path | None = None) -> Applied:
    """Bring an edited record back in one of the forms."""
    if form == "brat":
        assert folder is not None
        file = folder / "edited.zip"
        with file.open("wb") as out:
            brat.write([record], out)
        return apply_brat(library, file, session="review", who="ann")
    shown = prodigy.task(record) if form == "prodigy" else record
    return apply(library, [line(shown).encode()], name="f", session="review", who="ann")


def says(record: Record) -> tuple[Any, ...]:
    """What a record says, without what no correction can change."""
    text = record["text"]
    names = {(m["start"], m["end"], m["label"], e["id"]) for e in record["entities"] for m in e["mentions"]}
    quotes = sorted(
        (
            q["kind"],
            tuple(sorted((b.start, b.end) for s in q["segments"] if (b := bare(text, s["start"], s["end"])))),
            q["speaker"]["entity"] or "",
            "" if q["speaker"]["entity"] else q["speaker"]["name"] or "",
            tuple((q["speaker"]["mention"] or {}).get(k, -1) for k in ("start", "end")),
        )
        for q in record["quotes"]
    )
    return names, quotes, record["reviewed"]


def ann(library: Library) -> tuple[str, str]:
    record = first(library)
    return record["text"], brat.standoff(record)


def archive(folder: Path, files: dict[str, str]) -> Path:
    path = folder / "edited.zip"
    with zipfile.ZipFile(path, "w") as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path
