"""A store as the very first program wrote it, to be read by the one of today."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from store.documents import digest
from tests.newsroom import MATCH, OTHER, extraction

#: Texts by source; the first one is corrected.
ARTICLES = {"/news/match.txt": MATCH, "https://example.org/rain": OTHER, "notes.txt": "Madrid, in between."}
RELABELLED, UNDONE = "0006000000000000aa", "0006000000000001bb"


def document(source: str, text: str) -> dict[str, Any]:
    """An article document of format 0."""
    found = extraction(text)
    article = {"id": key(text), "source": source, "title": None, "text": text, "imported": "2020-01-02T03:04:05+00:00"}
    names = [{"start": m.start, "end": m.end, "text": m.text, "label": m.label} for m in found.mentions]
    quotes = [
        {"id": q.id, "kind": q.kind, "start": s.start, "end": s.end, "text": s.text, "speaker": q.speaker.name}
        for q in found.quotes
        for s in q.segments
    ]
    machine = {"extractor": "first 0", "model": "none", "names": names, "quotes": quotes}
    return {"article": {"1": article}, "machine": {"1": machine}, "edits": log(text) if text == MATCH else {}}


def log(text: str) -> dict[str, Any]:
    """A name relabelled, and a deletion that was taken back."""
    at = text.index("Liverpool")
    where = {"start": at, "end": at + 9, "text": "Liverpool"}
    score = {"start": text.index("5-2"), "end": text.index("5-2") + 3, "text": "5-2"}
    entries: list[dict[str, Any]] = [
        {"id": RELABELLED, "action": "relabel", "at": where, "old": {"label": "ORG"}, "new": {"label": "GPE"}},
        {"id": UNDONE, "action": "delete-mention", "at": score, "old": {"label": "SCORE"}},
        {"id": "0006000000000002cc", "action": "undo", "undoes": UNDONE},
    ]
    common = {"time": "2020-02-03T04:05:06+00:00", "article": key(text), "session": "first", "who": "ann"}
    return {str(n): {**common, **entry} for n, entry in enumerate(entries, 1)}


def registry() -> dict[str, Any]:
    """``pressbox.json`` of format 0."""
    session = {"name": "first", "article": key(MATCH), "position": 17, "saved": "2020-02-03T04:05:06+00:00"}
    return {"store": {"1": {"program": "pressbox", "created": "2020-01-01"}}, "sessions": {"1": session}}


def key(text: str) -> str:
    """The id of an article with this text."""
    return digest(text)[:16]


def path(store: Path, text: str) -> Path:
    """Where the document of an article lies."""
    return store / "articles" / key(text)[:2] / f"{key(text)}.json"


def write(store: Path) -> Path:
    """Write the whole store."""
    for source, text in ARTICLES.items():
        file = path(store, text)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(document(source, text)), "utf-8")
    (store / "pressbox.json").write_text(json.dumps(registry()), "utf-8")
    return store
