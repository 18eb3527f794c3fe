"""How sure a mention is, from how it was found and what agrees with it.

The values are shares of right mentions, rounded down, as ``python -m tests.name_calibration FOLDER`` counts them on
hand-annotated news for each kind of reason; lists and cues were written with part of that news at hand, and other news
is a little harder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from store.extract.findings import CharSpan, FoundEntity, FoundMention
from store.extract.spans import FROM_MODEL

#: The share of right mentions by the beginning of the reason; the first that fits counts.
_BY_REASON = (
    ("well-known", 0.96),
    ("follows '", 0.97),
    ("in a list of players", 0.93),
    ("given name", 0.95),
    ("part of", 0.96),
    ("the club", 0.95),
    ("the place: nothing", 0.6),
    ("the place", 0.93),
    ("ends in", 0.92),
    ("begins with", 0.92),
    ("initials", 0.93),
    ("short for", 0.88),
    ("in brackets", 0.9),
    ("named elsewhere", 0.9),
    ("one of several", 0.85),
    ("most mentions", 0.75),
    ("always written", 0.55),
)
_SCORE = 0.97
#: A label that words around the name or its form spoke for, against the recogniser.
_BY_CUE = 0.78
#: What only the recogniser says: of several words, of one word, and of one word with a label that it often gets wrong.
_MODEL_LONG, _MODEL_WORD, _MODEL_WEAK = 0.88, 0.68, 0.45
_WEAK_LABELS = frozenset(("GPE", "LOC", "NORP", "FAC", "PRODUCT", "WORK_OF_ART", "LAW"))
#: Taken away where the recogniser saw no name or other borders, another label, or where the article has it only once.
_UNSEEN, _OTHER_LABEL, _ONCE = 0.05, 0.03, 0.04


def rate(entities: Iterable[FoundEntity], recognised: Mapping[CharSpan, str], text: str) -> None:
    """Set the confidence of all mentions; ``recognised`` are the recogniser's cleaned names with their labels.

    A repeat is at most as sure as the surest mention of the same form in the article.
    """
    mentions = [(entity, mention) for entity in entities for mention in entity.mentions]
    best: defaultdict[tuple[str, str], float] = defaultdict(float)
    for entity, mention in mentions:
        mention.confidence = _alone(entity, mention, recognised, text)
        form = text[mention.start : mention.end], mention.label
        best[form] = max(best[form], mention.confidence)
    for _, mention in mentions:
        if mention.reason.startswith(("named elsewhere", "part of")):
            sure = best[text[mention.start : mention.end], mention.label]
            mention.confidence = round(min(mention.confidence, sure), 2)


def _alone(entity: FoundEntity, mention: FoundMention, recognised: Mapping[CharSpan, str], text: str) -> float:
    if mention.label == "SCORE":
        return _SCORE
    value = _base(mention, text)
    said = recognised.get((mention.start, mention.end))
    if said is None:
        value -= _UNSEEN
    elif said != mention.label:
        value -= _OTHER_LABEL
    if len(entity.mentions) == 1:
        value -= _ONCE
    return round(value, 2)


def _base(mention: FoundMention, text: str) -> float:
    for beginning, value in _BY_REASON:
        if mention.reason.startswith(beginning):
            return value
    if not mention.reason.startswith(FROM_MODEL):
        return _BY_CUE
    if len(text[mention.start : mention.end].split()) > 1:
        return _MODEL_LONG
    return _MODEL_WEAK if mention.label in _WEAK_LABELS else _MODEL_WORD
