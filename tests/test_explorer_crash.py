"""However the explorer ends, the terminal is as it was, one line says what happened, and nothing saved is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from store.library import Library
from tests.explorer import explorer
from tests.terminal import ESCAPES, Terminal

BOOM = """
def boom(*_, **__):
    raise LookupError("no\\x1b[2J luck")
"""
BREAKS = {
    "a key": ("from tui.main_screen import MainScreen as C; C.action_review = boom", "!"),
    "a message": ("from tui.desk import Desk as C; C.relight = boom", ""),
    "a timer": ("from tui.desk import Desk as C; C.snapshot = boom", "2]"),
    "an answer": ("from tui.library_actions import LibraryActions as C; C._import = boom", "Ix\r"),
    "composing the desk": ("from tui.desk import Desk as C; C.compose = boom", ""),
    "composing a page": ("from tui.help_page import HelpPage as C; C.compose = boom", "?"),
    "drawing": (
        "from tui.text_pane import TextPane as C; drawn = C.body_line\n"
        "C.body_line = lambda self, line, width: boom() if self.cursor > 3 else drawn(self, line, width)",
        "2]",
    ),
}


def broken(sabotage: str, *args: str) -> Terminal:
    """Pressbox on a pseudo terminal, something in it broken beforehand."""
    return Terminal(*args, program=["-c", f"{BOOM}\n{sabotage}\nfrom tui.cli import main\nmain()"])


def log_of(tmp_path: Path) -> str:
    (file,) = (tmp_path / "xdg" / "state").rglob("pressbox.log")
    return file.read_text(encoding="utf-8")


@pytest.mark.parametrize("where", BREAKS)
def test_a_crash_is_one_line_and_gives_the_terminal_back(store: Path, tmp_path: Path, where: str) -> None:
    sabotage, keys = BREAKS[where]
    terminal = broken(sabotage, "--store", str(store))
    if keys:
        terminal.wait_for("1/3")
        terminal.read_for(0.3)
        for key in keys:
            terminal.press(key)
            terminal.read_for(0.2)
    assert terminal.wait_for_end() == 1
    terminal.assert_restored()
    left = ESCAPES.sub(b"", terminal.everything[terminal.everything.rindex(b"\x1b[?1049l") :]).decode()
    assert re.match(r"\x07?pressbox: unexpected error: LookupError: no␛\[2J luck \(details in \S+\)\r\n", left)
    assert "in boom" in log_of(tmp_path)


def test_what_was_saved_before_a_crash_is_there(store: Path) -> None:
    terminal = broken(BREAKS["a key"][0], "--store", str(store))
    terminal.wait_for("1/3")
    terminal.read_for(0.3)
    terminal.press("2]x")
    terminal.wait_for("saved:")
    terminal.press("!")
    assert terminal.wait_for_end() == 1
    with Library.open(store, write=False) as library:
        assert [c.action for c, _ in library.history()] == ["delete-mention"]
        assert library.problems == []


@pytest.mark.parametrize(
    ("where", "keys", "said"),
    [
        ("store.library.Library.refresh", (), "LookupError: no luck (details in"),
        ("store.library.Library.catch_up", (), "may be out of date: LookupError: no luck (details in"),
        ("store.importing.Importer.__init__", ("ctrl+e",), "the import ended early: LookupError: no luck"),
        ("store.importing.Importer.run", ("ctrl+e",), "the import ended early: LookupError: no luck"),
        ("store.export.write_file", ("E", "j", "enter"), "nothing was exported: LookupError: no luck"),
        ("tui.finding.ask", ("f", *"text:", "x", "enter"), "LookupError: no luck"),
        ("tui.entity_page.EntityPage._count", ("3", "enter"), ""),
    ],
)
async def test_work_beside_the_screen_that_fails_is_told_and_logged(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, keys: tuple[str, ...], said: str
) -> None:
    def boom(*_: object, **__: object) -> None:
        raise LookupError("no luck")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(where, boom)
    told: list[str] = []
    monkeypatch.setattr("tui.app.PressboxApp.notify", lambda _app, text, **_: told.append(text))
    async with explorer(store, wait=False) as app:
        await app.quiet()
        await app.press(*keys)
        await app.quiet()
        told.append(app.status)
        assert any(said in text for text in told)
        await app.press("2", "right_square_bracket")
        assert app.app.is_running
        assert app.app.job == ""
    assert "LookupError: no luck" in log_of(tmp_path)
