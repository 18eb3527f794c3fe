"""What the machine is unsure of comes first: marked, gone through from the least sure on, filtered, exported."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from msgspec.structs import replace

from store.export import write
from store.library import Library
from store.model import Extraction
from tests.explorer import explorer
from tests.newsroom import MATCH, OTHER, extraction, reading


def unsure(machine: Extraction) -> Extraction:
    """The same with doubts about Madrid, less about Guardiola, and most about Klopp's second quote."""
    sure = {"Madrid": 0.6, "Pep Guardiola": 0.65}
    mentions = tuple(
        replace(m, confidence=sure.get(m.text, 0.99), reason=f"because of {m.text}") for m in machine.mentions
    )
    first, second, *rest = machine.quotes
    return replace(machine, mentions=mentions, quotes=(first, replace(second, confidence=0.31), *rest))


@pytest.fixture
def unsure_store(tmp_path: Path) -> Path:
    with Library.open(tmp_path / "store") as library:
        library.put(reading(MATCH, "/match", "The match"), unsure(extraction(MATCH)))
        library.put(reading(OTHER, "/other", "The other"), extraction(OTHER))
    return tmp_path / "store"


async def test_from_the_least_sure_on(unsure_store: Path) -> None:
    async with explorer(unsure_store) as app:
        await app.press("o")
        assert app.status.startswith("1/4  direct quote, Jurgen Klopp: ")
        assert "31% sure" in app.status
        await app.press("o")
        assert app.status == "2/4  Madrid GPE: because of Madrid (machine, 60% sure)"
        first = app.desk.text.cursor
        await app.press("o")
        assert app.desk.text.cursor > first
        await app.press("o")
        assert "Pep Guardiola PERSON" in app.status
        await app.press("o")
        assert "sure of all the rest" in app.status
        await app.press("O", "O")
        assert app.status.startswith("2/4")


async def test_what_a_human_said_is_no_doubt(unsure_store: Path) -> None:
    async with explorer(unsure_store) as app:
        await app.press("2", "o", "o", "r", "o")
        assert app.status.startswith("saved: relabel “Madrid”")
        assert app.desk.view is not None
        assert len(app.desk.view.doubts()) == 3
        await app.press("i")
        assert "(by hand)" in app.status


async def test_doubts_are_marked_and_filtered(unsure_store: Path) -> None:
    async with explorer(unsure_store) as app:
        lines = app.screen.splitlines()
        assert any("?Madrid" in line for line in lines)
        assert any("D?Jurgen Klopp" in line for line in lines)
        await app.press("f")
        await app.type("doubts:yes")
        await app.press("enter")
        assert [app.desk.articles.rows[n].title for n in app.desk.articles.shown] == ["The match"]


def test_the_record_says_how_sure_the_machine_is(unsure_store: Path) -> None:
    out = BytesIO()
    with Library.open(unsure_store, write=False) as library:
        assert write(library, "jsonl", out) == []
    record = json.loads(out.getvalue().splitlines()[0])
    assert [quote["confidence"] for quote in record["quotes"]][:2] == [1.0, 0.31]
    assert {m["confidence"] for e in record["entities"] if e["name"] == "Madrid" for m in e["mentions"]} == {0.6}
