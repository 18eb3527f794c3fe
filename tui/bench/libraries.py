"""Measures of the store at several sizes: corrections, opening, questions across articles, the index made anew."""

from __future__ import annotations

import itertools
import random
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from store import drafts
from store.core import ARTICLES, INDEX
from store.library import Library
from store.model import LABELS
from store.rebuilding import Rebuild
from store.storage import write_bytes
from tui.bench.figures import Figure, Say, median, p95, seconds
from tui.bench.growing import grow
from tui.bench.terminal import Terminal

#: How often each thing is measured.
RUNS = 40
#: How often the explorer is opened.
OPENINGS = 5
#: Hits of a question that are on the first screens.
SCREENFUL = 100
#: Stock TinyDB is measured up to this many articles: it needs seconds and gigabytes for one correction.
STOCK = 10_000


def measure(seed: Path, sizes: Iterable[int], room: Path, say: Say) -> Iterator[Figure]:
    """Grow the store at ``seed`` to each of the sizes within ``room`` and measure; ``say`` hears what goes on."""
    empty = room / "empty"
    Library.open(empty).close()
    for size in sizes:
        say(f"growing a library of {size} articles")
        folder = room / str(size)
        grow(seed, folder, size)
        label = f"{size:,} articles"
        say(f"{label}: the index")
        yield _rebuilding(folder, size, label)
        say(f"{label}: questions across articles")
        yield from _questions(folder, size, label)
        say(f"{label}: corrections")
        yield from _corrections(folder, size, label)
        say(f"{label}: opening")
        yield from _openings(folder, empty, size, label)


def _rebuilding(folder: Path, size: int, label: str) -> Figure:
    Library.open(folder).close()
    rebuild = Rebuild(folder, folder / ARTICLES, folder / f"{INDEX}.new")
    try:
        taken = seconds(lambda: [*rebuild.steps()])
    finally:
        rebuild.close()
    return Figure(f"{label}: index made anew", size / taken, "articles/s", goal=2000, least=True)


def _questions(folder: Path, size: int, label: str) -> Iterator[Figure]:
    chance = random.Random(size)
    goal = 50 if size <= 10_000 else 150
    with Library.open(folder) as library:
        names = library.entities()
        weights = [row.mentions for row in names]
        asked = [row.id for row in chance.choices(names, weights, k=RUNS)] + [row.id for row in names[:10]]
        speakers = sorted(names, key=lambda row: -row.quotes)
        said = [row.id for row in chance.choices(speakers, [row.quotes for row in speakers], k=RUNS)]
        said += [row.id for row in speakers[:10]]
        words = _words(library, chance)
        _correct_some(library, chance)
        questions: dict[str, Callable[[], Iterator[object]]] = {
            "all mentions of a name": lambda: (library.mentions(key) for key in asked),
            "all quotes of a person": lambda: (library.quotes(entity=key) for key in said),
            "all quotes of a speaker's name": lambda: (library.quotes(speaker=row.name) for row in speakers[:20]),
            "the entities, with counts": lambda: (library.entities(limit=SCREENFUL) for _ in range(RUNS)),
            "entities with a word in their name": lambda: (library.entities(word, limit=SCREENFUL) for word in words),
            "full text: a word": lambda: (library.search(word) for word in words),
            "full text: the beginning of a word": lambda: (library.search(f"{word[:4]}*") for word in words),
            "full text: two words": lambda: (library.search(" ".join(pair)) for pair in itertools.pairwise(words)),
            "full text: a phrase": lambda: (library.search(f'"said {word}"') for word in words),
        }
        for what, answers in questions.items():
            times = [_first_screens(answer) for answer in _each(answers())]
            yield Figure(f"{label}: {what}, p95", 1000 * p95(times), "ms", goal=goal)


def _each(answers: Iterator[object]) -> Iterator[Callable[[], object]]:
    """Asking and reading as one thing to be timed: the generator asks when it is advanced."""
    done = False

    def ask() -> object:
        nonlocal done
        answer = next(answers, None)
        done = answer is None
        return answer

    while not done:
        yield ask


def _first_screens(ask: Callable[[], object]) -> float:
    def work() -> None:
        answer = ask()
        if isinstance(answer, Iterable):
            list(itertools.islice(answer, SCREENFUL))

    return seconds(work)


def _words(library: Library, chance: random.Random) -> list[str]:
    """Words of the library's texts, the frequent ones more often."""
    found: list[str] = []
    while len(found) < RUNS:
        text = library.document(chance.choice(library.rows()).id).article.text
        word = chance.choice(text.split()).strip('.,"“”!?()').lower()
        if len(word) > 3 and word.isalpha():
            found.append(word)
    return found


def _correct_some(library: Library, chance: random.Random) -> None:
    """A few corrections of each scope, so that the answers are those of a library at work."""
    for scope in ("mention", "article", "everywhere"):
        for row in chance.sample(library.rows(), 3):
            view = library.view(row.id)
            if view.mentions:
                mention = chance.choice(view.mentions)
                label = chance.choice([one for one in LABELS if one != mention.label])
                draft = drafts.relabel(view, mention, label)
                for _ in range(drafts.SCOPES.index(scope)):
                    draft = drafts.widened(draft) or draft
                library.correct(draft)
    library.refresh()


def _corrections(folder: Path, size: int, label: str) -> Iterator[Figure]:
    chance = random.Random(size)
    ours, bare = [], []
    scratch = folder / "bare.json"
    with Library.open(folder) as library:
        for n, row in enumerate(chance.sample(library.rows(), min(RUNS, size))):
            view = library.view(row.id)
            name = chance.choice(view.mentions) if n % 2 and view.mentions else None
            other = "LAW" if name and name.label != "LAW" else "ORG"
            draft = drafts.relabel(view, name, other) if name else drafts.review(view, not row.reviewed)
            ours.append(seconds(lambda draft=draft: library.correct(draft)))  # type: ignore[misc]
            data = library._documents.path(row.id).read_bytes()
            bare.append(seconds(lambda data=data: write_bytes(scratch, data)))  # type: ignore[misc]
    scratch.unlink()
    middle = 1000 * median(ours)
    of = "a bare write, fsync, rename and fsync of the same bytes"
    yield Figure(
        f"{label}: a correction, until it is on the disk", middle, "ms", of=of, base=1000 * median(bare), goal=3
    )
    if size <= STOCK:
        stock = _stock_tinydb(folder, size)
        yield Figure(f"{label}: the same with stock TinyDB", 1000 * stock, "ms", of="our correction", base=middle)


def _stock_tinydb(folder: Path, size: int) -> float:
    """Seconds for a change of one article in one TinyDB that holds all documents, with TinyDB's own storage."""
    import json

    from tinydb import TinyDB

    path = folder / "stock.json"
    files = itertools.islice((folder / ARTICLES).glob("*/*.json"), size)
    documents = {str(n): json.loads(file.read_bytes()) for n, file in enumerate(files, 1)}
    path.write_text(json.dumps({"_default": documents}), encoding="utf-8")
    del documents
    with TinyDB(path) as db:
        taken = seconds(lambda: db.update({"reviewed": True}, doc_ids=[size // 2 + 1]))
    path.unlink()
    return taken


def _openings(folder: Path, empty: Path, size: int, label: str) -> Iterator[Figure]:
    """The explorer on a terminal: until its list is there, how much memory it has, and a correction by key."""
    shut, full, memory, keys = [], [], [], []
    for n in range(OPENINGS):
        with _explorer(empty) as terminal:
            shut.append(terminal.wait_for("none yet"))
        with _explorer(folder) as terminal:
            full.append(terminal.wait_for(f"{size}  ✓"))
            terminal.wait_quiet()
            for _ in range(RUNS if n == OPENINGS - 1 else 0):
                terminal.press("!")
                keys.append(terminal.wait_for("saved: "))
                terminal.wait_quiet(0.1)
            memory.append(terminal.memory())
    goal = 2 if size <= 10_000 else 3
    of = "opening an empty store"
    yield Figure(
        f"{label}: opened, until the list is there",
        1000 * median(full),
        "ms",
        of=of,
        base=1000 * median(shut),
        goal=goal,
    )
    held = [one for one in memory if one is not None]
    if held:
        yield Figure(f"{label}: memory of the explorer's process", max(held), "MB", goal=200)
    yield Figure(f"{label}: ! pressed, until the screen says saved, p95", 1000 * p95(keys), "ms")


def _explorer(store: Path) -> Terminal:
    settings = store.parent / "settings"
    return Terminal([sys.executable, "-m", "tui", "--store", str(store)], XDG_CONFIG_HOME=str(settings))
