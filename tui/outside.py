"""Other programs: an article in the user's editor or pager, a link in the browser."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

#: Only what leads to the web is opened: a link of an article must not run anything.
_WEB = re.compile(r"https?://[^\s\x00-\x20]+", re.IGNORECASE)
_OPENERS = ("xdg-open", "wslview", "open")


def reader() -> list[str]:
    """The command that shows a file: ``$VISUAL``, ``$EDITOR``, ``$PAGER``, else ``less`` or ``more``; may be empty."""
    for name in ("VISUAL", "EDITOR", "PAGER"):
        words = _words(os.environ.get(name, ""))
        if words and shutil.which(words[0]):
            return words
    return next(([found] for name in ("less", "more") if (found := shutil.which(name))), [])


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:
        return []


def show(text: str, command: list[str]) -> int:
    """Show a text in a program that takes the terminal, until it ends; returns its exit status. Raises OSError.

    The program gets a copy, so that nothing it does changes the article.
    """
    with tempfile.TemporaryDirectory(prefix="pressbox-") as folder:
        file = Path(folder) / "article.txt"
        file.write_text(text, encoding="utf-8", errors="replace")
        return subprocess.run([*command, str(file)], check=False).returncode


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
