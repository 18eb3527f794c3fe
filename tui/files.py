"""Asking for the name of a file to be written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from tui.asking import Question


def file_of(words: str) -> Path | None:
    """The file that typed words name; None if they name none."""
    return Path(os.path.expanduser(words.strip())) if words.strip() else None


def ask_file(question: Question, title: str, name: str, write: Callable[[Path], None]) -> None:
    """Ask where to write to, ``name`` being the proposal, and before another file is lost by it."""

    def named(words: str) -> None:
        file = file_of(words)
        if file is not None and os.path.lexists(file):
            answers = {"y": "write over it", "n": "leave it"}
            question.ask_key(f"{file.name} is there already:", answers, lambda key: write(file) if key == "y" else None)
        elif file is not None:
            write(file)

    question.ask(title, named, value=name)
