"""What the machine, or a store as corrected, finds, measured against a gold: reviewed articles, or records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO

import msgspec

from store.documents import digest
from store.errors import StoreError
from store.export import record_of, records
from store.library import Library
from store.measures import Agreement
from store.record import Record, record
from store.selection import Selection
from store.view import view
from store.wanted import wanted

Problem = Callable[[str], None]


def reviewed(library: Library, problem: Problem) -> Iterator[Record]:
    """The records of a store's reviewed articles, as corrected."""
    return records(library, problem, Selection(reviewed=True))


def given(lines: BinaryIO, name: str, problem: Problem) -> Iterator[Record]:
    """The records of a file as ``export`` writes it (jsonl); a line that is none is told to ``problem``."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            found = msgspec.json.decode(line, type=dict)
            yield _checked(found)
        except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
            problem(f"{name}:{number}: no record: {error}")


def _checked(found: Record) -> Record:
    """A record with all that is measured in it; raises ``KeyError``, ``TypeError`` or ``ValueError`` if it is none."""
    if not isinstance(found["text"], str):
        raise TypeError("its text is no text")
    wanted(found, found["text"])
    one = {**found, "entities": found.get("entities") or [], "quotes": found.get("quotes") or []}
    mentions = [mention for entity in one["entities"] for mention in entity.get("mentions", ())]
    lists = [entity.get("aliases") or [] for entity in one["entities"]] + [m.get("alt") or [] for m in mentions]
    if not all(isinstance(names, list) and all(isinstance(name, str) for name in names) for names in lists):
        raise TypeError("aliases or other labels are no list of words")
    return one


def evaluate(library: Library, gold: Iterable[Record], problem: Problem, *, corrected: bool = False) -> Agreement:
    """Compare what the machine found in the articles of a store with a gold, or what it came to be as ``corrected``.

    Articles are the same if they have the same text, else the same id or source and a text that differs in white space
    only. An article of the gold that the store has not is told to ``problem`` and not counted.
    """
    agreement = Agreement()
    named: dict[str, str] = {}
    for row in library.rows():
        named.setdefault(row.source, row.id)
        named[row.id] = row.id
    for one in gold:
        try:
            key = _article(library, named, one)
            agreement.add(one, record_of(library, key) if corrected else _of_machine(library, key))
        except (StoreError, LookupError) as error:
            problem(f"{one.get('source') or one.get('id')}: {error.args[0]}")
    return agreement


def _of_machine(library: Library, key: str) -> Record:
    document = library.document(key)
    return record(view(document.article, document.machine), document.machine.extractor)


def _article(library: Library, named: dict[str, str], one: Record) -> str:
    """The article that a record of the gold is about; raises ``LookupError``."""
    same = library.status("", digest(one["text"]))[1]
    if same is not None:
        return same
    for name in (one.get("id"), one.get("source")):
        key = named.get(str(name))
        if key is not None and _solid(library.document(key).article.text) == _solid(one["text"]):
            return key
    known = {str(one.get("id")), str(one.get("source"))} & named.keys()
    raise LookupError("its text is another one in this store" if known else "not in this store")


def _solid(text: str) -> str:
    return "".join(text.split())
