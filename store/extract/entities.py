"""Mentions of one thing joined over the article: the spaCy component ``pressbox_entities``."""

from __future__ import annotations

import re
import unicodedata

from spacy.language import Language
from spacy.tokens import Doc

from store.extract.findings import FoundEntity, FoundMention, register
from store.extract.spans import reason

register()


@Language.component("pressbox_entities")  # type: ignore[untyped-decorator]
def pressbox_entities(doc: Doc) -> Doc:
    """Put the entities of ``doc.ents`` into ``doc._.pressbox_entities``."""
    found: dict[str, FoundEntity] = {}
    for ent in doc.ents:
        key = slug(ent.text)
        entity = found.setdefault(key, FoundEntity(key=key, name=ent.text, label=ent.label_))
        entity.mentions.append(FoundMention(ent.start_char, ent.end_char, ent.label_, reason(ent)))
    doc._.pressbox_entities = list(found.values())
    return doc


def slug(name: str) -> str:
    """Return a key for a name: lower-case letters and digits joined by hyphens."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"[^\w]+|_", "-", plain).strip("-") or "name"
