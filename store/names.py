"""Identifiers made from names: the same name and label give the same entity id in every article."""

from __future__ import annotations

import re
import unicodedata

#: Labels whose entities may share a plain slug; the others say their label, so "Liverpool" the city is not the club.
_PLAIN = {"PERSON", "ORG"}


def slug(name: str) -> str:
    """A name in lower-case ASCII words joined by hyphens; letters of other scripts are kept, nothing else is."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    return "-".join(re.findall(r"[^\W_]+", letters)) or "x"


def entity_id(name: str, label: str) -> str:
    """The store-wide id of an entity by name and label."""
    return slug(name) if label in _PLAIN else f"{slug(name)}-{label.lower().replace('_', '-')}"
