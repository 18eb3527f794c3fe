"""Which articles are taken away: each condition, and several at once."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from store import drafts
from store.export import FORMATS, write
from store.library import Library
from store.selection import Selection, moment
from tests.newsroom import extraction, reading
from tests.test_cli import Pressbox, jsonl, pressbox

__all__ = ["pressbox"]

TEXTS = (
    "Jurgen Klopp praised Liverpool. “We were good,” said Klopp.",
    "Pep Guardiola was in Madrid. “They deserved it,” Pep Guardiola said. “No,” said Jurgen Klopp.",
    "Liverpool lost 5-2 in Madrid.",
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "s") as opened:
        for n, text in enumerate(TEXTS):
            opened.put(reading(text, key=f"/{n}.txt"), extraction(text))
        yield opened


def chosen(library: Library, selection: Selection) -> list[int]:
    """The numbers of the articles selected, in the order of the export."""
    out = io.BytesIO()
    assert write(library, "jsonl", out, selection) == []
    return [TEXTS.index(json.loads(line)["text"]) for line in out.getvalue().splitlines()]


def correct(library: Library, number: int, session: str) -> None:
    view = library.view(library.rows()[number].id)
    correction = drafts.relabel(view, view.mentions[0], "LAW")
    library.correct(replace(correction, session=session))


def tick_off(library: Library, number: int) -> None:
    library.correct(drafts.review(library.view(library.rows()[number].id), True))


def test_without_conditions_all_are_taken(library: Library) -> None:
    assert chosen(library, Selection()) == [0, 1, 2]


def test_reviewed_only(library: Library) -> None:
    tick_off(library, 2)
    assert chosen(library, Selection(reviewed=True)) == [2]


def test_those_corrected_in_a_session_whatever_it_is_called_now(library: Library) -> None:
    library.save_session(library.session("mine"))
    correct(library, 1, "mine")
    correct(library, 2, "theirs")
    assert chosen(library, Selection(session="mine")) == [1]
    library.rename_session("mine", "ours")
    assert chosen(library, Selection(session="ours")) == [1]
    assert chosen(library, Selection(session="mine")) == []
    library.undo()
    assert chosen(library, Selection(session="theirs")) == []


def test_those_in_which_somebody_speaks(library: Library) -> None:
    assert chosen(library, Selection(speaker="KLOPP")) == [0, 1]
    assert chosen(library, Selection(speaker="guardiola")) == [1]
    assert chosen(library, Selection(speaker="nobody")) == []


def test_a_list_of_quotes_has_the_speakers_only(library: Library) -> None:
    for form in ("csv", "csv-quotes"):
        out = io.BytesIO()
        write(library, form, out, Selection(speaker="guardiola"))
        assert out.getvalue().decode().count("\n") == 2
        assert "They deserved it" in out.getvalue().decode()
    out = io.BytesIO()
    write(library, "jsonl", out, Selection(speaker="guardiola"))
    assert len(json.loads(out.getvalue())["quotes"]) == 2  # a record is whole


def test_those_imported_or_corrected_since(library: Library) -> None:
    assert chosen(library, Selection(since=moment("2020-01-01"))) == [0, 1, 2]
    now = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
    time.sleep(max(0.0, (now - datetime.now(UTC)).total_seconds()))
    assert chosen(library, Selection(since=now)) == []
    correct(library, 1, "default")
    library.put(reading("New.", key="/new.txt"), extraction("New."))
    out = io.BytesIO()
    write(library, "jsonl", out, Selection(since=now))
    assert [json.loads(line)["text"] for line in out.getvalue().splitlines()] == [TEXTS[1], "New."]


def test_conditions_combine(library: Library) -> None:
    tick_off(library, 0)
    correct(library, 0, "mine")
    correct(library, 1, "mine")
    tick_off(library, 2)
    assert chosen(library, Selection(reviewed=True, session="mine")) == [0]
    assert chosen(library, Selection(session="mine", speaker="Guardiola", since=moment("2020-01-01"))) == [1]
    assert chosen(library, Selection(reviewed=True, speaker="Guardiola")) == []


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_is_written_of_a_selection_of_none(library: Library, form: str) -> None:
    out = io.BytesIO()
    assert write(library, form, out, Selection(reviewed=True)) == []


def test_the_command_takes_the_conditions(pressbox: Pressbox, store: Path) -> None:
    def count(*args: str) -> int:
        status, out, err = pressbox("export", "--store", store, *args)
        assert (status, err) == (0, "")
        return len(jsonl(out))

    assert count() == 3
    assert count("--reviewed-only") == 0
    assert count("--session", "none") == 0
    assert count("--since", "2020-01-01") == 3
    assert count("--since", "2999-01-01T10:00") == 0
    assert 1 <= count("--speaker", "van dijk") < 3
    status, _, err = pressbox("export", "--store", store, "--since", "yesterday")
    assert status == 2
    assert "not a date such as 2026-01-31: yesterday" in err
