"""The project's benchmark: ``pressbox bench`` measures what Pressbox promises, side by side in one run.

Single times depend on the machine; ratios and whether goals are met are what to quote.
"""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tui.bench import imports, libraries, peers, screens
from tui.bench.figures import Figure, Say
from tui.bench.growing import grow

__all__ = ["PARTS", "Figure", "machine", "measure"]


#: What can be measured on its own, and with how many articles unless that is said.
PARTS = {"store": (1000, 10_000), "screen": (20_000,), "import": (400,), "quality": ()}


def measure(
    paths: Sequence[str],
    seed: Path | None,
    sizes: Sequence[int],
    parts: Sequence[str],
    model: str,
    say: Say,
    gold: Path | None = None,
) -> Iterator[Figure]:
    """Every figure as it is measured, on articles from ``paths``, or from the store ``seed`` where they are extracted.

    ``sizes`` are the numbers of articles to measure with, () for those of ``PARTS``, which names the ``parts``.
    ``gold`` is a file of records that the quality is measured with; without, it is not. Raises ``ValueError`` if there
    are no articles.
    """
    if "quality" in parts and gold is not None:
        yield from peers.measure(gold, model, say)
    if not {*parts} - {"quality"}:
        return
    with tempfile.TemporaryDirectory(prefix="pressbox-bench-") as folder:
        room = Path(folder)
        if seed is None:
            say("importing the articles")
            seed = room / "seed"
            _import(paths, seed, model)
        if "store" in parts:
            yield from libraries.measure(seed, sizes or PARTS["store"], room, say)
        if "screen" in parts:
            for size in sizes or PARTS["screen"]:
                store = room / f"screen-{size}"
                say(f"growing a library of {size} articles")
                grow(seed, store, size)
                yield from screens.measure(store, size, say)
        if "import" in parts:
            yield from imports.measure(seed, max(sizes or PARTS["import"]), model, room, say)


def _import(paths: Sequence[str], store: Path, model: str) -> None:
    from store.importing import Importer
    from store.library import Library

    with Library.open(store) as library:
        for _ in Importer(library, paths, model=model).run():
            pass


def machine() -> str:
    """The machine in one line."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
