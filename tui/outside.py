"""Other programs: an article in the user's editor or pager, a link in the browser."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

#: Only what leads to the web is opened: a link of an article must not run anything.
_WEB = re.compile(r"https?://[^\s\x00-\x20]+", re.IGNORECASE)
#: Seconds between two looks at whether a program that has the terminal is to end.
LOOK = 0.2
_OPENERS = ("xdg-open", "wslview", "open")


def reader() -> list[str]:
    """The command that shows a file: ``$VISUAL``, ``$EDITOR``, ``$PAGER``, else ``less`` or ``more``; may be empty."""
    for words in _wanted():
        if shutil.which(words[0]):
            return words
    return next(([found] for name in ("less", "more") if (found := shutil.which(name))), [])


def missing() -> str:
    """The program that the user wants for this but that is not there; "" if it is, or none is named."""
    return next((words[0] for words in _wanted()[:1] if not shutil.which(words[0])), "")


def _wanted() -> list[list[str]]:
    commands = (_words(os.environ.get(name, "")) for name in ("VISUAL", "EDITOR", "PAGER"))
    return [words for words in commands if words]


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:
        return []


def show(text: str, command: list[str]) -> tuple[int, bool]:
    """Show a text in a program that takes the terminal, until it ends. Raises OSError.

    Returns the program's exit status, and whether it has changed the text.

    The program gets a copy, so that nothing it does changes the article. What is to end Pressbox meanwhile ends the
    program first; ctrl+c is for the program alone. To be called in the main thread.
    """
    with tempfile.TemporaryDirectory(prefix="pressbox-") as folder:
        file = Path(folder) / "article.txt"
        written = text.encode("utf-8", "replace")
        file.write_bytes(written)
        file.chmod(0o400)  # editors say at once that this is not to be changed
        status = _run([*command, str(file)])
        return status, file.exists() and file.read_bytes() != written


def _run(command: list[str]) -> int:
    """Run a program that has the terminal. Signals to end go on to it; ctrl+c, which it gets too, is left to it."""
    asked: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _frame: asked.append(number))
        for number in (signal.SIGTERM, signal.SIGHUP)
    }
    before[signal.SIGINT] = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        with subprocess.Popen(command) as program:
            while True:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    return program.wait(LOOK)
                for number in asked:
                    program.send_signal(number)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in set(asked):
            signal.raise_signal(number)  # now it is our turn


def is_web(target: str) -> bool:
    """Whether a link leads to the web."""
    return _WEB.fullmatch(target) is not None


def browse(target: str) -> str:
    """Open a link of the web in the browser, without waiting; returns why it could not be opened, "" if it could."""
    if not is_web(target):
        return "this leads nowhere on the web"
    command = _words(os.environ.get("BROWSER", "").split(os.pathsep)[0].replace("%s", "")) or _opener()
    if not command:
        return "no browser was found ($BROWSER)"
    try:
        subprocess.Popen(
            [*command, target],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        return f"{command[0]}: {error.strerror}"
    return ""


def _opener() -> list[str]:
    if sys.platform != "darwin" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return []
    return next(([found] for name in _OPENERS if (found := shutil.which(name))), [])
