"""Mentions joined to entities: surnames, given names, nicknames, initials and shortened names."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from store.extract.findings import FoundEntity
from store.extract.persons import PersonNames, surname
from store.extract.pipeline import extract
from store.names import slug
from store.placing import place


def entities(nlp: Language, text: str) -> dict[str, FoundEntity]:
    found: list[FoundEntity] = nlp(text)._.pressbox_entities
    return {entity.name: entity for entity in found}


@pytest.mark.parametrize(
    ("text", "name", "aliases"),
    [
        (
            "Virgil van Dijk spoke. Later Van Dijk left, and so did Virgil's agent.",
            "Virgil van Dijk",
            {"Van Dijk", "Virgil"},
        ),
        ("Jürgen Klopp was angry. Jurgen Klopp left. Klopp is German.", "Jürgen Klopp", {"Jurgen Klopp", "Klopp"}),
        ("Manchester United beat Arsenal 2-0. Man Utd are top.", "Manchester United", {"Man Utd"}),
        ("Britain said no. The UK later agreed.", "Britain", {"UK"}),
        ("The European Union met. The EU wants a deal.", "European Union", {"EU"}),
        ("The Fair Rents Commission met. The FRC said no.", "Fair Rents Commission", {"FRC"}),
        ("Labour won. The Labour Party cheered.", "Labour Party", {"Labour"}),
        ("They met at the Santiago Bernabeu. The Bernabeu was full.", "Santiago Bernabeu", {"Bernabeu"}),
    ],
)
def test_other_forms_are_aliases(nlp: Language, text: str, name: str, aliases: set[str]) -> None:
    assert set(entities(nlp, text)[name].aliases) == aliases


def test_nickname_belongs_to_the_club_that_the_article_names(nlp: Language) -> None:
    match = "{} beat Everton 2-1 and the fans cheered. It was a good match for the {} and their striker."
    assert entities(nlp, match.format("Liverpool", "Reds"))["Liverpool"].aliases == ("Reds",)
    assert entities(nlp, match.format("Chelsea", "Blues"))["Chelsea"].aliases in {("Blues",), ()}


def test_two_people_of_one_surname_are_kept_apart(nlp: Language) -> None:
    found = entities(nlp, "Gordon Brown met his brother Andrew Brown in London. Gordon Brown spoke first.")
    assert "Gordon Brown" in found
    assert "Andrew Brown" in found
    assert len(found["Gordon Brown"].mentions) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Gordon Quarle met Susan Quarle in London. Mr Quarle spoke. Mrs Quarle left. Mr Quarle stayed.",
            {"Gordon Quarle": 3, "Susan Quarle": 2},
        ),
        (
            "Gordon Quarle spoke. Quarle was ill. His wife Susan Quarle came. Later Quarle felt better.",
            {"Gordon Quarle": 3, "Susan Quarle": 1},
        ),
        (
            "Gordon Quarle spoke and Susan Quarle sang. Ms Quarle won. Quarle was glad.",
            {"Gordon Quarle": 1, "Susan Quarle": 3},
        ),
    ],
)
def test_a_bare_surname_is_given_to_one_of_its_bearers(nlp: Language, text: str, expected: dict[str, int]) -> None:
    found = entities(nlp, text)
    assert {name: len(found[name].mentions) for name in found if "Quarle" in name} == expected


def test_club_and_city_are_two_entities(nlp: Language) -> None:
    text = "Liverpool beat Chelsea 2-1. The striker scored the winning goal in the match. He was born in Liverpool."
    found: list[FoundEntity] = nlp(text)._.pressbox_entities
    cases = [(entity.label, entity.key) for entity in found if entity.name == "Liverpool"]
    assert [label for label, _ in cases] == ["ORG", "GPE"]
    assert len({key for _, key in cases}) == 2


def test_joined_mentions_say_why(nlp: Language) -> None:
    found = entities(nlp, "Virgil van Dijk spoke. Later Van Dijk left.")
    assert "surname of Virgil Van Dijk" in found["Virgil van Dijk"].mentions[1].reason


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            ["Steven Gerrard", "Gerrard", "Steve Gerrard"],
            {"gerrard": "steven gerrard", "steve gerrard": "steven gerrard"},
        ),
        (["John Smith", "Jane Smith", "Smith"], {"smith": "jane smith"}),
        (["Smith", "John Smith"], {"smith": "john smith"}),
        (["Vinicius Junior", "Vinicius"], {}),
        (["J Smith", "John Smith"], {"j smith": "john smith"}),
        (["Jean Dupont", "Paul Dupont"], {}),
        (["Ruud van der Sar", "Van der Sar"], {"van der sar": "ruud van der sar"}),
        (["Trent Ashby-Moore", "Ashby-Moore"], {"ashby-moore": "trent ashby-moore"}),
    ],
)
def test_names_of_one_person(names: list[str], expected: dict[str, str]) -> None:
    people = PersonNames()
    for name in names:
        people.canon(name)
    assert {short: full for short, (full, _) in people.joined().items()} == expected


def test_surname_keeps_its_small_words() -> None:
    assert surname("virgil van dijk") == "van dijk"
    assert surname("tony blair") == "blair"


@pytest.mark.parametrize(
    ("one", "other", "ids"),
    [
        ("Man Utd won.", "Manchester United lost 2-1.", {"manchester-united"}),
        ("The Tories lost.", "The Conservative Party won.", {"conservative-party"}),
        ("He went to the UK.", "She is in Britain.", {"great-britain-gpe"}),
        ("Two Americans came.", "The American team won.", {"american-norp"}),
        ("Kerry Quarle spoke.", "Kerry Quarle left.", {"kerry-quarle"}),
        ("John Quarle spoke.", "Jane Quarle left.", {"john-quarle", "jane-quarle"}),
    ],
)
def test_ids_are_the_same_in_every_article(nlp: Language, one: str, other: str, ids: set[str]) -> None:
    placed = [place(extract(nlp, text), lambda last, company: []) for text in (one, other)]
    assert {entity.id for found in placed for entity in found.entities if entity.label != "SCORE"} == ids
    assert all(entity.known == "" for found in placed for entity in found.entities)


def test_an_id_does_not_hang_on_what_else_is_in_the_store(nlp: Language) -> None:
    found = extract(nlp, "Kerry Quarle met Ms Vole in Leeds.")
    alone = place(found, lambda last, company: [])
    bearers = {"quarle": ["jane-quarle"], "vole": ["ann-vole", "bea-vole"]}
    crowded = place(found, lambda last, company: bearers.get(last, []))
    assert [entity.id for entity in alone.entities] == [entity.id for entity in crowded.entities]


def test_versions_of_a_product_are_things_of_their_own(nlp: Language) -> None:
    found = entities(nlp, "Microsoft said Windows is safe. Windows XP and Windows Messenger are not, Microsoft said.")
    assert {"Windows", "Windows XP", "Windows Messenger"} <= set(found)


def test_a_surname_in_a_headline_of_capitals_is_the_person(nlp: Language) -> None:
    found = extract(nlp, "OKORAFOR BACKS LEEDS\n\nNgozi Okorafor has bought a house in Harrogate, her agent said.")
    first = found.mentions[0]
    assert (first.text, first.label, first.entity) == ("OKORAFOR", "PERSON", "ngozi-okorafor")


def test_a_form_in_capitals_is_an_alias(nlp: Language) -> None:
    found = entities(
        nlp, "LIVERPOOL SACK KERRY QUARLE\n\nLiverpool beat Fulham 2-1, but Kerry Quarle must leave the club."
    )
    assert found["Liverpool"].aliases == ("LIVERPOOL",)
    assert found["Kerry Quarle"].aliases == ("KERRY QUARLE",)


def test_slug_is_plain() -> None:
    assert slug("Jürgen Klopp") == "jurgen-klopp"
    assert slug("Jürgen Müller-Östberg") == "jurgen-muller-ostberg"
    assert slug("St James' Park") == "st-james-park"
    assert slug("…") == "x"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.sampled_from(
            [
                "Tony",
                "Blair",
                "Blair,",
                "Liverpool",
                "FA",
                "(FA)",
                "Football",
                "Association",
                "Smith",
                "John",
                "and",
                ".",
                "Reds",
                "the",
            ]
        )
    )
)
def test_every_mention_belongs_to_one_entity(nlp: Language, words: list[str]) -> None:
    doc = nlp(" ".join(words))
    found: list[FoundEntity] = doc._.pressbox_entities
    mentions = sorted((mention.start, mention.end) for entity in found for mention in entity.mentions)
    assert mentions == [(ent.start_char, ent.end_char) for ent in doc.ents]
    assert len({entity.key for entity in found}) == len(found)
    assert all(entity.name not in entity.aliases for entity in found)
