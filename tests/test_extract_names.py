"""Borders of names: what belongs to a name and what only stands beside it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from store.extract.lists import PLAIN, facts, first_names, forms_by_first_word
from store.model import LABELS


def names(nlp: Language, text: str) -> list[str]:
    return [ent.text for ent in nlp(text).ents]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The White House said on Monday that nothing had changed.", ["White House"]),
        ("Prime Minister Tony Blair met President George Bush.", ["Tony Blair", "George Bush"]),
        ("Mr Hain told Mrs Beckett about Lady Ashdown.", ["Hain", "Beckett", "Ashdown"]),
        ("Everton's manager praised Wayne Rooney's goal.", ["Everton", "Wayne Rooney"]),
        ("Everton’s manager praised Wayne Rooney’s goal.", ["Everton", "Wayne Rooney"]),
        ("The sprinter Mark Lewis-Jones won in Leeds.", ["Mark Lewis-Jones", "Leeds"]),
        ('"I know that [Peter] Mandelson is ill," he said.', ["[Peter] Mandelson"]),
        ("Brazilian Ronaldo joined Real Madrid.", ["Brazilian", "Ronaldo", "Real Madrid"]),
        ("They met in Paris, Rome and Berlin.", ["Paris", "Rome", "Berlin"]),
        ("Marks & Spencer and Tesco cut prices.", ["Marks & Spencer", "Tesco"]),
    ],
)
def test_borders(nlp: Language, text: str, expected: list[str]) -> None:
    assert names(nlp, text) == expected


def test_members_of_a_list_are_names_of_their_own(nlp: Language) -> None:
    text = "Thierry Henry, Robert Pires and Freddie Ljungberg played. Henry, Pires and Ljungberg all scored."
    assert names(nlp, text) == ["Thierry Henry", "Robert Pires", "Freddie Ljungberg", "Henry", "Pires", "Ljungberg"]


def test_repeats_of_a_known_name_are_found(nlp: Language) -> None:
    text = "Siobhan Quillfeather runs the shop. The shop belongs to Quillfeather alone. What Quillfeather sells is tea."
    assert names(nlp, text).count("Quillfeather") == 2


def test_short_names_of_a_club_count_once_its_full_name_is_there(nlp: Language) -> None:
    assert "Villa" in names(nlp, "Aston Villa beat Fulham 2-0. It was a good day for Villa and their fans.")
    assert "Reds" in names(nlp, "Liverpool FC beat Fulham 2-0. It was a good day for the Reds and their fans.")


def test_only_names_and_scores_are_left(nlp: Language) -> None:
    doc = nlp("On 12 May 2003 about 40 people paid 10% more, or $25, before Chelsea won 2-1.")
    assert {ent.label_ for ent in doc.ents} <= set(LABELS)
    assert [ent.text for ent in doc.ents] == ["Chelsea", "2-1"]


def test_every_name_has_a_reason(nlp: Language) -> None:
    doc = nlp("Mr Hain went to the Football World Cup in Germany with Fiona Hall.")
    assert all(ent._.pressbox_reason for ent in doc.ents)


def test_no_name_spans_a_line_break(nlp: Language) -> None:
    doc = nlp("Blair wins in\n\nLondon Mayor\nKen Livingstone\n\nspoke in Paris\r\nHilton Hotels said")
    assert all("\n" not in ent.text for ent in doc.ents)


def test_lists_are_well_formed() -> None:
    assert len(facts()) > 3000
    assert len(first_names()) > 1000
    for form, found in facts().items():
        assert form == form.strip() == form.translate(PLAIN)
        assert form
        assert len({fact.label for fact in found}) == len(found)
        assert all(fact.label in LABELS for fact in found)
    assert all(form.startswith(word) for word, forms in forms_by_first_word().items() for form in forms)


_WORDS = st.sampled_from(
    [
        "the",
        "The",
        "Tony",
        "Blair",
        "Liverpool",
        "won",
        "3-1",
        "in",
        "Madrid",
        "'s",
        "’",
        "and",
        ",",
        ".",
        '"',
        "“",
        "\n",
        "\n\n",
        "Mr",
        "Cup",
        "World",
        "of",
        "-",
        "[",
        "]",
        "(",
        ")",
        "said",
        "Ministry",
        "van",
        "O'Leary",
        "É",
        "中",
        "\u200f",
        "😀",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.text(max_size=200), st.lists(_WORDS, max_size=40).map(" ".join)))
def test_names_of_any_text_lie_in_it_and_never_overlap(nlp: Language, text: str) -> None:
    doc = nlp(text.encode("utf-8", "replace").decode("utf-8"))
    end = 0
    for ent in doc.ents:
        assert end <= ent.start_char < ent.end_char <= len(doc.text)
        assert doc.text[ent.start_char : ent.end_char] == ent.text
        assert ent.label_ in LABELS
        end = ent.end_char
