"""Two stores with the same articles, corrected apart: one takes over what was said in the other.

Corrections are taken as they are, with id, time and author, and so take their place in the log by the time at which
they were made: where two contradict each other, the later one has the last word, and both stay in the log. Each is
written durably on its own and known by its id, so a merge that was broken off is simply started again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from store.corrections import QUOTE_ACTIONS, Correction, describe, in_force
from store.errors import StoreError
from store.library import Library

_DELETES = ("delete-mention", "delete-quote")
_MENTION = ("relabel", "move-mention", "set-entity")
_QUOTE = QUOTE_ACTIONS - {"add-quote", "delete-quote"}


class Contradiction(msgspec.Struct, frozen=True):
    """Two corrections in force that say different things of one thing; the one with the greater id holds."""

    ours: Correction
    theirs: Correction

    def __str__(self) -> str:
        here, there = (f"{describe(c)} ({c.who}, {c.time})" for c in (self.ours, self.theirs))
        later = "there" if self.theirs.id > self.ours.id else "here"
        return f"{self.ours.article}: here {here}; there {there}; what was said {later} is later and holds"


class Merged(msgspec.Struct):
    """What a merge came to; ``known`` counts what this store had already, ``refused`` has a line for each refusal."""

    taken: int = 0
    known: int = 0
    contradictions: list[Contradiction] = []
    refused: list[str] = []


def merge(library: Library, other: Library) -> Merged:
    """Take the corrections of ``other`` over into ``library``; ``other`` is only read.

    Articles are the same if they have the same id, or else the same text. Raises ``StoreError`` if ``library`` cannot
    be written at all.
    """
    merged = Merged()
    _merge_log(library, merged, library.everywhere(), other.everywhere())
    for row in other.rows():
        document = other.document(row.id)
        if not document.corrections:
            continue
        article = _same_article(library, row.id, document.article.digest)
        if article is None:
            merged.refused.append(f"{row.id}: this store does not have the article “{row.title}”")
            continue
        theirs = [replace(c, article=article) for c in document.corrections]
        _merge_log(library, merged, library.document(article).corrections, theirs)
    return merged


def _same_article(library: Library, key: str, digest: str) -> str | None:
    if library.row(key) is not None:
        return key
    return library.status("", digest)[1]


def _merge_log(library: Library, merged: Merged, ours: Iterable[Correction], theirs: Iterable[Correction]) -> None:
    """Take over one log: that of an article, or the everywhere-rules."""
    ours, theirs = list(ours), list(theirs)
    ids = {c.id for c in ours}
    said = {_content(c) for c in in_force(ours)} - _disputed([*ours, *theirs])
    dropped: set[str] = set()
    held = {c.id for c in in_force(theirs)}
    for correction in sorted(theirs, key=lambda c: c.id):
        twice = correction.action not in ("undo", "redo") and _content(correction) in said
        if correction.id in ids or twice or correction.undoes in dropped:
            merged.known += 1
            if correction.id not in ids:
                dropped.add(correction.id)
            continue
        if correction.id in held:
            merged.contradictions += _contradictions(correction, ours, {c.id for c in theirs})
        try:
            # Also what finds nothing to act on here, such as the speaker of a quote that was deleted: it was said.
            library.adopt(correction, idle=True)
        except StoreError as error:
            if library.read_only:
                raise
            merged.refused.append(f"{correction.article}: {describe(correction)}: {error}")
            dropped.add(correction.id)
            continue
        merged.taken += 1


def _content(correction: Correction) -> bytes:
    """What a correction says, whoever said it and whenever; of a rule also wherever."""
    c = correction
    if c.scope == "everywhere" and c.anchor is not None:
        return msgspec.json.encode((c.action, c.scope, c.anchor.text, c.before.label, c.before.entity, c.after))
    return msgspec.json.encode((c.action, c.scope, c.anchor, c.before, c.after))


def _disputed(log: list[Correction]) -> set[bytes]:
    """What is said of things of which something else is said too: there, what was said last depends on every time."""
    by_text: dict[object, list[Correction]] = {}
    for correction in log:
        if correction.action not in ("undo", "redo"):
            by_text.setdefault(_words(correction), []).append(correction)
    return {
        _content(one)
        for said in by_text.values()
        for one in said
        if any(_content(other) != _content(one) and _of_one_thing(one, other) for other in said)
    }


def _contradictions(theirs: Correction, ours: list[Correction], known: set[str]) -> Iterator[Contradiction]:
    """The corrections in force here that say otherwise; those that were known there had been reconsidered."""
    for correction in in_force(ours):
        if correction.id not in known and _contradict(correction, theirs):
            yield Contradiction(correction, theirs)


def _contradict(one: Correction, other: Correction) -> bool:
    if not _of_one_thing(one, other):
        return False
    if one.action == other.action:
        return one.after != other.after
    return any(
        first.action in _DELETES and second.action in (_MENTION if first.action == "delete-mention" else _QUOTE)
        for first, second in ((one, other), (other, one))
    )


def _words(correction: Correction) -> object:
    """The words, or the entity, that a correction is about."""
    where = correction.anchor
    return where.text if where is not None else (correction.before.entity, correction.before.name)


def _of_one_thing(one: Correction, other: Correction) -> bool:
    """Whether two corrections are about the same place in the text, or one of them about all places of its words."""
    if _words(one) != _words(other):
        return False
    here, there = one.anchor, other.anchor
    if here is None or there is None or "mention" not in (one.scope, other.scope):
        return True
    return one.scope != other.scope or (here.start, here.end) == (there.start, there.end)
