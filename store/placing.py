"""From an article's own entity ids to the store's, once, when the machine's output is first written."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from store.model import Entity, Extraction, Mention, Quote
from store.names import entity_id, is_full_name, slug, surname

#: The last name of a person (a slug) and the entities of an article -> the store's persons of that name who stand in
#: an article together with any of these entities.
Bearers = Callable[[str, set[str]], list[str]]

#: Labels of what keeps company: a person is told by colleagues, clubs and events, not by the country.
_COMPANY = frozenset(("PERSON", "ORG", "EVENT", "FAC", "WORK_OF_ART", "PRODUCT"))


def place(extraction: Extraction, bearers: Bearers) -> Extraction:
    """The same extraction with store-wide entity ids.

    A person whom the article calls by last name alone is the person of the store who has that name and is found in the
    same company elsewhere, if there is exactly one; else somebody of whom only the last name is known.
    """
    ids = _ids(extraction, bearers)
    return replace(
        extraction,
        entities=_entities(extraction, ids),
        mentions=tuple(_mention(m, ids) for m in extraction.mentions),
        quotes=tuple(_quote(q, ids) for q in extraction.quotes),
    )


def _ids(extraction: Extraction, bearers: Bearers) -> dict[str, str]:
    lasts = {surname(e.name) for e in extraction.entities if e.label == "PERSON" and is_full_name(e.name)}
    company = {e.known or entity_id(e.name, e.label) for e in extraction.entities if e.label in _COMPANY}
    ids: dict[str, str] = {}
    labels: dict[str, str] = {}
    for entity in extraction.entities:
        key = entity.known or entity_id(entity.name, entity.label)
        if labels.get(key, entity.label) != entity.label:
            # Two things of one name in one article (a person and a firm) stay two.
            key = f"{key}-{slug(entity.label)}"
        elif entity.label == "PERSON" and key not in lasts and not any(is_full_name(n) for n in _names(entity)):
            found = bearers(key, company - {key})
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
