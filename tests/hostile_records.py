"""Article records as nobody would wish for: strategies for Hypothesis, and some by hand."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from store.model import LABELS

Record = dict[str, Any]

#: Pieces of which texts are made: scripts, signs beyond the BMP, marks, markup, line ends of every kind.
PIECES = (
    "Anna", "Smith", "Mr.", "O’Neil", "it's", "U.S.", "e\u0301", "北京", "עברית", "👩\u200d🚀", "𝔘𝔫𝔦", "5-2",
    "“", "”", "'", "\"", "«", "»", ".", "!", "?", "…", ",", "\n", "\n\n", "\r\n", "\t", " ", "  ", "\xa0",
    "<script>alert(1)</script>", "&amp;", "</style>", "]]>", "*", "_", "`", "|", "#", "\\", "{", "}",
    "-DOCSTART-", "T1", "=1+1", "\u202e", "http://x.test/",
)  # fmt: skip


@st.composite
def records(draw: st.DrawFn, pieces: tuple[str, ...] = PIECES) -> Record:
    """A record as the store may give it: names that never overlap, quotes that may, speakers of every sort."""
    parts = draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=30))
    text = f"x{''.join(parts)}y"
    entities = _entities(draw, text)
    quotes = [_quote(draw, text, n, entities) for n in range(draw(st.integers(0, 3)))]
    return record(text, entities, quotes, title=draw(st.sampled_from([None, "", "A <b>title</b>\nof two lines"])))


def _entities(draw: st.DrawFn, text: str) -> list[Record]:
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    places = [place for place in zip(cuts[::2], cuts[1::2], strict=False) if text[slice(*place)].strip()]
    entities: dict[str, Record] = {}
    for start, end in places:
        key = draw(st.sampled_from(["anna", "smith-gpe", "北京-gpe"]))
        label = draw(st.sampled_from(LABELS))
        entity = entities.setdefault(
            key, {"id": key, "name": f"The {key}", "label": label, "aliases": [], "mentions": []}
        )
        entity["mentions"].append({**span(text, start, end), "label": label, "by": "machine", "confidence": 1.0})
    return list(entities.values())


def _quote(draw: st.DrawFn, text: str, number: int, entities: list[Record]) -> Record:
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=6)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    segments = [span(text, a, b) for a, b in pairs if text[a:b].strip()] or [span(text, 0, len(text))]
    start = draw(st.integers(0, len(text) - 1))
    named = [{"entity": e["id"], "name": e["name"], "mention": span(text, m["start"], m["end"])}
             for e in entities for m in e["mentions"]]  # fmt: skip
    loose = [
        {"entity": None, "name": None, "mention": None},
        {"entity": None, "name": "a spokesman", "mention": None},
        {"entity": "carol", "name": "Carol", "mention": None},
        {"entity": "carol", "name": "Carol", "mention": span(text, 0, 1)},
        {"entity": None, "name": "the manager", "mention": span(text, start, start + 1)},
    ]
    if not text[start].strip():
        loose.pop()
    return {
        "id": f"0123456789abcdef-q{number}",
        "kind": draw(st.sampled_from(["direct", "partial", "indirect"])),
        "segments": segments,
        "speaker": draw(st.sampled_from([*named, *loose])),
        "cue": None,
        "by": "human",
        "confidence": 0.5,
    }


def span(text: str, start: int, end: int) -> Record:
    """A stretch of text as records write it."""
    return {"start": start, "end": end, "text": text[start:end]}


def record(text: str, entities: list[Record], quotes: list[Record], title: str | None = None) -> Record:
    """A record of these parts."""
    return {
        "schema": 1, "id": "0123456789abcdef", "source": "http://x.test/<a>?b=“c”", "title": title, "text": text,
        "language": "en", "reviewed": False, "extractor": "test 1 (none)", "entities": entities, "quotes": quotes,
    }  # fmt: skip


#: What stands in a record where something else should.
JUNK: tuple[Any, ...] = (
    None, 5, -1, 10**30, 1.5, True, "", "x", "\x1b[2J", "\ufdd0", [], [None], {}, {"start": 0, "end": 1},
)  # fmt: skip


def spoil(draw: Any, node: Any) -> None:
    """Put something else in some place of a JSON value, or take it out."""
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return
        key = draw(st.sampled_from(keys))
        inner = node[key]
        if isinstance(inner, dict | list) and inner and draw(st.integers(0, 5)):
            node = inner
            continue
        if draw(st.booleans()) and isinstance(node, dict):
            del node[key]
        else:
            node[key] = deepcopy(draw(st.sampled_from(JUNK)))  # it may be spoilt, too
        return
