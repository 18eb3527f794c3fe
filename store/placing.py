"""From an article's own entity ids to the store's, once, when the machine's output is first written."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from store.model import Entity, Extraction, Mention, Quote
from store.names import entity_id, is_full_name, slug, surname


def place(extraction: Extraction, persons: Callable[[str], list[str]]) -> Extraction:
    """The same extraction with store-wide entity ids.

    ``persons`` gives the ids of the store's persons with a last name (a slug). A person whom the article calls by last
    name alone is the one person of the store who has it, if there is exactly one.
    """
    ids = _ids(extraction, persons)
    return replace(
        extraction,
        entities=_entities(extraction, ids),
        mentions=tuple(_mention(m, ids) for m in extraction.mentions),
        quotes=tuple(_quote(q, ids) for q in extraction.quotes),
    )


def _ids(extraction: Extraction, persons: Callable[[str], list[str]]) -> dict[str, str]:
    lasts = {surname(e.name) for e in extraction.entities if e.label == "PERSON" and is_full_name(e.name)}
    ids: dict[str, str] = {}
    labels: dict[str, str] = {}
    for entity in extraction.entities:
        key = entity.known or entity_id(entity.name, entity.label)
        if labels.get(key, entity.label) != entity.label:
            # Two things of one name in one article (a person and a firm) stay two.
            key = f"{key}-{slug(entity.label)}"
        elif entity.label == "PERSON" and key not in lasts and not any(is_full_name(n) for n in _names(entity)):
            found = persons(key)
            key = found[0] if len(found) == 1 and labels.get(found[0], "PERSON") == "PERSON" else key
        labels.setdefault(key, entity.label)
        ids[entity.id] = key
    return ids


def _names(entity: Entity) -> tuple[str, ...]:
    return (entity.name, *entity.aliases)


def _entities(extraction: Extraction, ids: dict[str, str]) -> tuple[Entity, ...]:
    """The entities under their new ids; two that are one in the store become one, with all names."""
    found: dict[str, Entity] = {}
    for entity in extraction.entities:
        key = ids[entity.id]
        same = found.get(key)
        if same is None:
            found[key] = replace(entity, id=key, known="")
        else:
            names = dict.fromkeys((*same.aliases, *_names(entity)))
            names.pop(same.name, None)
            found[key] = replace(same, aliases=tuple(names))
    return tuple(found.values())


def _mention(mention: Mention, ids: dict[str, str]) -> Mention:
    return replace(mention, entity=ids.get(mention.entity, mention.entity))


def _quote(quote: Quote, ids: dict[str, str]) -> Quote:
    entity = quote.speaker.entity
    if entity is None or entity not in ids:
        return quote
    return replace(quote, speaker=replace(quote.speaker, entity=ids[entity]))
