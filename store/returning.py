"""Records that come back, as somebody has edited them: the difference to the present article becomes corrections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from store.corrections import Correction, describe
from store.differences import next_round
from store.errors import NotSavedError, StoreError
from store.export import record_of
from store.library import Library
from store.record import Record
from store.wanted import Said, Wanted, wanted

#: An edited article is what its record says after a handful of rounds; more mean that the record contradicts itself.
_ROUNDS = 40


class ReturnError(Exception):
    """A record that cannot be brought back, or not as a whole; the message says why."""

    def __init__(self, reason: str, applied: int = 0) -> None:
        super().__init__(reason)
        self.applied = applied


class Brought(msgspec.Struct, frozen=True):
    """Who brings records back, and in which session."""

    session: str
    who: str = ""


def bring_back(library: Library, article: str, edited: Record, again: Callable[[Record], Record], by: Brought) -> int:
    """Correct an article until it is what ``edited`` says; returns the number of corrections, 0 if it was so already.

    ``again`` puts the article's present record through the form in which the edited one came. Each correction is
    written durably by itself. Raises ``ReturnError``, and ``NotSavedError`` if a correction cannot be written.
    """
    text = library.document(article).article.text
    shall = _wanted(edited, text)
    applied = 0
    tried: set[bytes] = set()
    refusal = ""
    for number in range(_ROUNDS):
        present = _wanted(again(record_of(library, article)), text)
        if number == 0:
            _check_twins(present, shall)
        left = next_round(library.view(article), present, shall)
        found = [c for c in left if _content(c) not in tried]
        if not found:
            break
        for correction in found:
            tried.add(_content(correction))
            try:
                library.adopt(replace(correction, session=by.session, who=by.who))
                applied += 1
            except NotSavedError:
                raise
            except StoreError as error:
                refusal = f": {error}"
    if left:
        raise ReturnError(f"not all could be made so: {describe(left[0])}{refusal}", applied)
    return applied


def _wanted(record: Record, text: str) -> Wanted:
    try:
        return wanted(record, text)
    except ValueError as error:
        raise ReturnError(str(error)) from error


def _content(correction: Correction) -> bytes:
    return msgspec.json.encode(
        (correction.action, correction.scope, correction.anchor, correction.before, correction.after)
    )


def _check_twins(present: Wanted, shall: Wanted) -> None:
    """Refuse a record in which two quotes are the same words, unless they are so already."""
    have, ask = _counted(present.quotes), _counted(shall.quotes)
    twin = next((segments for segments, n in ask.items() if n > max(1, have[segments])), None)
    if twin is not None:
        raise ReturnError(f"two quotes are the same words at {twin[0][0]}")


def _counted(quotes: tuple[Said, ...] | None) -> Counter[tuple[tuple[int, int], ...]]:
    return Counter(quote.segments for quote in quotes or ())
