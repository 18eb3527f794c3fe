"""Made-up articles and a machine that finds in them what it is told to, for tests of the store."""

from __future__ import annotations

import hashlib
import re

import msgspec

from store.corrections import Action, Correction, State, anchor
from store.model import Article, Entity, Extraction, Link, Mention, Quote, Scope, Span, Speaker
from store.names import slug


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What the store wants to know of a source that was read."""

    source: str
    key: str
    title: str | None
    text: str
    digest: str
    links: tuple[Link, ...] = ()
    format: str = "text"
    encoding: str = "utf-8"
    language: str = "en"
    published: str = ""
    author: str = ""
    site: str = ""
    address: str = ""
    similar: str = ""


NAMES = {
    "Jurgen Klopp": "PERSON",
    "Klopp": "PERSON",
    "Pep Guardiola": "PERSON",
    "Virgil van Dijk": "PERSON",
    "Van Dijk": "PERSON",
    "Liverpool": "ORG",
    "Madrid": "GPE",
    "Real Madrid": "ORG",
    "5-2": "SCORE",
}
MATCH = (
    "Jurgen Klopp praised Liverpool on Tuesday. “We were good,” said Klopp, “and Madrid were not.” "
    "Liverpool lost 5-2 all the same. “They deserved it,” Pep Guardiola said in Madrid. Klopp went home to Liverpool."
)
OTHER = "Liverpool is a city on the Mersey. “It rains,” said Klopp. Real Madrid stay in Madrid."


def reading(text: str, key: str = "", title: str | None = None) -> Reading:
    return Reading(
        source=key or "-",
        key=key,
        title=title,
        text=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


def article(text: str, key: str = "0123456789abcdef") -> Article:
    return Article(id=key, source="-", key="", title=None, text=text, digest=hashlib.sha256(text.encode()).hexdigest())


def extraction(text: str, names: dict[str, str] | None = None) -> Extraction:
    """The names given, the longest first, surnames with their full names; what is between curly marks is a quote."""
    names = NAMES if names is None else names
    pattern = "|".join(rf"\b{re.escape(name)}\b" for name in sorted(names, key=len, reverse=True))
    found = [(m.start(), m.end(), m.group()) for m in re.finditer(pattern, text)] if names else []
    full = {name: _full(name, {words for *_, words in found}) for *_, name in found}
    entities = {
        name: Entity(
            id=slug(f"{name} {names[name]}"),
            name=name,
            label=names[name],
            aliases=tuple(alias for alias, whole in full.items() if whole == name != alias),
        )
        for name in dict.fromkeys(full.values())
    }
    mentions = tuple(
        Mention(start=start, end=end, text=name, label=names[name], entity=entities[full[name]].id, reason="listed")
        for start, end, name in found
    )
    return Extraction(
        extractor="test 1", model="none", entities=tuple(entities.values()), mentions=mentions,
        quotes=tuple(_quotes(text, mentions, entities, full)),
    )  # fmt: skip


def _full(name: str, said: set[str]) -> str:
    """The full name that a surname stands for in this article."""
    if name not in ("Klopp", "Van Dijk"):
        return name
    return next((other for other in sorted(said) if other.lower().endswith(f" {name.lower()}")), name)


def _quotes(text: str, mentions: tuple[Mention, ...], entities: dict[str, Entity], full: dict[str, str]) -> list[Quote]:
    persons = [m for m in mentions if m.label == "PERSON"]
    quotes = []
    for n, match in enumerate(re.finditer("“([^”]*)”", text), 1):
        speaker = Speaker()
        if persons:
            near = min(persons, key=lambda m: abs(m.start - match.end()))
            named = entities[full[near.text]]
            speaker = Speaker(entity=named.id, name=named.name, mention=Span(near.start, near.end, near.text))
        segment = Span(match.start(1), match.end(1), match[1])
        quotes.append(Quote(id=f"q{n}", kind="direct", segments=(segment,), speaker=speaker))
    return quotes


def draft(
    action: Action,
    where: Article,
    words: str = "",
    *,
    nth: int = 0,
    scope: Scope = "mention",
    before: State | None = None,
    after: State | None = None,
    key: str = "",
    undoes: str = "",
    session: str = "default",
) -> Correction:
    """A correction about the nth occurrence of some words in an article."""
    starts = [m.start() for m in re.finditer(re.escape(words), where.text)] if words else []
    return Correction(
        id=key,
        time="2026-01-01T00:00:00+00:00" if key else "",
        action=action,
        article=where.id,
        scope=scope,
        session=session,
        anchor=anchor(where.text, starts[nth], starts[nth] + len(words)) if words else None,
        before=before or State(),
        after=after or State(),
        undoes=undoes,
    )
