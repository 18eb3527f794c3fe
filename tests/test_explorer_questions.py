"""Questions for one key: in the status line's place, without moving anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.events import MouseScrollDown

from tests.explorer import explorer
from tui.asking import Choices
from tui.key_question import KeyQuestion
from tui.labels import LABEL_KEYS


async def test_a_question_for_a_key_moves_no_pane_and_no_cursor(ferry: Path) -> None:
    async with explorer(ferry, (140, 40)) as app:
        await app.press("2")
        app.go_to("Oslo")
        before = app.screen.splitlines()
        await app.press("r")
        asked = app.screen.splitlines()
        assert asked[:-2] == before[:-2]
        assert asked[-2].startswith(" Relabel Oslo: p PERSON")
        assert app.app.focused is app.desk.text
        await app.press("j", "tab", "3", "slash", "ctrl+p")
        assert app.screen.splitlines()[:-1] == asked[:-1]
        assert app.screen.splitlines()[-1] == " esc Leave it  ^p is none of the answers"
        await app.press("escape")
        assert app.screen.splitlines() == before
        await app.press("r", "space")
        assert app.screen.splitlines()[-1] == " esc Leave it  spc is none of the answers"
        await app.press("escape")
        await app.press("r", "ctrl+g", "r", "o")
        assert app.desk.mention is not None
        assert app.desk.mention.label == "ORG"


async def test_the_explorer_can_be_left_while_it_asks(ferry: Path) -> None:
    async with explorer(ferry, (140, 40)) as app:
        await app.press("2", "E")
        assert app.desk.question.open
        await app.press("ctrl+q")
        assert app.app.return_code == 0


async def test_the_palette_waits_for_the_answer(ferry: Path) -> None:
    async with explorer(ferry, (140, 40)) as app:
        await app.press("T")
        choices = app.desk.query_one(Choices)
        await app.press("down", "down", "ctrl+p")
        assert choices.marked == 1
        assert app.app.screen is app.desk


@pytest.mark.parametrize("width", [30, 40, 80])
async def test_every_answer_is_in_sight_and_can_be_clicked(ferry: Path, width: int) -> None:
    async with explorer(ferry, (width, 20)) as app:
        await app.press("2")
        app.go_to("Oslo")
        for label in sorted(LABEL_KEYS):
            await app.press("r")
            lines = app.screen.splitlines()
            y = next(y for y in range(app.desk.status.region.y, len(lines)) if f" {label}" in lines[y])
            await app.pilot.click(offset=(lines[y].index(f" {label}"), y))
            await app.pilot.pause()
            assert not app.desk.question.open
            assert app.desk.mention is not None
            assert app.desk.mention.label == label


def test_a_long_title_leaves_room_for_the_answers() -> None:
    question = KeyQuestion("Delete the session " + "much too long " * 9, {"y": "delete it", "n": "keep it"})
    assert question.title(80).endswith("… ")
    assert cell_len(question.title(80)) == 50
    assert question.rows(80) == [["y", "n"]]
    assert question.rows(32) == [[], ["y", "n"]]
    assert question.rows(20) == [[], ["y"], ["n"]]
    assert question.key_at(1, 2, 20) == "n"


async def test_nothing_is_done_where_the_terminal_is_too_small_to_show_it(ferry: Path) -> None:
    async with explorer(ferry, (120, 30)) as app:
        await app.press("2")
        app.go_to("Oslo")
        await app.press("r")
        await app.resize(25, 5)
        await app.press("o", "x")
        await app.resize(120, 30)
        assert "Relabel Oslo:" in app.screen
        await app.press("escape")
        await app.resize(25, 5)
        await app.press("x", "r")
        await app.resize(120, 30)
        assert not app.desk.question.open
        assert app.app.library.count("default") == 0
        assert app.app.focused is app.desk.text
        assert "▸2 Text" in app.screen
        await app.press("V")
        await app.quiet()
        page = app.app.screen
        await app.resize(25, 5)
        await app.press("f", "T", "j")
        await app.resize(120, 30)
        assert app.app.screen is page
        assert app.app.focused is page.pane  # type: ignore[attr-defined]


async def test_letters_to_jump_to_go_when_others_come_into_sight(ferry: Path) -> None:
    async with explorer(ferry, (80, 12)) as app:
        await app.press("2", "g")
        await app.pilot._post_mouse_events([MouseScrollDown], app.desk.text)
        assert app.desk.text.top > 0
        await app.press("g", "semicolon")
        await app.pilot._post_mouse_events([MouseScrollDown], app.desk.text)
        assert app.desk.text.top == 0
        await app.resize(100, 24)
        assert not app.desk.question.open
        assert app.desk.text._labels == {}
