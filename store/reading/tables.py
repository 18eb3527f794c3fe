"""CSV and TSV: an article a row, the first row naming the columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import zip_longest

from store.reading.article import Item, Reading
from store.reading.charset import NotTextError
from store.reading.columns import Columns, Numbered, articles, has_text
from store.reading.facts import line as one_line
from store.reading.found import ReadError
from store.reading.lines import NoLine, Stretch
from store.reading.opening import LIMIT, TOO_BIG

_LONE_RETURNS = re.compile(r"(?<=\r)(?!\n)")
_SEPARATORS = ",;\t|"
#: So many characters, and no more, are read again because they followed a quotation mark that never closes.
_MOST_AGAIN = 10 * LIMIT


def read_table(item: Item, columns: Columns) -> Iterator[Reading | ReadError]:
    """Yield the articles in a table, one at a time; a broken row does not keep the next from being read."""
    try:
        text = Stretch(item.stream)
    except NotTextError as error:
        raise ReadError(item.source, str(error)) from error
    rows = _Rows(text, _separator(text.start, item.name))
    names = next(iter(rows), None)
    if names is None:
        raise ReadError(item.source, "no text in it" if text.start else "empty")
    if isinstance(names, str) or not has_text(names, columns):
        listed = ", ".join(one_line(name)[:40] for name in names[:12]) if isinstance(names, list) else names
        option = "--text-field (there is no such column)" if columns.text else "--text-field"
        raise ReadError(item.source, f"no column for the text; the first row has {listed}: name one with {option}")
    yield from articles(item, _records(rows, names), "csv", text.encoding, columns)


def count_rows(item: Item) -> int:
    """How many rows a table has under its first one; raises ``ValueError`` if it is no text."""
    text = Stretch(item.stream)
    return max(0, sum(1 for _ in _Rows(text, _separator(text.start, item.name))) - 1)


def _separator(start: str, name: str) -> str:
    first = start.lstrip("\r\n").splitlines()[:1]
    if name.lower().endswith(".tsv") or not first:
        return "\t"
    return max(_SEPARATORS, key=first[0].count)


def _records(rows: _Rows, names: list[str]) -> Iterator[Numbered]:
    for number, row in enumerate(rows, 1):
        if isinstance(row, str):
            yield number, row
        elif len(row) > len(names):
            yield number, f"{len(row)} cells under {len(names)} columns: is a text not in quotation marks?"
        else:
            record: dict[str, str] = {}
            for name, cell in zip_longest(names, row, fillvalue=""):
                record.setdefault(name, cell)
            yield number, record


class _Rows:
    """The rows of a table, blank ones left out; a row is its cells, or what is wrong with it."""

    def __init__(self, text: Stretch, separator: str) -> None:
        csv.field_size_limit(LIMIT)
        self._text = text
        self._separator = separator
        self._again: list[str | NoLine] = []  # lines that a row with an open quotation mark had swallowed
        self._lines = self._split()
        self._reread = 0

    def __iter__(self) -> Iterator[list[str] | str]:
        while (line := self._next()) is not None:
            if isinstance(line, NoLine):
                yield line.reason
            elif line.strip("\r\n"):
                yield self._row(line)
            if self._reread > _MOST_AGAIN:
                yield "too many quotation marks that never close; nothing is read from here on"
                return

    def _next(self) -> str | NoLine | None:
        return self._again.pop() if self._again else next(self._lines, None)

    def _split(self) -> Iterator[str | NoLine]:
        for line in self._text.lines():
            if isinstance(line, str) and "\r" in line.rstrip("\r\n"):
                yield from filter(None, _LONE_RETURNS.split(line))
            else:
                yield line

    def _row(self, line: str) -> list[str] | str:
        taken = [line]
        try:
            return next(csv.reader(self._following(taken), delimiter=self._separator, strict=True))
        except csv.Error as error:
            self._reread += sum(map(len, taken[1:]))
            self._again += reversed(taken[1:])
            if self._separator == "\t" and len(line) <= LIMIT:
                # Many programs write quotation marks as they are where tabs separate.
                return line.rstrip("\r\n").split("\t")
            return f"not valid CSV: {error}"

    def _following(self, taken: list[str]) -> Iterator[str]:
        """The lines that a row takes, noted in ``taken``."""
        yield taken[0]
        length = 0
        while length <= LIMIT:
            line = self._next()
            if not isinstance(line, str):
                self._again += [] if line is None else [line]
                return
            taken.append(line)
            length += len(line)
            yield line
        raise csv.Error(TOO_BIG)
