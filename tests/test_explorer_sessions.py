"""Sessions keep the place, and what was acknowledged survives the hardest end."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

from store.library import Library
from tests.explorer import explorer
from tests.terminal import Terminal
from tests.test_explorer_correcting import mention, on_disk, open_first
from tui.app import PressboxApp
from tui.log_page import LogPage
from tui.sessions_page import SessionsPage


async def test_a_session_comes_back_to_where_it_was(store: Path) -> None:
    async with explorer(store, session="derby") as app:
        await app.press("T")
        await app.type("nord")
        await app.press("enter", "j", "2", *["right_square_bracket"] * 4, "3", "slash")
        await app.type("liv")
        await app.press("enter", "z")
        before = app.desk.snapshot()
        await app.press("ctrl+q")
    async with explorer(store, session="derby") as app:
        after = app.desk.snapshot()
        assert after.article == before.article
        assert (after.cursor, after.pane, after.zoomed, after.theme) == (before.cursor, "entities", True, "nord")
        assert after.filters == {"entities": "liv"}
        assert app.desk.last_pane == "entities"
    async with explorer(store, session="other") as app:
        assert app.desk.snapshot().filters == {}
    async with explorer(store, session="derby") as app:
        await app.press("S", "a", *"new", "enter")
        await app.press("ctrl+q")
    async with explorer(store) as app:
        assert app.desk.session.name == "new"


async def test_the_open_article_comes_back_though_the_filter_hides_it(store: Path) -> None:
    async with explorer(store) as app:
        await app.press("slash")
        await app.type("dijk")
        await app.press("enter")
        assert app.desk.view is not None
        opened = app.desk.view.article.id
        await app.press("ctrl+q")
    async with explorer(store) as app:
        assert app.desk.view is not None
        assert app.desk.view.article.id == opened


async def test_scrolling_is_restored(store: Path) -> None:
    async with explorer(store, (80, 24)) as app:
        await app.press("2", "G", "up")
        top = app.desk.text.top
        assert top > 0
        await app.press("ctrl+q")
    async with explorer(store, (80, 24)) as app:
        assert app.desk.text.top == top


async def test_sessions_are_listed_opened_renamed_and_deleted(store: Path) -> None:
    async with explorer(store, session="one") as app:
        await open_first(app)
        app.go_to("Casemiro")
        await app.press("x", "S")
        assert isinstance(app.app.screen, SessionsPage)
        assert "1 correction " in app.screen
        await app.press("a")
        await app.type("two")
        await app.press("enter")
        assert app.desk.session.name == "two"
        await app.press("S", "e", *["backspace"] * 10)
        await app.type("zwei")
        await app.press("enter")
        assert app.desk.session.name == "zwei"
        await app.press("slash")
        await app.type("one")
        await app.press("enter", "x", "y", "escape")
        assert "one" not in {s.name for s in app.app.library.sessions()}
        await app.press("q")
        assert mention(app.desk.view, "Casemiro") is None


async def test_the_open_session_is_not_deleted(store: Path) -> None:
    async with explorer(store) as app:
        await app.press("S", "x")
        assert "this session is open" in app.screen


async def test_corrections_are_listed_with_their_state(store: Path) -> None:
    async with explorer(store) as app:
        await open_first(app)
        app.go_to("Casemiro")
        await app.press("x")
        app.go_to("James Milner")
        await app.press("r", "o", "u", "C")
        assert isinstance(app.app.screen, LogPage)
        assert re.search(r"undone\s+relabel “James Milner”", app.screen)
        assert re.search(r"in force\s+delete name “Casemiro”", app.screen)
        await app.press("G", "enter")
        assert app.desk.text.text[app.desk.text.cursor :].startswith("Casemiro")


async def test_a_second_explorer_is_read_only_and_says_so(store: Path) -> None:
    with Library.open(store):
        async with explorer(store) as app:
            assert "read-only" in app.screen
            await open_first(app)
            app.go_to("Casemiro")
            await app.press("x")
            assert "saved" not in app.status
            assert mention(app.desk.view, "Casemiro")


def test_an_acknowledged_correction_survives_kill_9(store: Path) -> None:
    terminal = Terminal("--store", str(store))
    terminal.wait_for("1/3")
    terminal.read_for(0.3)
    terminal.press("2]x")
    terminal.wait_for("saved:")
    terminal.kill()
    with Library.open(store, write=False) as library:
        first = library.rows()[0].id
        assert [c.action for c, _ in library.history()] == ["delete-mention"]
    assert on_disk(store, first).human == 1


def test_sigterm_saves_the_place_and_ends_cleanly(store: Path) -> None:
    terminal = Terminal("--store", str(store), "--session", "night")
    terminal.wait_for("1/3")
    terminal.read_for(0.3)
    terminal.press("j")
    terminal.wait_for("2/3")
    terminal.process.send_signal(signal.SIGTERM)
    assert terminal.process.wait(timeout=20) == 0
    os.close(terminal.master)
    with Library.open(store, write=False) as library:
        assert library.session("night").article == library.rows()[1].id


def test_the_explorer_ends_when_its_terminal_hangs_up_and_goes_on(store: Path) -> None:
    """The kernel sends both signals to whom a terminal leaves; then Textual would wait for ever."""
    terminal = Terminal("--store", str(store), "--session", "night")
    terminal.wait_for("1/3")
    terminal.read_for(0.3)
    terminal.press("j")
    terminal.wait_for("2/3")
    os.close(terminal.master)
    for number in (signal.SIGHUP, signal.SIGCONT):
        terminal.process.send_signal(number)
    assert terminal.process.wait(timeout=20) == 0
    with Library.open(store, write=False) as library:
        assert library.session("night").article == library.rows()[1].id


def test_the_explorer_ends_when_its_terminal_is_gone(store: Path) -> None:
    terminal = Terminal("--store", str(store))
    terminal.wait_for("Articles")
    os.close(terminal.master)
    assert terminal.process.wait(timeout=20) == 0


async def test_the_first_screen_has_the_pane_that_the_session_was_in(store: Path) -> None:
    seen: list[frozenset[str]] = []

    def opener() -> Library:
        seen.append(app.desk.classes)
        return Library.open(store, wait=False)

    app = PressboxApp(opener, look=("", "text"))
    async with app.run_test(size=(80, 24)) as pilot:
        while not seen:
            await pilot.pause(0.01)
        await pilot.pause()
        assert {name for name in seen[0] if name.startswith("at-")} == {"at-text"}
    app.close_library()
