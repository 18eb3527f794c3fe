"""``pressbox corrections``: the log as a list, and what no longer finds its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from store.corrections import Correction, State, anchor
from store.library import Library
from tests.newsroom import MATCH, extraction, reading
from tui.cli import cli
from tui.front import run

KEY = "file:match.txt"


def said(*args: object, capfd: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    capfd.readouterr()
    return run(cli, ["corrections", *map(str, args)]), *capfd.readouterr()


def relabel(article: str, text: str, name: str, label: str, session: str = "default") -> Correction:
    start = text.index(name)
    return Correction(
        id="",
        time="",
        action="relabel",
        article=article,
        session=session,
        anchor=anchor(text, start, start + len(name)),
        after=State(label=label),
    )


@pytest.fixture
def corrected(tmp_path: Path) -> Path:
    """A store in which one correction is in force, one undone, and one lost because its text has gone."""
    with Library.open(tmp_path / "store") as library:
        _, key = library.put(reading(MATCH, KEY, "\x1b[31mThe match"), extraction(MATCH))
        library.correct(relabel(key, MATCH, "Jurgen Klopp", "ORG"))
        library.correct(relabel(key, MATCH, "Pep Guardiola", "ORG", session="evening"))
        library.correct(relabel(key, MATCH, "5-2", "LAW"))
        library.undo()
        shorter = MATCH.replace("“They deserved it,” Pep Guardiola said in Madrid. ", "")
        assert library.put(reading(shorter, KEY, "\x1b[31mThe match"), extraction(shorter))[0] == "updated"
    return tmp_path / "store"


def test_every_correction_says_what_became_of_it(corrected: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status, out, err = said("--store", corrected, "--json", capfd=capfd)
    lines = [json.loads(line) for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert [(line["state"], line["correction"]["anchor"]["text"]) for line in lines] == [
        ("undone", "5-2"),
        ("lost", "Pep Guardiola"),
        ("in force", "Jurgen Klopp"),
    ]
    assert all(line["correction"]["who"] and line["correction"]["time"] for line in lines)


def test_orphans_are_those_whose_text_is_gone(corrected: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status, out, _ = said("--store", corrected, "--orphans", capfd=capfd)
    assert status == 0
    assert len(out.splitlines()) == 1
    assert "Pep Guardiola" in out
    assert "lost" in out
    assert "evening" in out
    assert "\x1b" not in out


def test_a_session_has_its_own(corrected: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert len(said("--store", corrected, "--session", "evening", capfd=capfd)[1].splitlines()) == 1
    assert said("--store", corrected, "--session", "morning", capfd=capfd)[1:] == ("", "no such corrections\n")


def test_an_empty_store_says_so(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Library.open(tmp_path / "store").close()
    assert said("--store", tmp_path / "store", capfd=capfd) == (0, "", "no corrections yet\n")
