"""The project's benchmark: ``pressbox bench`` measures what Pressbox promises, side by side in one run.

Single times depend on the machine; ratios and whether goals are met are what to quote.
"""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tui.bench import libraries
from tui.bench.figures import Figure
from tui.bench.libraries import Say

__all__ = ["Figure", "machine", "measure"]


def measure(paths: Sequence[str], seed: Path | None, sizes: Iterable[int], model: str, say: Say) -> Iterator[Figure]:
    """Every figure as it is measured, on articles from ``paths``, or from the store ``seed`` where they are extracted.

    Raises ``ValueError`` if there are no articles.
    """
    with tempfile.TemporaryDirectory(prefix="pressbox-bench-") as room:
        if seed is None:
            say("importing the articles")
            seed = Path(room) / "seed"
            _import(paths, seed, model)
        yield from libraries.measure(seed, sizes, Path(room), say)


def _import(paths: Sequence[str], store: Path, model: str) -> None:
    from store.importing import Importer
    from store.library import Library

    with Library.open(store) as library:
        for _ in Importer(library, paths, model=model).run():
            pass


def machine() -> str:
    """The machine in one line."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
