"""What the end of a filter may go on as: a field, or a value of one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from store.model import LABELS
from store.names import fold
from tui import finding
from tui.asking import Choice

if TYPE_CHECKING:
    from store.library import Library

#: Most names that are offered.
_NAMES = 8
_END = re.compile(r'(?:^|(?<=\s))(?:([^\W\d_]+):(?:"([^"]*)|“([^”]*)|(\S*))|([^\W\d_]+))$')


class _End(NamedTuple):
    """The last word of a filter: what stands before it, and what it says so far; ``field`` "" for a bare word."""

    lead: str
    field: str
    begun: str


def _end(typed: str) -> _End | None:
    found = _END.search(typed)
    if found is None:
        return None
    field, *values, word = found.groups()
    begun = word if field is None else next((value for value in values if value is not None), "")
    return _End(typed[: found.start()], (field or "").casefold(), begun)


def completions(typed: str, sessions: Callable[[], list[str]]) -> list[Choice]:
    """The fields that the last word may be meant to become, or the values that its field may be given.

    ``sessions`` is asked for their names only where they are wanted: the library may be answering somebody else.
    """
    end = _end(typed)
    if end is None:
        return []
    if end.field:
        values = [value for value in _known(end.field, sessions) if fold(value).startswith(fold(end.begun))]
        found = [(_given(end, value), "") for value in values]
        if not end.begun and not found and end.field in finding.FIELDS and end.field not in finding.NAMED:
            return [Choice(typed, typed, finding.FIELDS[end.field])]  # how a value is written
    else:
        begun = end.begun.casefold()
        fields = ((name, meaning) for name, meaning in finding.FIELDS.items() if name.startswith(begun))
        found = [(f"{end.lead}{name}:", meaning) for name, meaning in fields]
    return [Choice(text, text, remark) for text, remark in found if text != typed]


def asks_for_name(typed: str) -> bool:
    """Whether the last word is to be a name, for ``names`` to offer."""
    end = _end(typed)
    return end is not None and end.field in finding.NAMED


def names(typed: str, library: Library) -> list[Choice]:
    """The library's names that may be meant where ``asks_for_name``. Raises ``StoreError``."""
    end = _end(typed)
    if end is None:
        return []
    return [Choice(text, text, remark) for text, remark in _named(end, library) if text != typed]


def _named(end: _End, library: Library) -> Iterator[tuple[str, str]]:
    labels = finding.NAMED[end.field]
    label = labels[0] if len(labels) == 1 else None
    rows = library.entities(end.begun, label, limit=_NAMES * (4 if len(labels) > 1 else 1))
    fitting = [row for row in rows if not labels or row.label in labels]
    yield from ((_given(end, row.name), f"{row.label}  in {row.articles}") for row in fitting[:_NAMES])


def _given(end: _End, value: str) -> str:
    """The filter with a value for its last field, in quote marks where it needs them."""
    if '"' in value:
        value = f"“{value}”"
    elif " " in value:
        value = f'"{value}"'
    return f"{end.lead}{end.field}:{value}"


def _known(field: str, sessions: Callable[[], list[str]]) -> list[str]:
    """All values that a field may be given; none where they are too many to be listed."""
    if field in ("reviewed", "human", "doubts"):
        return ["yes", "no"]
    if field == "label":
        return [label.casefold() for label in LABELS]
    return sessions() if field == "session" else []
