"""Records as articles: which field is the text, which the headline, and so on, by the names that are usual for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from store.reading.article import Distinct, Item, Reading, reading
from store.reading.facts import Facts, facts, is_web, line
from store.reading.flow import Page, one_line, unify_line_ends
from store.reading.found import ReadError
from store.reading.opening import LIMIT, TOO_BIG

_NAMES = {
    "text": "text body content article fulltext articletext articlebody bodytext contenttext maintext story",
    "html": "contenthtml bodyhtml html",
    "title": "title headline heading",
    "date": "date published publishedat publisheddate datepublished publishdate pubdate publicationdate pubtime"
    " createdat timestamp time",
    "address": "url link permalink canonicalurl sourceurl uri href",
    "id": "id guid uid articleid docid",
    "source": "source",
    "author": "author authors byline creator writer",
    "site": "site sitename publisher publication outlet newspaper",
}
_ROLES = {role: names.split() for role, names in _NAMES.items()}
_OPTIONS = {"text": "--text-field", "title": "--title-field", "date": "--date-field", "source": "--source-field"}
_PLAIN = re.compile(r"[\s_.:-]+")
_MARKUP = re.compile(r"\s*<(?:!doctype|[a-z][a-z0-9]*[\s>/])", re.I)


class Columns(NamedTuple):
    """The names of the fields that the user says to take; "" means the usual ones."""

    text: str = ""
    title: str = ""
    date: str = ""
    source: str = ""


USUAL = Columns()

#: A record, or the reason why it is none; numbers count as the user would find them in the file.
Numbered = tuple[int, Mapping[str, Any] | str]


def articles(
    item: Item, records: Iterable[Numbered], form: str, encoding: str, columns: Columns
) -> Iterator[Reading | ReadError]:
    """Yield the article that each record is, or what is wrong with it.

    A record is known again by its URL, else by its id within the file, else by its number. Two of a file with the same
    URL or id are two articles all the same.
    """
    distinct = Distinct()
    for number, record in records:
        source = f"{item.source}#{number}"
        try:
            if isinstance(record, str):
                raise ReadError(source, record)
            yield _article(item, number, record, form, encoding, columns, distinct)
        except ReadError as error:
            yield error


def _article(
    item: Item,
    number: int,
    record: Mapping[str, Any],
    form: str,
    encoding: str,
    columns: Columns,
    distinct: Distinct,
) -> Reading:
    fields = _Fields(record, columns, f"{item.source}#{number}")
    said = fields.facts()
    given = columns.source and fields.get("source")
    own = said.address or given or fields.get("id") or str(number)
    inside = f"{item.key}#{line(own)}" if item.key else ""
    key = said.address or (given if given and is_web(given) else inside)
    page = fields.page()
    return reading(
        said.address or f"{item.source}#{line(own)}",
        distinct(key) if key else "",
        page._replace(facts=said.or_else(page.facts)),
        form,
        encoding,
    )


class _Fields:
    """What one record says, asked for by what it means."""

    def __init__(self, record: Mapping[str, Any], columns: Columns, source: str) -> None:
        self._record = record
        self._plain = {_plain(name): value for name, value in reversed(list(record.items()))}
        self._columns = columns
        self._source = source

    def get(self, role: str) -> str:
        """The field that has this role, as words; raises ``ReadError`` if the user names one that is not there."""
        if named := getattr(self._columns, role, ""):
            if named not in self._record and _plain(named) not in self._plain:
                raise ReadError(self._source, f"no field “{named}” ({_OPTIONS[role]}); there is {self._listed()}")
            return words(self._record.get(named, self._plain.get(_plain(named))))
        return next(filter(None, (words(self._plain.get(name)) for name in _ROLES[role])), "")

    def page(self) -> Page:
        """Headline and text; raises ``ReadError`` if there is no text."""
        from store.reading.web import headed

        text = self.get("text")
        markup = "" if text else self.get("html")
        if not (text or markup):
            missing = not self._plain.keys() & {*_ROLES["text"], *_ROLES["html"]} and not self._columns.text
            hint = f"no field for the text; there is {self._listed()}: name one with --text-field"
            raise ReadError(self._source, hint if missing else "no text in it")
        page = rendered(markup or text, markup=bool(markup))
        title = one_line(unify_line_ends(self.get("title")))
        return headed(page._replace(title=title)) if title else page

    def facts(self) -> Facts:
        """Date, author, site and address. A “source” that is a URL is the address, else it is the site's name."""
        source = self.get("source")
        return facts(
            published=self.get("date"),
            author=self.get("author"),
            site=self.get("site") or ("" if is_web(source) or self._columns.source else source),
            address=self.get("address") or source,
        )

    def _listed(self) -> str:
        names = [line(str(name)) for name in self._record]
        return ", ".join(names[:12]) + (" …" if len(names) > 12 else "") or "none"


def rendered(text: str, *, markup: bool = False) -> Page:
    """The page in a text that came in a field: HTML if it is said to be or begins as such, else plain text."""
    if len(text) > LIMIT:
        raise ReadError("", TOO_BIG)
    text = unify_line_ends(text)
    if markup or _MARKUP.match(text):
        from store.reading.web import read_html

        return read_html(text)
    from store.reading.plain import read_plain

    return read_plain(text)


def words(value: object) -> str:
    """A field's value as text: numbers as they are written, the names in a list of authors joined."""
    if isinstance(value, str):
        return value if value.strip() else ""
    if isinstance(value, bool) or value is None or value != value:  # not a number
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        return words(value.get("name", ""))
    if isinstance(value, list):
        return ", ".join(filter(None, map(words, value[:20])))
    return ""


def has_text(names: Iterable[str], columns: Columns) -> bool:
    """Whether one of these field names is that of the text."""
    wanted = {_plain(columns.text)} if columns.text else {*_ROLES["text"], *_ROLES["html"]}
    return not wanted.isdisjoint(map(_plain, names))


def _plain(name: object) -> str:
    return _PLAIN.sub("", str(name)).lower()
