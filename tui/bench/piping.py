"""A process that only parses, to compare the extraction with: ``python -m tui.bench.piping MODEL TEXTS bare|ours``.

TEXTS is a file with a JSON list of articles. Prints the seconds of CPU that the parsing alone took. ``bare`` is spaCy's
pipeline as it is installed, ``ours`` the same with the project's components.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

#: Articles that spaCy sees at once: as many as an import gives it.
BATCH = 8


def main(model: str, texts: str, how: str) -> None:
    """Parse every text and print how long that took."""
    articles: list[str] = json.loads(Path(texts).read_text("utf-8"))
    taken = _bare(model, articles) if how == "bare" else _ours(model, articles)
    print(taken)


def bare_pipeline(model: str) -> Language:
    """An installed spaCy pipeline as it is, without a word about the version of spaCy that it was made with."""
    import spacy

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\[W095\]", category=UserWarning)
        return spacy.load(model)


def _bare(model: str, articles: list[str]) -> float:
    nlp = bare_pipeline(model)
    begin = time.process_time()
    for _ in nlp.pipe(articles, batch_size=BATCH):
        pass
    return time.process_time() - begin


def _ours(model: str, articles: list[str]) -> float:
    from store.extract import pipeline

    nlp = pipeline.load(model)
    begin = time.process_time()
    for _ in pipeline.extract_many(nlp, articles, BATCH):
        pass
    return time.process_time() - begin


if __name__ == "__main__":
    main(*sys.argv[1:])
