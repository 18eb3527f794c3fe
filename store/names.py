"""Identifiers made from names: the same name and label give the same entity id in every article."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Labels whose entities may share a plain slug; the others say their label, so "Liverpool" the city is not the club.
_PLAIN = {"PERSON", "ORG"}

#: Words that belong to the last name that follows them.
_PARTICLES = set(
    """al bin da das de del della den der di do dos du el ibn la le mac st te ten ter van vom von zu""".split()  # noqa: SIM905
)
_WORD = re.compile(r"[^\W_]+")
_ENTITY_ID = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_SUFFIXES = {"jr", "sr", "ii", "iii", "iv"}


@lru_cache(maxsize=8192)
def slug(name: str) -> str:
    """A name in lower-case ASCII words joined by hyphens; letters of other scripts are kept, nothing else is."""
    return "-".join(_WORD.findall(fold(name))) or "x"


def fold(text: str) -> str:
    """Text without case and accents, for comparing names as people type them."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in folded if not unicodedata.combining(c))


def entity_id(name: str, label: str) -> str:
    """The store-wide id of an entity by name and label."""
    return slug(name) if label in _PLAIN else f"{slug(name)}-{label.lower().replace('_', '-')}"


def is_entity_id(key: str) -> bool:
    """Whether this could be the id of an entity, be it numbered or labelled to tell it from another."""
    return bool(_ENTITY_ID.fullmatch(key)) and key == key.casefold()


@lru_cache(maxsize=8192)
def surname(name: str) -> str:
    """A person's last name as a slug, with its particles ("van-dijk") and without "Jr"; of one word, that word."""
    words = [word for word in map(slug, name.split()) if word != "x"]
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words.pop()
    start = len(words) - 1
    while start > 0 and words[start - 1] in _PARTICLES:
        start -= 1
    return "-".join(words[max(start, 0) :]) or "x"


@lru_cache(maxsize=8192)
def is_full_name(name: str) -> bool:
    """Whether there is more to a person's name than the last name."""
    words = [word for word in map(slug, name.split()) if word not in _SUFFIXES]
    return "-".join(words) != surname(name)
