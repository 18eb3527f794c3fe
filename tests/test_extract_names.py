"""Borders of names: what belongs to a name and what only stands beside it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from store.extract.lists import PLAIN, facts, famous_surnames, first_names, forms_by_first_word
from store.extract.repeats import shortens, with_repeats
from store.extract.spans import Words, quieter
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
        ("Bergen were poor, said Ove Gunnar Halvorsen.", ["Bergen", "Ove Gunnar Halvorsen"]),
        ("Brazilian Ronaldo joined Real Madrid.", ["Brazilian", "Ronaldo", "Real Madrid"]),
        ("They met in Paris, Rome and Berlin.", ["Paris", "Rome", "Berlin"]),
        ("Marks & Spencer and Tesco cut prices.", ["Marks & Spencer", "Tesco"]),
        ("A spokesman for the Dunvale Shopping Centre in Kent agreed.", ["Dunvale Shopping Centre", "Kent"]),
        ("Education Secretary Fiona Quarle went to Leeds.", ["Fiona Quarle", "Leeds"]),
        ("The shadow leader of the Commons Fiona Quarle said no.", ["Commons", "Fiona Quarle"]),
        ("She starred in the film Hard Rain 2 in Leeds.", ["Hard Rain 2", "Leeds"]),
        ("The film It's A Dull Life made her rich in Leeds.", ["It's A Dull Life", "Leeds"]),
        ("By 1300 GMT shares in Tesco had risen.", ["Tesco"]),
        ("It cost 3.5m Euros in Paris.", ["Paris"]),
        ("DVDs, PVRs and digital TV sold well in Leeds.", ["Leeds"]),
        ("She is the Secretary of State for Rural Affairs in London.", ["London"]),
        ("He told ministers in London that the Bill would be passed.", ["London"]),
        (
            "Investors include Siemens, Nokia, Alder and Brimcorp of Leeds.",
            ["Siemens", "Nokia", "Alder", "Brimcorp", "Leeds"],
        ),
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


def test_an_opening_word_that_the_article_writes_small_is_no_name(nlp: Language) -> None:
    text = "Court rejects rent claim\n\nThe claim of tenants in Leeds was thrown out. The court said no."
    assert names(nlp, text) == ["Leeds"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("He was tripped by Quarle and Vashko converted the penalty.", ["Quarle", "Vashko"]),
        ("Goals: Vashko 60, Quarle 75, Vashko 80.", ["Vashko", "Quarle", "Vashko"]),
        ("Veteran Quarle was glad.", ["Quarle"]),
    ],
)
def test_surnames_of_the_article_are_people(nlp: Language, sentence: str, expected: list[str]) -> None:
    text = "Kerry Quarle and Dario Vashko scored twice each as Everton beat Fulham 4-0 in a dull match.\n\n"
    doc = nlp(text + sentence)
    assert [(ent.text, ent.label_) for ent in doc.ents if ent.start_char >= len(text)] == [
        (name, "PERSON") for name in expected
    ]


def test_team_sheets_name_people(nlp: Language) -> None:
    text = (
        "Everton beat Fulham 2-0 in a dull match with two late goals.\n\n"
        "Fulham: Van der Almond, Griffin, Bray (LuaDent 46), Cole, Dale, Eames, Frith (Gant 80), Hurd, Innes, Jarrow.\n"
        "Subs not used: Kell, Pole, Mobile.\n"
    )
    doc = nlp(text)
    sheet = [ent for ent in doc.ents if ent.start_char >= text.index("Van der")]
    assert " | ".join(ent.text for ent in sheet) == (
        "Van der Almond | Griffin | Bray | LuaDent | Cole | Dale | Eames | Frith | Gant | Hurd | Innes | Jarrow"
        " | Kell | Pole | Mobile"
    )
    assert {ent.label_ for ent in sheet} == {"PERSON"}


def test_a_list_of_places_is_no_team_sheet(nlp: Language) -> None:
    doc = nlp("They flew to Paris, Rome, Berlin, Madrid, Vienna, Prague, Oslo and Dublin.")
    assert {ent.label_ for ent in doc.ents} == {"GPE"}


@pytest.mark.parametrize(
    ("text", "name", "times"),
    [
        ('The Fair Rents Executive met. They said: "The Fair Rents Executive is right."', "Fair Rents Executive", 2),
        ("The Fair Rents and Tenants Society (Farats) met. Ms Quarle leads Farats now.", "Farats", 2),
        ("The European Commission met in Brussels. Rents are low, the Commission said.", "Commission", 1),
        ("They read about the Plinkweb site. Many like Plinkweb, for Plinkweb is free.", "Plinkweb", 3),
        ('The goalkeeper Otto Crumb was angry. "Crumb and I met," she said.', "Crumb", 1),
    ],
)
def test_names_are_found_by_other_names(nlp: Language, text: str, name: str, times: int) -> None:
    assert names(nlp, text).count(name) == times


def test_a_word_that_also_comes_small_is_no_unknown_name(nlp: Language) -> None:
    text = "The art of Widgetry is old. To learn Widgetry takes years; {} is hard."
    small, capital = (Words(nlp.make_doc(text.format(word))) for word in ("widgetry", "Widgetry"))
    assert with_repeats([], small) == []
    assert len(with_repeats([], capital)) == 3


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("QUARLE QUITS AS TORIES LOSE AGAIN", ["QUARLE", "TORIES"]),
        ("WHY THE BOARD OF ALDERMOOR BANK LOST LONDON", ["ALDERMOOR BANK", "LONDON"]),
        ("NO RAIN FOR THE THIRD WEEK", []),
    ],
)
def test_headlines_in_capitals(nlp: Language, headline: str, expected: list[str]) -> None:
    text = f"{headline}\n\nKerry Quarle has left Aldermoor Bank. In London, Quarle said the Tories were to blame."
    assert [ent.text for ent in nlp(text).ents if ent.end_char <= len(headline)] == expected


@given(st.text(st.sampled_from("ABCabcÄäßİıŉ. \n’'-"), max_size=80))
def test_quieter_text_has_the_same_length(text: str) -> None:
    assert len(quieter(text)) == len(text)
    assert quieter(text).casefold() == text.casefold() or "ß" in text or "İ" in text or "ı" in text or "ŉ" in text


@pytest.mark.parametrize("short", ["", "x", "1", "(", "FRC", "Frc", "Q", "ABCDEFGHIJ"])
def test_what_shortens_a_name_is_made_of_its_letters(short: str) -> None:
    assert shortens(short, "Fair Rents Commission") == (short in ("FRC", "Frc"))


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
    assert all(name == name.strip() and name[0].isupper() for name in famous_surnames())
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
