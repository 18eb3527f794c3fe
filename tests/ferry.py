"""Two made-up articles in which everything is that the explorer marks: labels, kinds of quotes, doubts."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from store.library import Library
from store.model import Kind, Quote, Span, Speaker
from tests.newsroom import extraction, reading

FERRY = (
    "Berta Quirk praises ferry\n\n"
    "Berta Quirk of Harbour Line praised Oslo and the Baltic on Tuesday after a 5-2 vote. “We were good,” said "
    "Quirk, “and Bergen were not.” The Norwegians liked the Sea Act, the Kon-Tiki and the Harbour Song at the Winter "
    "Fair in Dock Hall. Quirk said that the ferry was late. It was, she said, a “sad day”.\n\n"
    "Anders Moe shouted: “Never!” The Norwegians went home to Oslo. Quirk said that all was lost."
)
NAMES = {
    "Berta Quirk": "PERSON",
    "Quirk": "PERSON",
    "Anders Moe": "PERSON",
    "Harbour Line": "ORG",
    "Oslo": "GPE",
    "Bergen": "GPE",
    "Baltic": "LOC",
    "Dock Hall": "FAC",
    "Winter Fair": "EVENT",
    "Norwegians": "NORP",
    "Harbour Song": "WORK_OF_ART",
    "Kon-Tiki": "PRODUCT",
    "Sea Act": "LAW",
    "5-2": "SCORE",
}


def made(path: Path) -> Path:
    """Make a store with names of every label, quotes of every kind, and doubts."""
    found = extraction(FERRY, NAMES)
    mentions = [replace(m, confidence=0.2) if m.text == "Baltic" else m for m in found.mentions]
    quotes = [
        *found.quotes[:2],
        _quote("p", "partial", "sad day", "Berta Quirk"),
        _quote("i", "indirect", "the ferry was late", "Berta Quirk", 0.3),
        _quote("j", "indirect", "all was lost", ""),
    ]
    with Library.open(path) as library:
        library.put(reading(FERRY, "a.txt", FERRY[:25]), replace(found, mentions=tuple(mentions), quotes=tuple(quotes)))
        library.put(reading(f"Oslo rests. {FERRY}", "b.txt", "Oslo rests"), extraction(f"Oslo rests. {FERRY}", NAMES))
    return path


def _quote(key: str, kind: Kind, words: str, speaker: str, confidence: float = 1.0) -> Quote:
    at = FERRY.index(words)
    segment = Span(at, at + len(words), words)
    return Quote(id=key, kind=kind, segments=(segment,), speaker=Speaker(name=speaker), confidence=confidence)
