"""Named sessions: where a reader was, and which corrections were made there."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

_LONGEST = 100


class Former(msgspec.Struct, frozen=True):
    """A name that a session had; the corrections made under it up to the id ``until`` are the session's."""

    name: str
    until: str


class Session(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A reader's place: ``cursor`` is an offset into the article's text, ``top`` the first line on the screen.

    ``created`` and ``saved`` are times as corrections write them, "" for never. ``former`` holds earlier names.
    """

    name: str
    created: str = ""
    saved: str = ""
    article: str | None = None
    cursor: int = 0
    top: int = 0
    pane: str = ""
    filters: dict[str, str] = {}
    theme: str = ""
    zoomed: bool = False
    former: tuple[Former, ...] = ()


def name_fault(name: str) -> str:
    """Why a session cannot be called this; "" if it can."""
    if not name.strip():
        return "a session needs a name"
    if len(name) > _LONGEST:
        return f"a session's name has at most {_LONGEST} characters"
    if not name.isprintable():
        return "a session's name has printable characters only"
    return ""


def ranges(session: Session, others: Iterable[Session]) -> list[tuple[str, str, str]]:
    """Which corrections were made in a session: (name, after this id, up to this id), "" for no end.

    A name can have belonged to several sessions in turn, because a renamed session leaves it to the next one.
    """
    claims: dict[str, list[str]] = {}
    for one in {s.name: s for s in (*others, session)}.values():
        for former in one.former:
            claims.setdefault(former.name, []).append(former.until)
    found = [(session.name, max(claims.get(session.name, ()), default=""), "")]
    for former in session.former:
        earlier = [until for until in claims[former.name] if until < former.until]
        found.append((former.name, max(earlier, default=""), former.until))
    return found


def present_names(sessions: Iterable[Session]) -> Callable[[str, str], str]:
    """What a session is called now, from the name it had when a correction was made in it and the correction's id."""
    claims: dict[str, list[tuple[str, str]]] = {}
    for session in sessions:
        for former in session.former:
            claims.setdefault(former.name, []).append((former.until, session.name))

    def present(name: str, key: str) -> str:
        return min(((until, now) for until, now in claims.get(name, ()) if key <= until), default=("", name))[1]

    return present
