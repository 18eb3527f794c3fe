"""Match scores, and the numbers with dashes that are none."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from store.extract.scores import DASHES, find_scores, pressbox_scores


def texts(text: str) -> list[str]:
    return [text[start:end] for start, end, _ in find_scores(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rovers won 3-1 at home.", ["3-1"]),
        ("The tie ended 0–0 after extra time.", ["0–0"]),
        ("They went through 6-2 on aggregate.", ["6-2"]),
        ("a 6-2 aggregate success", ["6-2"]),
        ("Being 4-1 down at half-time is never easy.", ["4-1"]),
        ("She beat her rival 6-4 3-6 7-5 in the final.", ["6-4", "3-6", "7-5"]),
        ("Leinster led 23-16 at the break.", ["23-16"]),
        ("They lost 101−98 in overtime.", ["101−98"]),
        ("A late goal made it 2-2, then a penalty gave the visitors a 3-2 win.", ["2-2", "3-2"]),
    ],
)
def test_scores_are_found(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Call 555-0199 or 020-7946-0018.",
        "The work took 1-2 years.",
        "He was born in 1939-45.",
        "The 2004-05 season was long and the team won nothing.",
        "People aged 18-30 watched most.",
        "The survey asked 16-24 year-olds.",
        "The fair runs from 10-16 January.",
        "Shares rose 5-10 per cent, or 10-15%.",
        "The court ruled 5-4 against the state.",
        "It was priced at 7-2 by bookmakers.",
        "She won the vote by a 7-2 majority.",
        "Since the 9-11 attacks much has changed.",
        "They split the profit 50-50.",
        "They lined up in a 4-4-2 formation and won.",
        "See pages 12-14 and section 3-2.",
        "The shop is open 24-7.",
        "It costs $10-15 at the door.",
        "A 3-5 mile walk leads to the house.",
        "The code is 12-34-56.",
    ],
)
def test_other_numbers_are_not(text: str) -> None:
    assert texts(text) == []


def test_a_bare_pair_counts_in_a_report_of_a_match() -> None:
    assert texts("Town 2-1 Rovers. The striker scored in the second half and the goalkeeper saved a penalty.") == [
        "2-1"
    ]
    assert texts("The meeting took place in room 2-1, on the left.") == []


def test_every_score_has_a_reason() -> None:
    assert find_scores("Rovers won 3-1.")[0][2] == "two numbers with a dash near 'won'"


def test_component_replaces_overlapping_entities() -> None:
    blank = spacy.blank("en")
    doc = blank("Rovers won 3-1 on Saturday.")
    doc.ents = (doc.char_span(11, 14, label="CARDINAL"), doc.char_span(0, 6, label="ORG"))
    assert [(ent.text, ent.label_) for ent in pressbox_scores(doc).ents] == [("Rovers", "ORG"), ("3-1", "SCORE")]


def test_component_works_in_any_pipeline() -> None:
    blank = spacy.blank("en")
    blank.add_pipe("pressbox_scores")
    assert [ent.text for ent in blank("It finished 2-2 (5-4 on penalties).").ents] == ["2-2", "5-4"]


@given(st.text())
def test_offsets_lie_in_any_text(text: str) -> None:
    end_before = 0
    for start, end, reason in find_scores(text):
        assert end_before <= start < end <= len(text)
        assert any(dash in text[start:end] for dash in DASHES)
        assert reason
        end_before = end


@given(st.integers(0, 30), st.integers(0, 30), st.sampled_from(DASHES), st.sampled_from(["won", "lost", "drew"]))
def test_any_result_after_a_verb_of_contest_is_found(a: int, b: int, dash: str, verb: str) -> None:
    score = f"{a}{dash}{b}"
    assert texts(f"The visitors {verb} {score} in the end.") == [score]
