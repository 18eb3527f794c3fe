"""Measures of the extraction: what our components add to spaCy's pipeline, and whole imports against bare parsing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from store.core import ARTICLES
from store.documents import Documents
from store.extract import DEFAULT_MODEL
from tui.bench.figures import Figure, Say, median, seconds

#: How often each is measured, in turn.
ROUNDS = 3

#: One thread for each process, or its numbers would depend on what else the machine does.
_ALONE = {**os.environ, "OMP_NUM_THREADS": "1"}


def measure(seed: Path, size: int, model: str, room: Path, say: Say) -> Iterator[Figure]:
    """Parse and import up to ``size`` articles of the store at ``seed``; whole processes, model loading included."""
    texts = _texts(seed, size)
    words = sum(len(text.split()) for text in texts)
    listed, folder = room / "texts.json", room / "texts"
    listed.write_text(json.dumps(texts), encoding="utf-8")
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    label = f"{len(texts):,} articles, {words:,} words"
    parse = [sys.executable, "-m", "tui.bench.piping", model or DEFAULT_MODEL, str(listed)]
    bare, ours, alone, two = [], [], [], []
    cpu: dict[str, list[float]] = {"bare": [], "ours": []}
    for n in range(ROUNDS):
        say(f"{label}: parsing and importing, round {n + 1} of {ROUNDS}")
        bare.append(seconds(lambda: cpu["bare"].append(float(_run([*parse, "bare"])))))
        ours.append(seconds(lambda: cpu["ours"].append(float(_run([*parse, "ours"])))))
        alone.append(seconds(lambda n=n: _run(_importing(folder, room / f"one-{n}", model, 1))))  # type: ignore[misc]
        two.append(seconds(lambda n=n: _run(_importing(folder, room / f"two-{n}", model, 2))))  # type: ignore[misc]
    of = "spaCy's own pipeline"
    yield Figure("our components, CPU", median(cpu["ours"]), "s", of=of, base=median(cpu["bare"]), goal=1.18)
    rate = words / median(alone)
    of = "parsing by spaCy alone"
    yield Figure("import, one process", rate, "words/s", of=of, base=words / median(bare), goal=0.85, least=True)
    yield Figure("import, two processes", words / median(two), "words/s", of="one", base=rate, goal=1.6, least=True)


def _texts(seed: Path, size: int) -> list[str]:
    documents = Documents(seed / ARTICLES)
    keys = sorted(documents.scan()[0])[:size]
    if not keys:
        raise ValueError(f"there are no articles in {seed}")
    return [documents.read(key).article.text for key in keys]


def _importing(folder: Path, store: Path, model: str, jobs: int) -> list[str]:
    named = ["--model", model] if model else []
    return [sys.executable, "-m", "tui", "import", str(folder), "--store", str(store), "--jobs", str(jobs), *named]


def _run(command: list[str]) -> str:
    done = subprocess.run(command, env=_ALONE, capture_output=True, text=True, check=True)
    return done.stdout.strip()
