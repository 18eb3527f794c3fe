"""Big libraries to measure on: copies of a small one's articles with changed words, so that names and words grow too.

A copy is an article of its own: in each, half of the words that names are made of and a tenth of the others are
replaced by made-up ones of the same length, the same word by the same one throughout the copy. So every offset holds.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from store.core import ARTICLES
from store.documents import Document, Documents, digest, new_article_id, rows
from store.model import Entity, Extraction, Mention, Quote, Span
from store.names import entity_id
from store.storage import serialise

_WORD = re.compile(r"[A-Za-z]{4,}")
_VOWELS, _CONSONANTS = "aeiou", "bcdfghjklmnpqrstvwxyz"

#: One word in so many is changed: of those in names, and of the others.
_NAMES, _OTHERS = 2, 10

Change = Callable[[str], str]


def grow(seed: Path, target: Path, size: int) -> None:
    """Write ``size`` article documents below ``target``: those of the store at ``seed``, then changed copies of them.

    Nothing is synced: this is for measuring. Raises ``ValueError`` if the seed has no articles.
    """
    source, grown = Documents(seed / ARTICLES), Documents(target / ARTICLES)
    keys = sorted(source.scan()[0])
    if not keys:
        raise ValueError(f"there are no articles in {seed}")
    for number in range(size):
        document = source.read(keys[number % len(keys)])
        copy = number // len(keys)
        made = varied(document, copy) if copy else document
        path = grown.path(made.article.id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(serialise(rows(made)))


def varied(document: Document, copy: int) -> Document:
    """The document as another article; ``copy`` numbers it and decides which words are changed, and into what."""
    change = _change(document, copy)
    article = document.article
    text = change(article.text)
    text_digest = digest(text)
    key = new_article_id(f"{text_digest}{copy}", lambda _: False)
    links = tuple(replace(link, text=text[link.start : link.end]) for link in article.links)
    seconds = f"{copy % 1_000_000:06d}"
    return Document(
        replace(
            article,
            id=key,
            key=f"{article.key}#{copy}" if article.key else "",
            source=f"{article.source}#{copy}",
            title=change(article.title) if article.title else None,
            text=text,
            digest=text_digest,
            links=links,
            imported=f"{article.imported[:19]}.{seconds}+00:00",
        ),
        _machine(document.machine, text, change),
    )


def _change(document: Document, copy: int) -> Change:
    named = {word for entity in document.machine.entities for word in _WORD.findall(entity.name)}
    changed: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        word = match[0]
        if word not in changed:
            chance = zlib.crc32(f"{word.lower()} {copy}".encode())
            changed[word] = _made_up(word, chance) if chance % (_NAMES if word in named else _OTHERS) == 0 else word
        return changed[word]

    return lambda text: _WORD.sub(other, text)


def _made_up(word: str, chance: int) -> str:
    """A word that can be spoken, with the length and the capitals of another one."""
    letters = []
    for letter in word:
        chance = (chance * 1103515245 + 12345) & 0x7FFFFFFF
        kind = _VOWELS if letter.lower() in _VOWELS else _CONSONANTS
        new = kind[(chance >> 8) % len(kind)]
        letters.append(new.upper() if letter.isupper() else new)
    return "".join(letters)


def _machine(machine: Extraction, text: str, change: Change) -> Extraction:
    ids: dict[str, str] = {}
    for entity in machine.entities:
        name = change(entity.name)
        made = entity_id(name, entity.label)
        ids[entity.id] = entity.id if name == entity.name or made in ids.values() else made

    def span(at: Span) -> Span:
        return replace(at, text=text[at.start : at.end])

    def changed(one: Entity) -> Entity:
        aliases = tuple(change(alias) for alias in one.aliases)
        return replace(one, id=ids[one.id], name=change(one.name), aliases=aliases)

    def mention(one: Mention) -> Mention:
        return replace(one, text=text[one.start : one.end], entity=ids.get(one.entity, one.entity))

    def quote(one: Quote) -> Quote:
        said = one.speaker
        speaker = replace(
            said,
            entity=ids.get(said.entity, said.entity) if said.entity else None,
            name=change(said.name) if said.name else said.name,
            mention=span(said.mention) if said.mention else None,
        )
        return replace(
            one,
            segments=tuple(map(span, one.segments)),
            speaker=speaker,
            cue=span(one.cue) if one.cue else None,
        )

    return replace(
        machine,
        entities=tuple(map(changed, machine.entities)),
        mentions=tuple(map(mention, machine.mentions)),
        quotes=tuple(map(quote, machine.quotes)),
    )
