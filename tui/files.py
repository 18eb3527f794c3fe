"""Asking for the name of a file to be written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from tui.asking import Question


def ask_file(question: Question, title: str, name: str, write: Callable[[Path], None]) -> None:
    """Ask where to write to, ``name`` being the proposal, and before another file is lost by it."""

    def named(words: str) -> None:
        if not words.strip():
            return
        file = Path(os.path.expanduser(words.strip()))
        if not os.path.lexists(file):
            write(file)
            return
        answers = {"y": "write over it", "n": "leave it"}
        question.ask_key(f"{file.name} is there already:", answers, lambda key: write(file) if key == "y" else None)

    question.ask(title, named, value=name)
