"""Articles over time: when each was published, as far as its source says, and how many fall into each stretch of time.

A date is a year, a month or a day in ISO 8601, as the source writes it: it is nobody's business here what day it was
in another time zone.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

import msgspec

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(?![0-9-])")

#: Most bars of a timeline; only of centuries there may be more.
MOST = 14


class Stretch(msgspec.Struct, frozen=True):
    """A stretch of time from its first day to its last one, with its articles and how often they name something.

    ``name`` is a date in ISO 8601 (a week is called by its Monday), or the first and last year.
    """

    first: date
    last: date
    name: str
    articles: int = 0
    mentions: int = 0


class Timeline(msgspec.Struct, frozen=True):
    """Stretches of equal kind without a gap, the earliest first, from the first dated article to the last one.

    ``unit`` is day, week, month, year, decade or century; ``first`` and ``last`` are the first and last day that an
    article may have been published on; ``undated`` counts the articles whose date is unknown, or
    not known well enough to tell in which stretch it lies.
    """

    unit: str
    first: date
    last: date
    stretches: tuple[Stretch, ...]
    undated: int


def date_of(published: str) -> str:
    """The date (2026-03-04, 2026-03 or 2026) at the beginning of what a source says; "" if there is none."""
    found = _DATE.match(published)
    return found.group() if found and _days(found.group()) else ""


def span_of(words: str) -> tuple[date, date] | None:
    """First and last day of a date, or of two with ".." between them, one of which may be left out; None if neither."""
    begin, dots, end = words.partition("..")
    first, last = _days(begin) if begin else (date.min, date.max), _days(end) if end else (date.min, date.max)
    if not words.strip(".") or first is None or last is None:
        return None
    return (first[0], last[1]) if dots else first


def timeline(dated: Iterable[tuple[str, int, int]], most: int = MOST) -> Timeline | None:
    """The timeline of articles in the smallest unit that needs at most ``most`` stretches.

    ``dated`` gives dates ("" for none) with the number of their articles and of the mentions in these. None if fewer
    than two articles have a date.
    """
    counts = [(_days(day), articles, mentions) for day, articles, mentions in dated]
    known = [(days, articles, mentions) for days, articles, mentions in counts if days is not None]
    if sum(articles for _, articles, _ in known) < 2:
        return None
    begin, end = min(days[0] for days, *_ in known), max(days[1] for days, *_ in known)
    unit, stretches = next((unit, cut) for unit in UNITS if (cut := _cut(unit, begin, end, most)))
    found = {stretch.first: [0, 0] for stretch in stretches}
    undated = sum(articles for days, articles, _ in counts if days is None)
    for (first, last), articles, mentions in known:
        start = unit.start(first)
        if unit.start(last) == start:
            found[start][0] += articles
            found[start][1] += mentions
        else:
            undated += articles
    filled = [msgspec.structs.replace(s, articles=found[s.first][0], mentions=found[s.first][1]) for s in stretches]
    return Timeline(unit.name, begin, end, tuple(filled), undated)


class Unit(NamedTuple):
    """A kind of stretch: the first day of the one in which a day lies, and what one is called by its first day."""

    name: str
    start: Callable[[date], date]
    #: More days than a stretch has, and fewer than two have.
    step: int
    call: Callable[[date, date], str]


UNITS = (
    Unit("day", lambda day: day, 1, lambda first, _: first.isoformat()),
    Unit(
        "week",
        lambda day: date.fromordinal(max(1, day.toordinal() - day.weekday())),
        7,
        lambda first, _: first.isoformat(),
    ),
    Unit("month", lambda day: day.replace(day=1), 31, lambda first, _: first.isoformat()[:7]),
    Unit("year", lambda day: day.replace(month=1, day=1), 366, lambda first, _: first.isoformat()[:4]),
    Unit("decade", lambda day: _years(day, 10), 3653, lambda first, last: _from_to(first, last)),
    Unit("century", lambda day: _years(day, 100), 36525, lambda first, last: _from_to(first, last)),
)


def _cut(unit: Unit, begin: date, end: date, most: int) -> list[Stretch]:
    """The stretches from one day to another; [] if they are too many, which those of the last unit never are."""
    found: list[Stretch] = []
    first = unit.start(begin)
    while first <= end:
        if len(found) == most and unit is not UNITS[-1]:
            return []
        beyond = min(first.toordinal() + unit.step, date.max.toordinal())
        following = unit.start(date.fromordinal(beyond))
        last = following - timedelta(days=1) if following > first else date.max
        found.append(Stretch(first, last, unit.call(first, last)))
        if following <= first:
            break
        first = following
    return found


@lru_cache(maxsize=16384)
def _days(words: str) -> tuple[date, date] | None:
    """First and last day of a year, a month or a day; None if it is none."""
    found = _DATE.fullmatch(words)
    if found is None:
        return None
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    try:
        first = date(year, month, day)
    except ValueError:
        return None
    if found[3]:
        return first, first
    until = month if found[2] else 12
    return first, date(year, until, monthrange(year, until)[1])


def _years(day: date, many: int) -> date:
    return date(max(1, day.year - day.year % many), 1, 1)


def _from_to(first: date, last: date) -> str:
    return f"{first.isoformat()[:4]}–{last.isoformat()[:4]}"
