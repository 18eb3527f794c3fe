"""Measure how well the confidence of quotes is calibrated: ``python -m tests.quote_calibration GOLD ARTICLES``.

GOLD is a folder of JSON files, one an article: ``file`` (its path below ARTICLES), ``quotes`` with ``start``, ``end``,
``kind`` and ``speaker`` (an entity's id, or null), and ``entities`` with ``id``, ``name`` and ``aliases``. Offsets
count characters of the text as it is read from ARTICLES. Printed are, for each way of finding a speaker, for each doubt
and by bins of confidence, how many quotes there are and what share of them is right.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from store.extract.findings import FoundQuote
from store.extract.pipeline import load
from store.extract.quote_confidence import way
from store.reading import Found, ReadError, readings

_EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)


def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Intersection over union of two character spans."""
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return max(0.0, shared / (max(a[1], b[1]) - min(a[0], b[0])))


def is_right(quote: FoundQuote, gold: dict[str, Any]) -> bool:
    """Whether each segment has its like among the annotated quotes, with the same speaker."""
    least = 0.5 if quote.kind == "indirect" else 0.8
    names = {e["id"]: {n.lower() for n in (e["name"], *e.get("aliases", ()))} for e in gold["entities"]}
    for segment in quote.segments:
        like = [
            q
            for q in gold["quotes"]
            if (q["kind"] == "indirect") == (quote.kind == "indirect")
            and overlap(segment, (q["start"], q["end"])) >= least
        ]
        if not any(
            (quote.name or "").lower() in names.get(q["speaker"], set()) if q["speaker"] else quote.entity is None
            for q in like
        ):
            return False
    return True


def judged(gold: Path, articles: Path) -> Iterator[tuple[FoundQuote, bool]]:
    """Every quote found in the annotated articles, and whether it is right."""
    nlp = load()
    for path in sorted(gold.glob("*.json")):
        annotated = json.loads(path.read_text(encoding="utf-8"))
        source = str(articles / annotated["file"])
        article = next(readings(Found(source=source, path=source)))
        if isinstance(article, ReadError):
            raise article
        for quote in nlp(article.text)._.pressbox_quotes:
            yield quote, is_right(quote, annotated)


def main() -> None:
    """Print the tables."""
    results = sorted(judged(Path(sys.argv[1]), Path(sys.argv[2])), key=lambda r: r[0].confidence)
    groups: dict[str, list[bool]] = defaultdict(list)
    for quote, right in results:
        groups[f"{quote.kind}: {way(quote.reason)}"].append(right)
        for doubt in quote.doubts:
            groups[f"doubt: {doubt}, {quote.kind}"].append(right)
        low = max(edge for edge in _EDGES if edge <= quote.confidence)
        groups[f"confidence from {low:.2f}"].append(right)
    for name, rights in sorted(groups.items()):
        print(f"{len(rights):5} {sum(rights) / len(rights):.3f}  {name}")
    wrong = [not right for _, right in results]
    print(f"the lowest third holds {sum(wrong[: len(wrong) // 3])} of {sum(wrong)} mistakes")


if __name__ == "__main__":
    main()
