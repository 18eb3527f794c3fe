"""What is typed to filter the articles: words, and fields such as ``person:klopp`` or ``reviewed:no``."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from store.model import LABELS

if TYPE_CHECKING:
    from store.entries import ArticleRow
    from store.library import Library

#: Fields that the index answers -> what they mean. Those with labels look for names that have one of them.
ASKED = {
    "name": "named: klopp, or “van dijk” in quotes",
    "person": "a person who is named",
    "org": "an organisation that is named",
    "place": "a place that is named",
    "speaker": "who is quoted",
    "label": "has names of this label: event",
    "text": "words of the text: rain, or the beginning of one",
    "session": "corrected in this session",
    "since": "imported or corrected at this date or time, or later: 2026-03-04",
}
#: Fields that a row of the list answers.
FLAGS = {
    "reviewed": "yes or no",
    "human": "corrected by hand, yes or no",
    "doubts": "something the machine is unsure of, yes or no",
    "quotes": "how many: 3, 5-8 or 10-",
    "published": "a year, month or day, or a span: 2026-03, 2024..2025, 2026-03-04.. – or none",
}
FIELDS = {**ASKED, **FLAGS}
#: Fields whose values are names -> the labels that these have, any where there are none.
NAMED = {"name": (), "speaker": (), "person": ("PERSON",), "org": ("ORG",), "place": ("GPE", "LOC", "FAC")}
_TOKEN = re.compile(r'([^\W\d_]+):(?:"([^"]*)"?|“([^”]*)”?|(\S*))|"([^"]*)"?|(\S+)')
_SPAN = re.compile(r"(\d+)(?:(-)(\d*))?")

#: A field and its value, for the index to answer.
Condition = tuple[str, str]


class Filter(msgspec.Struct, frozen=True):
    """A filter as understood: words of title and source, tests of a row, what to ask the index; ``fault`` if not."""

    words: tuple[str, ...] = ()
    tests: tuple[Callable[[ArticleRow], bool], ...] = ()
    asked: tuple[Condition, ...] = ()
    fault: str = ""


def parse(typed: str) -> Filter:
    """Understand a filter. A field without its value, as while it is being typed, says nothing."""
    words: list[str] = []
    tests: list[Callable[[ArticleRow], bool]] = []
    asked: list[Condition] = []
    for match in _TOKEN.finditer(typed):
        field, *values, phrase, word = match.groups()
        value = next(filter(None, values), "").strip()
        if field is None:
            words += [(word or phrase).casefold()] if word or phrase else []
        elif field.casefold() not in FIELDS:
            return Filter(fault=f"there is no field {field}: – there are {', '.join(FIELDS)}")
        elif value and field.casefold() in ASKED:
            if field.casefold() == "since" and _moment(value) is None:
                return Filter(fault=f"{field}: {ASKED['since']}")
            if field.casefold() == "label" and not _labels(value):
                return Filter(fault=f"there is no label {value} – there are {', '.join(LABELS).lower()}")
            asked.append((field.casefold(), value))
        elif value:
            test = _test(field.casefold(), value)
            if test is None:
                return Filter(fault=f"{field}: {FLAGS[field.casefold()]}")
            tests.append(test)
    return Filter(tuple(words), tuple(tests), tuple(dict.fromkeys(asked)))


def _test(field: str, value: str) -> Callable[[ArticleRow], bool] | None:
    """The test of a row that a field means; None if it cannot mean one."""
    if field == "quotes":
        found = _SPAN.fullmatch(value)
        if found is None:
            return None
        first = int(found[1])
        last = first if found[2] is None else int(found[3]) if found[3] else None
        return lambda row: first <= row.quotes and (last is None or row.quotes <= last)
    if field == "published":
        return _published(value)
    if value.casefold() not in ("yes", "no", "y", "n"):
        return None
    wanted = value.casefold().startswith("y")
    return lambda row: bool(getattr(row, field)) == wanted


def _published(value: str) -> Callable[[ArticleRow], bool] | None:
    if value.casefold() == "none":
        return lambda row: not row.published
    from store.timeline import span_of

    span = span_of(value)
    if span is None:
        return None
    begin, end = span

    def within(row: ArticleRow) -> bool:
        days = span_of(row.published)
        return days is not None and begin <= days[0] and days[1] <= end

    return within


def _labels(value: str) -> list[str]:
    """The labels that begin as typed."""
    return [label for label in LABELS if label.startswith(value.upper().replace("-", "_"))]


def _moment(value: str) -> datetime | None:
    """The date or time that a field means; None if it cannot mean one."""
    from store.selection import moment

    try:
        return moment(value)
    except ValueError:
        return None


def ask(library: Library, condition: Condition) -> set[str]:
    """The articles that satisfy a condition. Raises ``StoreError``."""
    field, value = condition
    if field == "text":
        return library.containing(value if value.endswith("*") or " " in value else f"{value}*")
    if field == "session":
        return library.corrected_in(value)
    if field == "since":
        from store.selection import Selection

        return {row.id for row in Selection(since=_moment(value)).rows(library)}
    if field == "speaker":
        return library.speaking(value)
    if field == "label":
        return library.naming("", _labels(value))
    return library.naming(value, NAMED[field] or None)
