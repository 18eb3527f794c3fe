"""``pressbox corrections``: the log as a list, and what no longer finds its place."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from store.corrections import Correction, State, anchor
from store.library import Library
from tests.newsroom import MATCH, extraction, reading
from tui.cli import cli
from tui.front import run

KEY = "file:match.txt"


def said(*args: object, capfd: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    return ran("corrections", *args, capfd=capfd)


def ran(*args: object, capfd: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    capfd.readouterr()
    return run(cli, list(map(str, args))), *capfd.readouterr()


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


@pytest.fixture
def match(tmp_path: Path) -> Path:
    """A store with one article in it."""
    with Library.open(tmp_path / "m") as library:
        library.put(reading(MATCH, KEY), extraction(MATCH))
    return tmp_path / "m"


@pytest.mark.parametrize("form", ["jsonl", "prodigy", "brat"])
def test_an_edited_export_comes_back(match: Path, tmp_path: Path, form: str, capfd: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "export"
    assert ran("export", "--store", match, "--format", form, "-o", file, capfd=capfd) == (0, "", "")
    assert ran("correct", file, "--store", match, capfd=capfd) == (0, "", "0 applied, 1 already there, 0 refused\n")
    if form == "brat":
        with zipfile.ZipFile(file) as archive:
            archive.extractall(tmp_path)
        (ann,) = (tmp_path / "pressbox").glob("*.ann")
        ann.write_text(ann.read_text("utf-8").replace("\tSCORE ", "\tEVENT "), "utf-8")
        file = ann.parent
    else:
        file.write_text(file.read_text("utf-8").replace('"SCORE"', '"EVENT"'), "utf-8")
    options = ("--store", match, "--session", "mine", "--who", "ann")
    status, out, err = ran("correct", file, *options, capfd=capfd)
    assert (status, out) == (0, "")
    assert err.endswith(" applied, 0 already there, 0 refused\n")
    with Library.open(match, write=False) as library:
        assert {(c.session, c.who) for c, _ in library.history()} == {("mine", "ann")}
        assert "EVENT" in {m.label for m in library.view(library.rows()[0].id).mentions}
    assert ran("correct", file, *options, capfd=capfd)[2] == "0 applied, 1 already there, 0 refused\n"


def test_an_archive_of_nothing_is_told(match: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    status, out, err = ran("correct", tmp_path / "empty", "--store", match, capfd=capfd)
    assert (status, out, err) == (1, "", f"pressbox: {tmp_path / 'empty'}: no .ann files in it\n")


@pytest.mark.parametrize(("option", "value"), [("--session", ""), ("--session", "a\x1b"), ("--who", "a\x1b[2J")])
def test_names_that_are_none_are_wrong_usage(
    match: Path, tmp_path: Path, option: str, value: str, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "f").touch()
    status, out, err = ran("correct", tmp_path / "f", "--store", match, option, value, capfd=capfd)
    assert (status, out) == (2, "")
    assert err.startswith(f"pressbox: {option}: ")
