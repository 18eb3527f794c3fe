"""Corrections from a file: JSON Lines of the documents that the explorer writes, each checked before it is kept."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from store.corrections import ID, Action, Anchor, Correction, State, anchor, locate, now
from store.library import Library, StoreError
from store.model import Scope
from store.safe import safe_line

#: How far ahead of this machine's clock an id may be, in microseconds: a day.
_AHEAD = 86_400_000_000


class Applied(msgspec.Struct, frozen=True):
    """What became of a file of corrections; ``refused`` has a line "NAME:LINE: reason" for each bad one."""

    applied: int
    known: int
    refused: tuple[str, ...]


class _Line(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A correction as it may be written by hand: what the program can fill in may be missing."""

    action: Action
    article: str = ""
    id: str = ""
    time: str = ""
    scope: Scope = "mention"
    session: str = ""
    who: str = ""
    anchor: Anchor | None = None
    before: State = State()
    after: State = State()
    undoes: str = ""


class _RefusedError(Exception):
    """Why a line is not applied."""


def apply(library: Library, lines: Iterable[bytes], *, name: str, session: str = "default") -> Applied:
    """Apply one correction a line to the store; empty lines are passed over, good ones kept whatever the others are.

    ``name`` is what the lines' source is called in reasons, ``session`` goes into corrections that name none. A
    correction whose id the store has already is counted as known and not applied again.
    """
    articles = _articles(library)
    applied = known = 0
    refused = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            if library.adopt(_complete(library, articles, _parsed(line), session)):
                applied += 1
            else:
                known += 1
        except (_RefusedError, StoreError) as error:
            refused.append(f"{name}:{number}: {error}")
    return Applied(applied, known, tuple(refused))


def _articles(library: Library) -> dict[str, list[str]]:
    """The articles' ids by whatever names them: the source, or the id itself."""
    rows = library.rows()
    named: dict[str, list[str]] = {}
    for row in rows:
        named.setdefault(row.source, []).append(row.id)
    return named | {row.id: [row.id] for row in rows}


def _parsed(line: bytes) -> _Line:
    try:
        return msgspec.json.decode(line, type=_Line)
    except msgspec.ValidationError as error:
        raise _RefusedError(str(error).replace("at `$.", "at `")) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _RefusedError(f"not a JSON object: {error}") from error


def _complete(library: Library, articles: dict[str, list[str]], line: _Line, session: str) -> Correction:
    """The correction that a line means; its id, time and author may still be empty. Raises _RefusedError."""
    _check(line)
    key, where, after = "", line.anchor, line.after
    if line.article in articles or (line.scope != "everywhere" and not line.undoes):
        key = _article(articles, line.article)
    if key and line.action == "review" and after.text is None:
        after = replace(after, text=library.document(key).article.digest)
    if key and line.anchor:
        text = library.document(key).article.text
        where = _placed(text, line.anchor)
        after = _shifted(after, where.start - line.anchor.start)
        if after.start is not None and after.end is not None:
            after = _worded(text, after, after.start, after.end)
    return Correction(
        id=line.id,
        time=line.time,
        action=line.action,
        article=key,
        scope=line.scope,
        session=line.session or session,
        who=line.who,
        anchor=where,
        before=line.before,
        after=after,
        undoes=line.undoes,
    )


def _check(line: _Line) -> None:
    """Refuse what no program would write; what its action needs is for the store to say. Raises _RefusedError."""
    for name in (line.after.name, line.after.speaker and line.after.speaker.name, line.session, line.who):
        if name and name != safe_line(name):
            raise _RefusedError(f"{name!r} has characters that no name has")
    if line.id and not ID.fullmatch(line.id):
        raise _RefusedError("an id has 18 hexadecimal digits")
    if line.id and int(line.id[:14], 16) > time.time_ns() // 1000 + _AHEAD:
        raise _RefusedError("its id says that it was made in the future")
    try:
        datetime.fromisoformat(line.time or now())
    except ValueError as error:
        raise _RefusedError(f"the time {line.time!r} is not of the form 2026-01-31T12:00:00+00:00") from error


def _article(articles: dict[str, list[str]], name: str) -> str:
    """The id of the article that a line is about. Raises _RefusedError."""
    ids = articles.get(name, [])
    if len(ids) > 1:
        raise _RefusedError(f"{len(ids)} articles come from {name!r}; name one by its id")
    if not ids:
        raise _RefusedError(f"there is no article {name!r}" if name else "it names no article")
    return ids[0]


def _placed(text: str, where: Anchor) -> Anchor:
    """The anchor as the text bears it out, with its context. Raises _RefusedError if the text is not there.

    One without context whose offsets are wrong is found if its text occurs just once.
    """
    place = locate(text, where)
    if place is None and where.text and text.count(where.text) == 1:
        start = text.index(where.text)
        place = start, start + len(where.text)
    if place is None or place[0] == place[1]:
        raise _RefusedError(f"the article has no {where.text[:40]!r} at {where.start}")
    return anchor(text, *place)


def _shifted(after: State, by: int) -> State:
    """What a correction makes, for an anchor that was found elsewhere."""
    segments = after.segments and tuple(replace(s, start=s.start + by, end=s.end + by) for s in after.segments)
    start = None if after.start is None else after.start + by
    end = None if after.end is None else after.end + by
    return replace(after, start=start, end=end, segments=segments)


def _worded(text: str, after: State, start: int, end: int) -> State:
    """The new borders with the text between them. Raises _RefusedError if there is none."""
    if not 0 <= start < end <= len(text):
        raise _RefusedError(f"there is no text from {start} to {end}")
    return replace(after, text=text[start:end])
