"""What makes the explorer pleasant: a first page, jumping, editor and browser, files, widths, the terminal's title."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from msgspec.structs import replace

from store.library import Library
from store.model import Link
from tests.explorer import explorer
from tests.newsroom import MATCH, OTHER, extraction, reading
from tests.terminal import Terminal
from tui import outside, samples
from tui.jumping import labels
from tui.links_page import LinksPage
from tui.main_screen import MainScreen

ROOT = Path(__file__).parent.parent
LINKS = (
    Link(0, 12, "Jurgen Klopp", "https://example.org/klopp?a=1&b=[/b]"),
    Link(21, 30, "Liverpool", "javascript:alert(1)"),
)


@pytest.fixture
def newsroom(tmp_path: Path) -> Path:
    """A store with two made-up articles, the first with links."""
    path = tmp_path / "store"
    with Library.open(path) as library:
        library.put(replace(reading(MATCH, "match.txt", "The match"), links=LINKS), extraction(MATCH))
        library.put(reading(OTHER, "city.txt"), extraction(OTHER))
    return path


async def test_an_empty_library_offers_the_samples(tmp_path: Path) -> None:
    async with explorer(tmp_path / "store") as app:
        assert "⏎  open the three sample articles" in app.screen
        await app.press("enter")
        await app.quiet()
        assert app.status == "3 imported"
        assert app.desk.view is not None
        assert "sample articles" not in app.screen


def test_the_samples_are_found_in_a_clone_and_packed_into_the_wheel() -> None:
    assert samples.folder() == ROOT / "samples"
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packed = settings["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    assert packed == {"samples": "tui/samples"}


async def test_samples_that_were_left_out_are_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.samples.folder", lambda: None)
    async with explorer(tmp_path / "store") as app:
        await app.press("ctrl+e")
        assert "were left out of this installation" in app.status


def test_labels_are_short_and_none_begins_like_another() -> None:
    assert labels(3) == ["a", "s", "d"]
    many = labels(600)
    assert len(set(many)) == 600
    assert {len(label) for label in many} == {2}


async def test_jumping_goes_to_what_the_letters_stand_on(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await app.press("2", "semicolon")
        text = app.desk.text
        spots = text.spots()
        label = text._labels[spots[3]]
        assert label in app.screen
        await app.press(*label)
        assert text.cursor == spots[3]
        assert app.desk.last_pane == "text"
        await app.press("semicolon")
        label = app.desk.articles._labels[1]
        await app.press(*label)
        assert app.desk.last_pane == "articles"
        assert app.desk.articles.cursor == 1
        before = app.screen
        await app.press("semicolon", "escape")
        assert app.screen == before


async def test_jumping_on_pages(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        await app.press("V")
        await app.quiet()
        await app.press("semicolon")
        page = app.app.screen
        pane = page.state_of  # type: ignore[attr-defined]
        label = pane._labels[2]
        await app.press(*label)
        assert page.pane is pane  # type: ignore[attr-defined]
        assert pane.cursor == 2


async def test_an_article_opens_in_the_editor_as_a_copy(newsroom: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[tuple[str, list[str]]] = []

    def show(text: str, command: list[str]) -> tuple[int, bool]:
        shown.append((text, command))
        return len(shown) - 1, len(shown) == 1

    monkeypatch.setattr("tui.outside.show", show)
    monkeypatch.setenv("VISUAL", "")
    monkeypatch.setenv("EDITOR", "cat -n")
    async with explorer(newsroom) as app:
        monkeypatch.setattr(type(app.app._driver), "can_suspend", True)
        await app.press("p")
        assert [(text, words[-1]) for text, words in shown] == [(MATCH, "-n")]
        assert app.status.startswith("that was a copy")
        await app.press("p")
        assert app.status == "cat ended with status 1"


async def test_an_editor_that_is_not_there_is_missed(newsroom: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.outside.show", lambda *_: (0, False))
    monkeypatch.setenv("VISUAL", "")
    monkeypatch.setenv("EDITOR", "no-such-editor")
    monkeypatch.setenv("PAGER", "cat")
    async with explorer(newsroom) as app:
        monkeypatch.setattr(type(app.app._driver), "can_suspend", True)
        await app.press("p")
        assert app.status == "no-such-editor was not found: cat was used instead"


def test_the_editor_sees_the_text_and_cannot_change_the_article(tmp_path: Path) -> None:
    out = tmp_path / "out"
    script = tmp_path / "editor"
    script.write_text(f'#!/bin/sh\ncat "$1" > "{out}"\nchmod u+w "$1"\necho changed > "$1"\nexit 3\n', encoding="utf-8")
    script.chmod(0o700)
    assert outside.show("Großkreutz \ud800", [str(script)]) == (3, True)
    assert out.read_text(encoding="utf-8") == "Großkreutz ?"


@pytest.mark.parametrize(
    ("target", "web"),
    [
        ("https://example.org/a?b=c", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("--version", False),
        ("https://a b", False),
        ("https://a\x1b[2J", False),
        ("/home/news.txt", False),
    ],
)
def test_only_what_leads_to_the_web_is_opened(target: str, web: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.setenv("BROWSER", "true")
    monkeypatch.setattr("subprocess.Popen", lambda command, **_: started.append(command))
    assert (outside.browse(target) == "") is web
    assert started == ([["true", target]] if web else [])


async def test_links_are_listed_opened_found_and_copied(newsroom: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.links_page.browse", lambda target: "" if outside.is_web(target) else "nowhere")
    async with explorer(newsroom) as app:
        await app.press("U")
        assert isinstance(app.app.screen, LinksPage)
        assert "Jurgen Klopp  https://example.org/klopp?a=1&b=[/b]" in app.screen
        await app.press("j", "enter")
        assert "opened: https://example.org" in app.screen
        await app.press("j", "enter")
        assert "not opened: nowhere" in app.screen
        await app.press("y")
        assert app.app.clipboard == "javascript:alert(1)"
        await app.press("t")
        assert isinstance(app.app.screen, MainScreen)
        assert app.desk.text.cursor == 21


async def test_a_quote_is_copied_and_appended_with_its_source(newsroom: Path, tmp_path: Path) -> None:
    file = tmp_path / "quotes.md"
    async with explorer(newsroom) as app:
        await app.press("4", "y")
        said = "“We were good,” – Jurgen Klopp (The match)"
        assert app.app.clipboard == said
        for _ in range(2):
            await app.press("Y")
            app.desk.question.query_one("#question-input").value = str(file)  # type: ignore[attr-defined]
            await app.press("enter")
            assert app.status == f"saved: {file}"
        assert file.read_text(encoding="utf-8") == f"{said}\n\n" * 2
        await app.press("Y")
        app.desk.question.query_one("#question-input").value = str(tmp_path)  # type: ignore[attr-defined]
        await app.press("enter")
        assert app.status == f"saved: {file}"
        await app.press("Y")
        app.desk.question.query_one("#question-input").value = str(tmp_path / "no" / "file")  # type: ignore[attr-defined]
        await app.press("enter")
        assert app.status.startswith("not saved: ")
        await app.press("Y")
        assert f"Append to file: {file}"[:80] in app.screen


async def test_the_screen_is_saved_as_a_picture(newsroom: Path, tmp_path: Path) -> None:
    async with explorer(newsroom) as app:
        await app.press("Z")
        app.desk.question.query_one("#question-input").value = str(tmp_path / "a.svg")  # type: ignore[attr-defined]
        await app.press("enter")
        picture = (tmp_path / "a.svg").read_text(encoding="utf-8")
        assert picture.startswith("<svg")
        assert "Write" not in picture


async def test_a_page_is_saved_as_a_picture(newsroom: Path, tmp_path: Path) -> None:
    async with explorer(newsroom) as app:
        await app.press("V")
        await app.quiet()
        page = app.app.screen
        await app.press("Z", "ctrl+u")
        await app.type(str(tmp_path))
        await app.press("enter")
        assert f"saved: {tmp_path / 'pressbox.svg'}"[:80] in app.screen
        assert app.app.screen is page
        assert "Together" in (tmp_path / "pressbox.svg").read_text(encoding="utf-8")


async def test_panes_are_given_more_room_and_keep_it(newsroom: Path) -> None:
    async with explorer(newsroom) as app:
        pane = app.desk.articles
        before = pane.size.width
        await app.press("equals_sign", "equals_sign")
        assert pane.size.width == before + 8
        await app.press("3", "underscore")
        narrower = app.desk.entities.size.width
        assert narrower == 30
        await app.press("z", "z")
        assert app.desk.entities.size.width == narrower
        await app.press(*["underscore"] * 20)
        assert app.desk.entities.size.width >= 16
        await app.pilot.resize_terminal(60, 30)
        assert app.desk.entities.size.width == 60
        await app.press("equals_sign")
        assert "110 columns and more" in app.status
        await app.pilot.resize_terminal(120, 40)
        await app.press("ctrl+q")
    async with explorer(newsroom) as app:
        assert app.desk.articles.size.width == before + 8


def test_the_terminal_is_named_after_the_article(newsroom: Path) -> None:
    terminal = Terminal("--store", str(newsroom))
    terminal.wait_for("Articles")
    terminal.read_for(0.5)
    assert b"\x1b[22;2t" in terminal.seen
    assert "\x1b]2;The match – Pressbox\x07".encode() in terminal.seen
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    assert b"\x1b[23;2t" in terminal.everything


@pytest.mark.parametrize("keys", [("E", "j"), ("Z",)])
async def test_no_file_is_written_over_unasked(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    kept = tmp_path / "kept"
    kept.write_text("mine", encoding="utf-8")
    async with explorer(store) as app:
        await app.press("1", *keys, "ctrl+u")
        await app.type("kept")
        await app.press("enter", "n")
        await app.quiet()
        assert app.status == "nothing was written"
        assert kept.read_text("utf-8") == "mine"
        await app.press(*keys, "ctrl+u")
        await app.type("kept")
        await app.press("enter")
        assert "kept is there already:" in app.screen
        await app.press("y")
        await app.quiet()
        assert app.status.startswith(f"saved: {kept}")
        assert kept.read_text("utf-8") != "mine"


async def test_a_list_at_its_end_is_full_again_after_a_question_with_choices(tmp_path: Path) -> None:
    with Library.open(tmp_path / "many") as library:
        for n in range(9):
            library.put(reading(text := f"{MATCH} {n}", key=f"/{n}.txt"), extraction(text))
    async with explorer(tmp_path / "many", size=(80, 24)) as app:
        await app.press("1", "G", "2")
        before = app.screen
        await app.press("T", "escape")
        assert app.screen == before
