"""The mouse does what keys do, in every pane, page and dialog; on a real terminal, too."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.events import MouseScrollDown, MouseScrollUp

from store.library import Library
from tests.explorer import PATIENCE, Explorer, explorer
from tests.ferry import FERRY
from tests.terminal import Terminal, mouse
from tui.asking import Choices
from tui.entity_page import EntityPage
from tui.help_page import HelpPage
from tui.lines import HintLine
from tui.main_screen import MainScreen
from tui.pane import Pane
from tui.sizing import LEAST


def place(app: Explorer, words: str, pane: Pane | None = None) -> tuple[int, int]:
    """The cell of the screen, or of a pane, where some words are shown first."""
    region = (pane or app.app.screen).region
    lines = app.screen.splitlines()
    for y in range(region.y, region.bottom):
        line = lines[y][region.x : region.right]
        if words in line:
            return region.x + line.index(words), y
    raise AssertionError(f"{words!r} is not there")


async def click(app: Explorer, words: str, times: int = 1) -> None:
    await app.pilot.click(offset=place(app, words), times=times)
    app.desk.settle()
    await app.pilot.pause()


async def test_a_click_chooses_and_a_double_click_opens(ferry: Path) -> None:
    async with explorer(ferry, (140, 40)) as app:
        await click(app, "Oslo rests")
        assert app.desk.view is not None
        assert app.desk.view.article.title == "Oslo rests"
        await click(app, "Oslo rests", times=2)
        assert app.desk.last_pane == "text"
        await click(app, "Harbour Line")
        assert app.desk.last_pane == "text"
        assert app.desk.mention is not None
        assert app.desk.mention.text == "Harbour Line"
        x, y = place(app, "O ORG")
        await app.pilot.click(offset=(x + 4, y + 1))
        assert app.desk.last_pane == "entities"
        await app.pilot.click(offset=(x + 4, y + 1), times=2)
        assert isinstance(app.app.screen, EntityPage)


async def test_a_drag_selects_whole_words_and_scrolls(ferry: Path) -> None:
    async with explorer(ferry, (80, 16)) as app:
        await app.press("2", "g", "z")
        x, y = place(app, "Harbour")
        await app.pilot.mouse_down(offset=(x + 2, y))
        await app.pilot.hover(offset=(x + 12, y))
        await app.pilot.mouse_up(offset=(x + 12, y))
        selection = app.desk.text.selection
        assert selection is not None
        assert FERRY[slice(*selection)].startswith("Harbour Line")
        await app.press("y")
        assert app.app.clipboard == FERRY[slice(*selection)]
        await click(app, "Oslo")
        assert app.desk.text.selection is None


async def test_the_wheel_scrolls_where_the_mouse_is(ferry: Path) -> None:
    async with explorer(ferry, (66, 18)) as app:
        await app.press("3")
        pane = app.desk.text
        at = (pane.region.x + 5, pane.region.y + 3)
        await app.pilot._post_mouse_events([MouseScrollDown], offset=at)
        assert pane.top > 0
        assert app.desk.last_pane == "entities"


async def test_borders_are_dragged(ferry: Path) -> None:
    async with explorer(ferry, (140, 40)) as app:
        articles, entities = app.desk.articles, app.desk.entities
        right = articles.region.right
        await app.pilot.mouse_down(offset=(right, 10))
        await app.pilot.hover(offset=(right + 9, 10))
        await app.pilot.mouse_up(offset=(right + 9, 10))
        await app.pilot.pause()
        assert articles.size.width == right + 9
        left = entities.region.x - 1
        await app.pilot.mouse_down(offset=(left, 10))
        await app.pilot.hover(offset=(left + 7, 10))
        await app.pilot.hover(offset=(139, 10))
        await app.pilot.mouse_up(offset=(139, 10))
        await app.pilot.pause()
        assert entities.size.width == LEAST
        await app.pilot.mouse_down(offset=(articles.region.right, 10))
        await app.pilot.hover(offset=(0, 10))
        await app.press("V")
        await app.press("q")
        assert articles.size.width == LEAST
        await app.pilot.hover(offset=(50, 10))
        assert articles.size.width == LEAST
        assert entities.size.width == LEAST
        widths = articles.size.width, entities.size.width
        await app.press("ctrl+q")
    async with explorer(ferry, (140, 40)) as app:
        assert (app.desk.articles.size.width, app.desk.entities.size.width) == widths


async def press_slowly(app: Explorer, x: int, y: int) -> None:
    """Press as a hand does: the screen may have changed when the button is let go."""
    await app.pilot.mouse_down(offset=(x, y))
    await app.pilot.pause(0.05)
    await app.pilot.mouse_up(offset=(x, y))
    await app.pilot.pause(0.05)


@pytest.mark.parametrize("keys", [("2",), ("2", "T"), ("1", "f", "f")])
async def test_what_was_pressed_is_chosen_whatever_moves_by_that(
    ferry: Path, keys: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.at_work.GROW_DELAY", 2.0)  # however slow this machine is
    async with explorer(ferry, (80, 30)) as app:
        await app.press("2", *keys)
        await press_slowly(app, *place(app, "Anders Moe", app.desk.entities))
        assert app.desk.last_pane == "entities"
        assert app.desk.entity == "anders-moe"
        assert not app.desk.has_class("at-entities")
        async with asyncio.timeout(PATIENCE):
            while not app.desk.has_class("at-entities"):
                await app.pilot.pause(0.1)
        await press_slowly(app, *place(app, "Oslo rests", app.desk.articles))
        await app.press("2")
        assert app.desk.view is not None
        assert app.desk.view.article.title == "Oslo rests"
        assert app.desk.has_class("at-text")


async def test_a_double_click_opens_what_was_pressed(ferry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.at_work.GROW_DELAY", 60.0)  # however slow this machine is
    async with explorer(ferry, (80, 30)) as app:
        await app.pilot.click(offset=place(app, "Anders Moe", app.desk.entities), times=2)
        await app.quiet()
        assert isinstance(app.app.screen, EntityPage)
        assert app.app.screen.key == "anders-moe"


async def test_what_was_pressed_keeps_the_focus_when_the_screen_changes_at_once(ferry: Path) -> None:
    async with explorer(ferry, (80, 30)) as app:
        await app.press("2")
        for change in ("z", "narrow"):
            await app.resize(80, 30)
            await app.press("2")
            await app.pilot.click(offset=place(app, "Anders Moe", app.desk.entities))
            if change == "z":
                await app.press("z")
            else:
                await app.resize(50, 30)
            assert app.desk.last_pane == "entities"
            assert app.app.focused is app.desk.entities
            await app.press(*["z"] * (change == "z"))


async def test_another_button_opens_nothing(ferry: Path) -> None:
    async with explorer(ferry, (140, 40)) as app:
        await app.pilot.click(offset=place(app, "Anders Moe", app.desk.entities))
        await app.pilot.click(offset=place(app, "Oslo", app.desk.entities), button=3, times=2)
        assert isinstance(app.app.screen, MainScreen)
        assert app.desk.entity == "anders-moe"


async def test_a_double_click_on_a_heading_opens_nothing(ferry: Path) -> None:
    async with explorer(ferry, (80, 24)) as app:
        await app.pilot.click(offset=place(app, "3 Entities"), times=2)
        await app.quiet()
        assert isinstance(app.app.screen, MainScreen)
        assert app.desk.last_pane == "entities"


async def test_lines_at_the_bottom_are_no_border(ferry: Path) -> None:
    async with explorer(ferry, (140, 40)) as app:
        await app.press("2")
        app.go_to("Oslo")
        await app.press("r")
        _, y = place(app, "o ORG")
        for border in (app.desk.articles.region.right, app.desk.entities.region.x - 1):
            await app.pilot.mouse_down(offset=(border, y))
            await app.pilot.hover(offset=(border + 9, y))
            assert app.desk.sides is None
            await app.pilot.mouse_up(offset=(border, y))


async def test_the_wheel_moves_the_mark_of_choices(ferry: Path) -> None:
    async with explorer(ferry, (140, 40)) as app:
        await app.press("T")
        choices = app.desk.query_one(Choices)
        assert f"↓ {len(choices.found) - 8} more" in app.screen
        for _ in range(20):
            await app.pilot._post_mouse_events([MouseScrollDown], choices)
        await app.pilot.pause()
        assert choices.marked == min(20, len(choices.found) - 1)
        assert f"↑ {choices.marked - 7} more" in app.screen
        for _ in range(40):
            await app.pilot._post_mouse_events([MouseScrollUp], choices)
        await app.pilot.pause()
        assert choices.marked == 0


async def test_a_click_on_a_folder_shows_what_is_in_it(ferry: Path, tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "story.txt").write_text("A story.")
    async with explorer(ferry, (140, 40)) as app:
        await app.press("I")
        await app.type(f"{tmp_path}/inn")
        await click(app, "inner/")
        assert "inner/story.txt" in app.screen
        assert app.desk.question.open


async def test_questions_are_answered_by_clicks(ferry: Path) -> None:
    async with explorer(ferry, (140, 40)) as app:
        await app.press("2")
        app.go_to("Oslo")
        await app.press("r")
        x, y = place(app, "  o ORG")
        await app.pilot.click(offset=(x + 2, y))
        await app.pilot.pause()
        assert app.desk.mention is not None
        assert app.desk.mention.label == "ORG"
        await app.press("T")
        third = app.desk.query_one(Choices).found[2].value
        await app.pilot.click(Choices, offset=(4, 2))
        await app.pilot.pause()
        assert app.app.theme == third
        await app.press("f")
        await app.type("rests")
        await app.pilot.click(HintLine, offset=(2, 0))
        await app.pilot.pause()
        assert not app.desk.question.open
        assert app.desk.articles.words == "rests"


async def test_a_click_elsewhere_leaves_a_question(ferry: Path) -> None:
    async with explorer(ferry, (140, 40)) as app:
        for key in ("f", "T", "semicolon"):
            await app.press("2", key)
            assert app.desk.question.open
            await click(app, "Oslo rests")
            assert not app.desk.question.open
            assert app.desk.last_pane == "articles"
            assert app.desk.articles._labels == {}
            await app.press("k")
            assert app.desk.articles.cursor == 0
        await app.press("P")
        await app.quiet()
        await app.press("slash")
        page = app.app.screen
        await app.pilot.click(page.panes[1], offset=(3, 1))  # type: ignore[attr-defined]
        await app.pilot.pause()
        assert not page.question.open  # type: ignore[attr-defined]
        assert page.at == 1  # type: ignore[attr-defined]


async def test_hints_palette_and_help_are_clicked(ferry: Path) -> None:
    async with explorer(ferry, (140, 40)) as app:
        await click(app, "? Help")
        assert isinstance(app.app.screen, HelpPage)
        await click(app, "Speakers", times=2)
        await app.quiet()
        assert type(app.app.screen).__name__ == "SpeakersPage"
        await click(app, "esc Back")
        assert isinstance(app.app.screen, MainScreen)
        await app.press("ctrl+p")
        await app.type("overview")
        await click(app, "The library in pictures")
        await app.quiet()
        assert type(app.app.screen).__name__ == "OverviewPage"


@pytest.mark.parametrize("key", ["P", "V", "C", "S", "B", "U", "Q", "question_mark", "enter"])
async def test_every_page_takes_clicks_and_the_wheel(ferry: Path, key: str) -> None:
    async with explorer(ferry, (120, 30)) as app:
        await app.press("2", "right_square_bracket", *("x" if key == "C" else ""), key)
        await app.quiet()
        page = app.app.screen
        assert not isinstance(page, MainScreen)
        for number, pane in enumerate(page.panes):  # type: ignore[attr-defined]
            await app.pilot.click(pane, offset=(3, 1))
            await app.pilot._post_mouse_events([MouseScrollDown], pane, offset=(3, 1))
            await app.pilot.pause()
            assert page.at == number  # type: ignore[attr-defined]
        assert app.app.screen is page


def test_the_mouse_on_a_terminal(ferry: Path) -> None:
    terminal = Terminal("--store", str(ferry), size=(140, 40))
    terminal.wait_for("1/2")
    terminal.read_for(0.5)
    terminal.click(5, 2)
    terminal.wait_for("2/2")
    terminal.read_for(0.8)  # longer than two clicks of a double click are apart
    terminal.click(5, 2, times=2)
    terminal.wait_for("▸2 ")
    terminal.drag((60, 3), (75, 4))
    terminal.wait_for("VISUAL")
    terminal.drag((28, 20), (38, 20))
    terminal.read_for(0.3)
    terminal.press(mouse(65, 60, 10) + mouse(64, 60, 10))
    terminal.read_for(0.2)
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    terminal.assert_restored()
    with Library.open(ferry, write=False) as library:
        assert library.session("default").filters["sides"].split()[0] == "38"
