"""Count how often mentions of each kind and confidence are right: ``python -m tests.name_calibration FOLDER``...

FOLDER holds annotations, one JSON file per article: ``file`` (its text's path under ARTICLES, by default ``articles``
beside FOLDER) and ``entities``, each with ``id`` and ``mentions`` (``start``, ``end``, ``label``, other right labels
in ``alt``). A mention is right if span and label are, and most of its entity's mentions are of the same thing.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from store.extract.pipeline import extract, load
from store.model import Extraction, Mention

Judged = tuple[Mention, bool]


def main(folder: Path, articles: Path) -> None:
    """Print the share of right mentions by reason, and by thirds and tenths of confidence."""
    nlp = load()
    judged: list[Judged] = []
    for path in sorted(folder.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        text = (articles / gold["file"]).read_bytes().decode()
        judged += judge(extract(nlp, text), gold)
    _table("reason", judged, lambda mention: " ".join(mention.reason.split()[:2]))
    _table("label", judged, lambda mention: mention.label)
    _table("confidence", judged, lambda mention: f"{int(mention.confidence * 20) / 20:.2f}")
    judged.sort(key=lambda one: one[0].confidence)
    third = len(judged) // 3
    for name, part in (
        ("lowest", judged[:third]),
        ("middle", judged[third : 2 * third]),
        ("highest", judged[2 * third :]),
    ):
        wrong = sum(not right for _, right in part)
        print(f"{name} third: {len(part)} mentions, {wrong} wrong, confidence to {part[-1][0].confidence:.2f}")


def judge(found: Extraction, gold: dict[str, Any]) -> Iterator[Judged]:
    """Yield every named mention with whether it is right."""
    right = {
        (mention["start"], mention["end"]): ({mention["label"], *mention.get("alt", [])}, entity["id"])
        for entity in gold["entities"]
        for mention in entity["mentions"]
    }
    things: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for mention in found.mentions:
        if (mention.start, mention.end) in right:
            things[mention.entity][right[mention.start, mention.end][1]] += 1
    for mention in found.mentions:
        if mention.label != "SCORE":
            labels, thing = right.get((mention.start, mention.end), (set(), ""))
            main_thing = max(things[mention.entity], key=things[mention.entity].__getitem__, default="")
            yield mention, mention.label in labels and thing == main_thing


def _table(title: str, judged: list[Judged], key: Callable[[Mention], str]) -> None:
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for mention, right in judged:
        counts[key(mention)][0] += 1
        counts[key(mention)][1] += right
    print(f"{title:42} mentions  right")
    for name, (number, good) in sorted(counts.items()):
        print(f"  {name:40} {number:8}  {good / number:.3f}")
    print()


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    main(given[0], given[1] if len(given) > 1 else given[0].parent / "articles")
