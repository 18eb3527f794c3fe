"""``pressbox.json``: the store's format version, the everywhere-rules and the sessions, as one TinyDB document.

There is no list of entities: their ids are in the article documents and are made from names and labels
(``store.names``), which is why they are the same in every article.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from tinydb import TinyDB

from store.corrections import Correction, now
from store.migrations import STORE, CurrentStorage
from store.peeking import REGISTRY
from store.sessions import Session
from store.storage import AtomicStorage, set_aside

NAME = REGISTRY

_T = TypeVar("_T")


class Registry:
    """The open document. ``rules`` and ``sessions`` are equal to the disk; not thread-safe.

    ``problems`` names what could not be read; such entries stay in the file untouched. ``doubles`` are names that
    several sessions have, of which only the last is seen. ``older`` tells that the file is of an older format.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self.problems: list[str] = []
        self.doubles: list[str] = []
        self.older = False
        self.rules: list[Correction] = []
        self.sessions: dict[str, Session] = {}

    def load(self) -> bool:
        """Read the document; False if there is none. Raises ``NewerError``, ``UnreadableError`` or ``OSError``."""
        tables = AtomicStorage(self.path).read()
        self.rules, self.sessions, self.problems, self.doubles, self.older = [], {}, [], [], False
        if tables is None:
            return False
        self.older = STORE.of(tables) < STORE.newest
        tables = STORE.upgraded(tables)
        self.rules = sorted(self._valid(tables, "rules", Correction), key=lambda rule: rule.id)
        sessions = self._valid(tables, "sessions", Session)
        self.sessions = {session.name: session for session in sessions}
        self.doubles = [name for name, count in Counter(s.name for s in sessions).items() if count > 1]
        return True

    def _valid(self, tables: dict[str, dict[str, Any]], table: str, kind: type[_T]) -> list[_T]:
        found = []
        for key, row in tables.get(table, {}).items():
            try:
                found.append(msgspec.convert(row, kind))
            except msgspec.ValidationError as error:
                self.problems.append(f"{NAME}: entry {key} of “{table}” is left out: {error}")
        return found

    def create(self) -> None:
        """Write an empty document, durably; raises ``OSError``."""
        header = {"program": "pressbox", "format": STORE.newest, "created": now()}
        AtomicStorage(self.path).write({"store": {"1": header}, "rules": {}, "sessions": {}})

    def upgrade(self) -> None:
        """Write an older document anew in today's format, durably; raises ``OSError`` or ``ValueError``."""
        with self._open() as db:
            db.storage.write(db.storage.read() or {})
        self.older = False

    def set_aside(self) -> Path:
        """Rename a damaged document; returns its new path."""
        return set_aside(self.path)

    def add_rule(self, rule: Correction) -> None:
        """Append an everywhere-rule, or its undo or redo; durable on return, raises ``OSError`` or ``ValueError``."""
        with self._open() as db:
            tables = db.storage.read() or {}
            _insert(tables.setdefault("rules", {}), rule)
            db.storage.write(tables)
        self.rules.append(rule)

    def put_session(self, session: Session, name: str | None = None) -> None:
        """Save a session over the one called ``name`` (its own name if None); durable, raises as ``add_rule``."""
        name = session.name if name is None else name
        with self._open() as db:
            tables = db.storage.read() or {}
            rows = tables.setdefault("sessions", {})
            keys = _named(rows, name)
            if keys:
                rows[keys[0]] = msgspec.to_builtins(session)
            else:
                _insert(rows, session)
            db.storage.write(tables)
        self.sessions = {(session.name if key == name else key): s for key, s in self.sessions.items()}
        self.sessions[session.name] = session

    def remove_session(self, name: str) -> None:
        """Forget a session; durable, raises ``OSError``."""
        with self._open() as db:
            tables = db.storage.read() or {}
            rows = tables.setdefault("sessions", {})
            for key in _named(rows, name):
                del rows[key]
            db.storage.write(tables)
        self.sessions.pop(name, None)

    def _open(self) -> TinyDB:
        return TinyDB(self.path, storage=CurrentStorage, form=STORE)


def _insert(rows: dict[str, Any], entry: msgspec.Struct) -> None:
    """Add an entry under a free number. TinyDB's own insert fails where somebody else wrote a key that is none."""
    rows[str(1 + max((int(key) for key in rows if key.isdecimal()), default=0))] = msgspec.to_builtins(entry)


def _named(rows: dict[str, Any], name: str) -> list[str]:
    """The keys of the entries with a name."""
    return [key for key, row in rows.items() if isinstance(row, dict) and row.get("name") == name]
