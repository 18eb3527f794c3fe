"""Files that the user names: asking where to write to, and saying where that is."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from store.errors import reason

if TYPE_CHECKING:
    from tui.asking_screen import AskingScreen


def file_of(words: str) -> Path | None:
    """The file that typed words name; None if they name none."""
    return Path(os.path.expanduser(words.strip())) if words.strip() else None


def whereabouts(file: Path) -> str:
    """A file's whole path, with ~ for the user's own folder."""
    path, home = os.path.abspath(file), os.path.expanduser("~")
    return f"~{path[len(home) :]}" if path.startswith(home + os.sep) else path


def in_folder(file: Path, name: str) -> Path:
    """The file itself; one of this name in it, if it is a folder."""
    return file / os.path.basename(name) if os.path.isdir(file) else file


def write_told(screen: AskingScreen, file: Path, write: Callable[[], object]) -> bool:
    """Write a file that the user named; says how it went, and returns whether it is written."""
    try:
        write()
    except (OSError, ValueError) as error:
        screen.status.say(f"not saved: {file}: {reason(error)}", "bad")
        return False
    screen.status.say(f"saved: {whereabouts(file)}", "good")
    return True


def ask_file(screen: AskingScreen, title: str, name: str, write: Callable[[Path], None]) -> None:
    """Ask where to write to, ``name`` being the proposal, and before another file is lost by it.

    The folder that is named is proposed the next time, too; a folder alone gets a file of the proposed name.
    """
    question, app = screen.question, screen.pressbox

    def leave() -> None:
        screen.status.say("nothing was written")

    def go_on(file: Path) -> None:
        app.last_folder = os.path.dirname(file)
        write(file)

    def named(words: str) -> None:
        file = file_of(words)
        if file is None:
            leave()
            return
        file = in_folder(file, name)
        if os.path.lexists(file):
            title = f"{file.name} is there already:"
            question.confirm(title, "write over it", "leave it", lambda: go_on(file), leave)
        else:
            go_on(file)

    question.ask(title, named, value=os.path.join(app.last_folder, name), cancelled=leave)
