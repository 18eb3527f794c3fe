"""Help comes at once: nothing heavy is imported for it."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from tests.test_cli import COMMAND, ROOT
from tui.cli import cli

#: What takes long to import, or is there for one thing only.
HEAVY = {"textual", "rich", "spacy", "numpy", "tinydb", "httpx", "feedparser", "asyncio", "sqlite3", "msgspec"}
#: How many times as long as an empty program the help may take, and the seconds that it may take.
MOST, SECONDS = 15, 0.25


@pytest.mark.parametrize("command", ["", *(name for name, made in cli.commands.items() if not made.hidden)])
def test_help_imports_nothing_heavy(command: str) -> None:
    program = (
        "import sys; from tui.cli import cli; from tui.front import run; "
        f"run(cli, [*{command.split()!r}, '--help']); print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Usage: pressbox")
    assert not HEAVY & set(done.stderr.split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["import", "--help"]])
def test_help_comes_at_once(arguments: list[str]) -> None:
    empty = _seconds([sys.executable, "-c", "pass"])
    ours = _seconds([*COMMAND, *arguments])
    assert ours < SECONDS
    assert ours < MOST * empty


def _seconds(command: list[str]) -> float:
    """The least time that a command takes in some tries: other work on the machine only ever adds to it."""
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        times.append(time.perf_counter() - begun)
    return min(times)
