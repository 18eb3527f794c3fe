"""What the end of a filter may go on as: a field, or a value of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from store.errors import StoreError
from store.model import LABELS
from store.names import fold
from tui import finding
from tui.asking import Choice

if TYPE_CHECKING:
    from store.library import Library

#: Fewest letters of a name for which the library is asked, and most names that are offered.
_LEAST, _NAMES = 3, 8
_END = re.compile(r'(?:^|(?<=\s))(?:([^\W\d_]+):(?:"([^"]*)|(\S*))|([^\W\d_]+))$')


def completions(typed: str, library: Library) -> list[Choice]:
    """The fields that the last word may be meant to become, or the values that its field may be given."""
    end = _END.search(typed)
    if end is None:
        return []
    field, phrase, word, beginning = end.groups()
    lead = typed[: end.start()]
    if field is None:
        begun = beginning.casefold()
        found = [(f"{name}:", meaning) for name, meaning in finding.FIELDS.items() if name.startswith(begun)]
    else:
        value = phrase if phrase is not None else word
        found = [(f"{field}:{_quoted(name)}", remark) for name, remark in _values(field.casefold(), value, library)]
    return [Choice(lead + text, lead + text, remark) for text, remark in found if lead + text != typed]


def _quoted(value: str) -> str:
    return f'"{value}"' if " " in value else value


def _values(field: str, typed: str, library: Library) -> Iterator[tuple[str, str]]:
    """Values of a field that begin as typed, or names that contain it, each with a remark."""
    if (known := _known(field, library)) is not None:
        yield from ((value, "") for value in known if fold(value).startswith(fold(typed)))
    elif field in finding.NAMED and len(typed) >= _LEAST:
        labels = finding.NAMED[field]
        try:
            rows = library.entities(typed, limit=_NAMES * (4 if labels else 1))
        except StoreError:  # the index is still being made
            return
        fitting = [row for row in rows if not labels or row.label in labels]
        yield from ((row.name, f"{row.label}  in {row.articles}") for row in fitting[:_NAMES])


def _known(field: str, library: Library) -> list[str] | None:
    """All values that a field may be given; None where they are too many to be listed."""
    if field in ("reviewed", "human", "doubts"):
        return ["yes", "no"]
    if field == "label":
        return [label.casefold() for label in LABELS]
    if field == "session":
        return [session.name for session in library.sessions()]
    return None
