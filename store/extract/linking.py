"""From words to entities: which ``FoundEntity`` a stretch of tokens names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Doc, Token

from store.extract.findings import FoundEntity, FoundMention
from store.names import slug

NAMED = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "EVENT", "NORP", "WORK_OF_ART", "PRODUCT", "LAW"})


def entities_of(doc: Doc) -> list[FoundEntity]:
    """The document's entities: those of the entities component, else one for each different name in ``doc.ents``."""
    found: list[FoundEntity] | None = doc._.pressbox_entities
    return found if found is not None else _from_ents(doc)


def _from_ents(doc: Doc) -> list[FoundEntity]:
    out: dict[str, FoundEntity] = {}
    surnames: dict[str, str] = {}
    for ent in doc.ents:
        if ent.label_ not in NAMED:
            continue
        name = re.sub(r"^[Tt]he\s+|['’]s?$", "", ent.text)
        key = slug(name)
        if ent.label_ == "PERSON":
            key = surnames.setdefault(key, key)
            surnames.setdefault(key.rsplit("-", 1)[-1], key)
        entity = out.setdefault(key, FoundEntity(key, name, ent.label_))
        entity.mentions.append(FoundMention(ent.start_char, ent.end_char, ent.label_))
    return list(out.values())


class EntityIndex:
    """Answers which entity, if any, is named at a token."""

    def __init__(self, tokens: Sequence[Token], entities: list[FoundEntity]) -> None:
        self._at: dict[int, tuple[FoundEntity, FoundMention]] = {}
        #: Every mention as first and last token (exclusive) with its entity, in text order.
        self.spans: list[tuple[int, int, FoundEntity]] = []
        i = 0
        mentions = sorted(
            ((m.start, m.end, n, m, e) for n, e in enumerate(entities) for m in e.mentions), key=lambda x: x[:3]
        )
        for start, end, _, mention, entity in mentions:
            while i < len(tokens) and tokens[i].idx + len(tokens[i]) <= start:
                i += 1
            j = i
            while j < len(tokens) and tokens[j].idx < end:
                self._at[j] = (entity, mention)
                j += 1
            if j > i:
                self.spans.append((i, j, entity))

    def at(self, token: int) -> tuple[FoundEntity, FoundMention] | None:
        """The entity and mention that cover a token."""
        return self._at.get(token)
