"""The formats that the store's documents have had, and the steps from each to the next.

A document says its format in its first row; one of format 0 says none. ``Format.upgraded`` takes the tables of any
older one through the steps to today's. Steps are pure and never change once released: a new format is one more step
at the end of a table, and the table's length is the format that this program writes.

Nothing is rewritten on opening, for a store may have 50,000 documents. An older one is read through the steps, and is
in today's format from its next write on (``CurrentStorage``); ``pressbox check --repair`` rewrites all that are left.
Each is a write of its own, so a crash in between leaves every document readable, old or new. Only ``pressbox.json`` is
brought up to date when a store is opened for writing: an older program then refuses the whole store in one line, and
does not find it half understandable.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from typing import Any, NamedTuple

from store.names import entity_id
from store.storage import AtomicStorage, UnreadableError, as_written, doubled, parse, read_bytes

Tables = dict[str, dict[str, Any]]


class NewerError(ValueError):
    """A document was written by a newer version of the program; nothing is wrong with it."""


class Format(NamedTuple):
    """A kind of document: the table and field in which it says its format, and the step from each format to the next.

    ``steps[n]`` makes format ``n + 1`` of format ``n``; it may fail with any of ``_MISFITS`` on what is neither.
    """

    table: str
    field: str
    steps: tuple[Callable[[Tables], Tables], ...]

    @property
    def newest(self) -> int:
        """The format that this program writes; it refuses later ones."""
        return len(self.steps)

    def of(self, tables: Tables) -> int:
        """The format that some tables say they have. Raises ``NewerError``, or ``UnreadableError`` if it is none."""
        row = tables.get(self.table, {}).get("1")
        if not isinstance(row, dict):
            raise UnreadableError(f"no {self.table} inside")
        version = row.get(self.field)
        if self.field not in row:
            return 0
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            raise UnreadableError(f"there is no format {version!r:.40}")
        if version > self.newest:
            raise NewerError(f"format {version}, this program reads up to {self.newest}")
        return version

    def upgraded(self, tables: Tables) -> Tables:
        """The same document in today's format. Raises as ``of``, also for what is not of the format that it says."""
        version = self.of(tables)
        for number, step in enumerate(self.steps[version:], version):
            try:
                tables = step(tables)
            except _MISFITS as error:
                raise UnreadableError(f"neither format {number + 1} nor {number} ({error!r:.80})") from error
            row = {self.field: number + 1, **tables[self.table]["1"]}
            tables = {**tables, self.table: {**tables[self.table], "1": {**row, self.field: number + 1}}}
        return tables


class CurrentStorage(AtomicStorage):
    """A document that is about to be changed: whatever its format, it is read, and so written, in today's."""

    def __init__(self, path: str | os.PathLike[str], form: Format) -> None:
        super().__init__(path)
        self.form = form

    def read(self) -> Tables | None:
        """The tables in today's format, None if there is no file. Raises as ``Format.upgraded``, and ``OSError``.

        Nothing is read of which a part would be lost by writing: two rows under one number are refused.
        """
        raw = read_bytes(self.path)
        if raw is None:
            return None
        tables = parse(raw)
        if not as_written(raw, tables):
            doubles = doubled(raw)
            if doubles:
                raise UnreadableError(f"it has two entries of one name ({doubles[0][:40]}), to be mended by a repair")
        return self.form.upgraded(tables)


#: What comes of looking for something in tables that do not have it, or have something else there.
_MISFITS = (KeyError, TypeError, AttributeError, ValueError)


# article documents


def _with_entities_and_digest(tables: Tables) -> Tables:
    """Format 0 told no entities apart, kept one span a quote, had no digest and called its log “edits”."""
    article, machine = tables["article"]["1"], tables["machine"]["1"]
    mentions = [{**mention, "entity": entity_id(mention["text"], mention["label"])} for mention in machine["names"]]
    entities = {m["entity"]: {"id": m["entity"], "name": m["text"], "label": m["label"]} for m in reversed(mentions)}
    quotes = [_with_segments(quote, set(entities)) for quote in machine["quotes"]]
    found = {name: value for name, value in machine.items() if name != "names"}
    log = {key: _renamed(entry) for key, entry in tables.get("edits", {}).items()}
    return {
        **{name: rows for name, rows in tables.items() if name != "edits"},
        "article": {"1": {**article, "key": _key(article["source"]), "digest": _digest(article["text"])}},
        "machine": {"1": {**found, "entities": [*entities.values()][::-1], "mentions": mentions, "quotes": quotes}},
        "corrections": log,
    }


def _with_segments(quote: dict[str, Any], entities: set[str]) -> dict[str, Any]:
    name = quote["speaker"]
    key = None if name is None else entity_id(name, "PERSON")
    kept = {field: value for field, value in quote.items() if field not in ("start", "end", "text")}
    segment = {field: quote[field] for field in ("start", "end", "text")}
    speaker = {"entity": key if key in entities else None, "name": name, "mention": None}
    return {**kept, "segments": [segment], "speaker": speaker}


def _renamed(entry: Any) -> Any:
    """An entry of the log; what is none is kept as it is, to be named when the document is read."""
    if not isinstance(entry, dict):
        return entry
    names = {"at": "anchor", "old": "before", "new": "after"}
    return {names.get(name, name): value for name, value in entry.items()}


def _key(source: str) -> str:
    """What identifies the source when it is imported again: of format 0 only what did not depend on a folder."""
    return source if source.startswith("/") or "://" in source else ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


# pressbox.json


def _with_rules(tables: Tables) -> Tables:
    """Format 0 knew no everywhere-rules and called a session's cursor its position."""
    if tables["store"]["1"]["program"] != "pressbox":
        raise ValueError("another program's file")
    sessions = {
        key: {"cursor" if name == "position" else name: value for name, value in session.items()}
        for key, session in tables["sessions"].items()
    }
    return {**tables, "rules": {}, "sessions": sessions}


#: The article documents, and ``pressbox.json``, whose format is the whole store's.
ARTICLE = Format("article", "version", (_with_entities_and_digest,))
STORE = Format("store", "format", (_with_rules,))
