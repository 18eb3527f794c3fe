"""Corrections from a file: JSON Lines of what the explorer writes, or of articles as somebody has edited them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from store.corrections import ID, Action, Anchor, Correction, State, anchor, locate, now
from store.documents import digest
from store.exchange import brat, brat_files, prodigy
from store.library import Library, StoreError
from store.model import Scope
from store.record import SCHEMA, Record
from store.returning import Brought, ReturnError, bring_back
from store.safe import safe_line

#: How far ahead of this machine's clock an id may be, in microseconds: a day.
_AHEAD = 86_400_000_000


class Applied(msgspec.Struct):
    """What became of a file; ``refused`` has a line "NAME:LINE: reason" for each bad line.

    ``applied`` counts corrections, ``known`` those that the store had already and the articles that needed none.
    """

    applied: int = 0
    known: int = 0
    refused: list[str] = []


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


def apply(library: Library, lines: Iterable[bytes], *, name: str, session: str = "default", who: str = "") -> Applied:
    """Apply a file to the store, line by line; empty lines are passed over, good ones kept whatever the others are.

    A line is a correction, an article's record, or a task of Prodigy's; the latter two are compared with the article as
    it is, and the difference becomes corrections. ``name`` is what the lines' source is called in reasons, ``session``
    and ``who`` go into corrections that name none. A correction whose id the store has is not applied again.
    """
    articles = _articles(library)
    by = Brought(session, who)
    done = Applied()
    for number, line in enumerate(lines, 1):
        if line.strip():
            _apply(library, articles, line, by, f"{name}:{number}", done)
    return done


def apply_brat(library: Library, path: Path, *, session: str = "default", who: str = "") -> Applied:
    """Like ``apply``, for a folder or zip archive of brat's files; raises ``BratError`` if it cannot be read."""
    articles = _articles(library)
    by = Brought(session, who)
    done = Applied()
    for found in brat_files.found(path):
        if found.error:
            done.refused.append(f"{found.name}: {found.error}")
            continue
        try:
            record = {"id": found.stem, "text": found.text}
            article = _article_of(library, articles, record)
            text = library.document(article).article.text
            _bring(library, article, brat.read(text, found.ann), _through_brat, by, done)
        except (_RefusedError, ReturnError, StoreError, ValueError) as error:
            done.refused.append(f"{found.name}: {error}")
    return done


def _apply(
    library: Library, articles: dict[str, list[str]], line: bytes, by: Brought, place: str, done: Applied
) -> None:
    """Apply one line and count what became of it."""
    try:
        found = _object(line)
        if "action" in found or not ({"schema", "entities", "quotes", "spans"} & found.keys()):
            if library.adopt(_complete(library, articles, _parsed(line), by)):
                done.applied += 1
            else:
                done.known += 1
        elif "spans" not in found:
            _check_schema(found)
            _bring(library, _article_of(library, articles, found), found, _as_it_is, by, done)
        elif found.get("answer", "accept") == "accept":
            task = _task(found)
            _bring(library, _article_of(library, articles, task), task, _through_prodigy, by, done)
        else:
            done.known += 1
    except (_RefusedError, ReturnError, StoreError) as error:
        done.refused.append(f"{place}: {error}")


def _bring(
    library: Library, article: str, record: Record, again: Callable[[Record], Record], by: Brought, done: Applied
) -> None:
    try:
        applied = bring_back(library, article, record, again, by)
    except ReturnError as error:
        done.applied += error.applied
        raise
    done.applied += applied
    done.known += not applied


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _RefusedError(f"not a JSON object: {error}") from error
    if not isinstance(found, dict):
        raise _RefusedError("not a JSON object")
    return found


def _check_schema(record: Record) -> None:
    schema = record.get("schema", SCHEMA)
    if schema != SCHEMA:
        raise _RefusedError(f"a record of schema {str(schema)[:20]}; this program knows {SCHEMA}")


def _task(found: dict[str, Any]) -> Record:
    try:
        return prodigy.read(found)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise _RefusedError(f"no task of Prodigy's: {reason}") from error


def _as_it_is(record: Record) -> Record:
    return record


def _through_prodigy(record: Record) -> Record:
    return prodigy.read(prodigy.task(record))


def _through_brat(record: Record) -> Record:
    return brat.read(record["text"], brat.standoff(record))


def _article_of(library: Library, articles: dict[str, list[str]], record: Record) -> str:
    """The article that a record is about: by id, text or source; raises ``_RefusedError`` if its text is another."""
    text = record.get("text")
    if text is not None and not isinstance(text, str):
        raise _RefusedError("the text is no text")
    named = [key for name in (record.get("id"), record.get("source")) for key in articles.get(str(name), ())]
    for key in named:
        if text is None or library.document(key).article.text == text:
            return key
    same = library.status("", digest(text))[1] if text else None
    if same is not None:
        return same
    if named:
        raise _RefusedError("its text is not that of the article, which may have changed since")
    raise _RefusedError(f"there is no article {str(record.get('id') or record.get('source') or '')!r}")


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


def _complete(library: Library, articles: dict[str, list[str]], line: _Line, by: Brought) -> Correction:
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
        session=line.session or by.session,
        who=line.who or by.who,
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
