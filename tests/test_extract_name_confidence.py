"""How sure a mention is: order, bounds, and what raises or lowers it."""

from __future__ import annotations

import pytest
from spacy.language import Language

from store.extract.findings import FoundEntity, FoundMention
from store.extract.name_confidence import rate
from store.extract.pipeline import extract

MODEL = "the language model's name recogniser"


def rated(
    reason: str, text: str = "Quarle", label: str = "PERSON", said: str | None = "PERSON", times: int = 2
) -> float:
    mentions = [FoundMention(0, len(text), label, reason) for _ in range(times)]
    recognised = {} if said is None else {(0, len(text)): said}
    rate([FoundEntity("x", text, label, (), mentions)], recognised, text)
    return mentions[0].confidence


@pytest.mark.parametrize(
    ("surer", "less"),
    [
        (rated("well-known name (Quarle)"), rated(MODEL)),
        (rated("follows 'Mr'"), rated("always written with a capital letter")),
        (rated("the place: after 'in'"), rated("the place: nothing speaks for the club")),
        (rated(MODEL, text="Kerry Quarle"), rated(MODEL)),
        (rated(MODEL), rated(MODEL, label="PRODUCT", said="PRODUCT")),
        (rated("ends in 'Bank'"), rated("ends in 'Bank'", said=None)),
        (rated("ends in 'Bank'", said="PERSON"), rated("ends in 'Bank'", said="ORG")),
        (rated(MODEL), rated(MODEL, times=1)),
    ],
)
def test_better_evidence_is_surer(surer: float, less: float) -> None:
    assert 0 < less < surer < 1


def test_a_repeat_is_no_surer_than_what_it_repeats() -> None:
    mentions = [FoundMention(0, 6, "PERSON", MODEL), FoundMention(7, 13, "PERSON", "named elsewhere in the article")]
    rate([FoundEntity("quarle", "Quarle", "PERSON", (), mentions)], {(0, 6): "PERSON"}, "Quarle Quarle")
    assert mentions[1].confidence <= 0.85


def test_every_mention_has_a_confidence(nlp: Language) -> None:
    found = extract(nlp, "Liverpool beat Zorbax 2-1 at Anfield. Jurgen Klopp praised Quindle. Mr Vole was in Leeds.")
    assert len({mention.confidence for mention in found.mentions}) > 2
    assert all(0 < mention.confidence < 1 for mention in found.mentions)
