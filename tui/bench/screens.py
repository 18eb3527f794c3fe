"""Measures of the screen: how soon it stands, and from a key to the first bytes of its answer, on a terminal."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from store.core import ARTICLES
from store.documents import Documents
from tui.bench import bare as _bare
from tui.bench.figures import Figure, Say, median, p95
from tui.bench.growing import varied
from tui.bench.terminal import Terminal

#: How often each program is started, and each key is pressed.
STARTS, PRESSES = 7, 60


class Keys(NamedTuple):
    """What is measured: ``presses`` in turn, after the keys of ``way``; before each, ``lead`` is typed untimed.

    ``goal`` is the milliseconds that 95 % may take, None where nothing is promised.
    """

    what: str
    way: str
    presses: tuple[str, ...]
    goal: float | None = 30.0
    lead: str = ""


_DOWN, _UP = "\x1b[6~", "\x1b[5~"
_ESCAPE = "\x1b"
KEYS = (
    Keys("the next article of the list", "1", ("j", "j", "j", "k")),
    Keys("the next line of the text", "2g", ("j", "j", "k")),
    Keys("the next word", "2g", ("w",)),
    Keys("the next name", "2", ("]",)),
    Keys("the next quote", "2", ("}",)),
    Keys("a letter of a filter", "1f", ("a", "\x7f", "e", "\x7f")),
    Keys("a correction", "2]", ("o", "p"), lead="r"),
    Keys("a page down, and up", "2", (_DOWN, _UP), 50.0),
    Keys("the next pane", "1", ("\t",), 50.0),
    Keys("all speakers, and back", "2", ("P", _ESCAPE), None),
    Keys("the overview, and back", "2", ("V", _ESCAPE), None),
)

#: Articles to be imported while keys are measured: more than are done meanwhile.
INCOMING = 2000


def measure(store: Path, size: int, say: Say) -> Iterator[Figure]:
    """The explorer over a store of ``size`` articles against a Textual app with four empty panes, at 160x50.

    Keys are measured twice, the second time while an import runs, which adds to the store.
    """
    say("the screen: first paint")
    bare, ours = [], []
    for _ in range(STARTS):
        with Terminal([sys.executable, _bare.__file__]) as terminal:
            bare.append(terminal.wait_for("ready"))
        with _explorer(store) as terminal:
            ours.append(terminal.wait_for("Articles"))
    what = f"{size:,} articles: first paint"
    of = "a Textual app with four empty panes"
    yield Figure(what, 1000 * median(ours), "ms", of=of, base=1000 * median(bare), goal=1.5)
    for keys in KEYS:
        say(f"the screen: {keys.what}")
        with _explorer(store) as terminal:
            terminal.wait_for(f"{size}  ✓")
            terminal.wait_quiet(1.0)
            times = _times(terminal, keys)
        yield Figure(f"{size:,} articles: {keys.what}, first frame p95", 1000 * p95(times), "ms", goal=keys.goal)
    yield from _while_importing(store, size, say)


def _while_importing(store: Path, size: int, say: Say) -> Iterator[Figure]:
    for number, keys in enumerate(KEYS):
        say(f"the screen while an import runs: {keys.what}")
        folder = _incoming(store, number)
        with _explorer(store) as terminal:
            terminal.wait_for("✓")
            terminal.wait_quiet(1.0)
            terminal.press("I")
            terminal.wait_quiet(0.2)
            terminal.press(f"{folder}\r")
            terminal.wait_for("importing ")
            times = _times(terminal, keys)
        what = f"{size:,} articles: {keys.what}, the same while an import runs"
        yield Figure(what, 1000 * p95(times), "ms", goal=keys.goal)


def _incoming(store: Path, part: int) -> Path:
    """A folder of articles that the store has not got, but that are like those it has; another one for each part."""
    folder = store.parent / f"{store.name}-incoming-{part}"
    folder.mkdir()
    documents = Documents(store / ARTICLES)
    keys = sorted(documents.scan()[0])
    for number in range(INCOMING):
        copy = len(keys) + part * INCOMING + number
        document = varied(documents.read(keys[number % len(keys)]), copy)
        (folder / f"{number}.txt").write_text(document.article.text, encoding="utf-8")
    return folder


def _times(terminal: Terminal, keys: Keys) -> list[float]:
    """Seconds from each press to its first frame."""
    chance = random.Random(keys.what)
    times = []
    for key in keys.way:
        terminal.press(key)
        terminal.wait_quiet(0.2)
    for n in range(PRESSES):
        time.sleep(chance.uniform(0.03, 0.07))
        if keys.lead:
            terminal.press(keys.lead)
            terminal.wait_quiet(0.1)
        times.append(terminal.answer(keys.presses[n % len(keys.presses)]))
        terminal.wait_quiet(0.05)
    return times


def _explorer(store: Path) -> Terminal:
    settings = store.parent / "settings"
    return Terminal([sys.executable, "-m", "tui", "--store", str(store)], XDG_CONFIG_HOME=str(settings))
