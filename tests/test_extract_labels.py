"""Labels: one for each name of an article, and a club told from its city by the words around it."""

from __future__ import annotations

import pytest
from spacy.language import Language

from store.extract.evidence import Topic, topic


def labels(nlp: Language, text: str) -> list[tuple[str, str]]:
    return [(ent.text, ent.label_) for ent in nlp(text).ents]


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("England beat Wales 2-0 at Wembley.", "England", "GPE"),
        ("England beat Wales 2-0 at Wembley.", "Wembley", "FAC"),
        ("They won the Champions League at the first attempt.", "Champions League", "EVENT"),
        ("She won silver at the European Fencing Championships.", "European Fencing Championships", "EVENT"),
        ("He plays for the Brazilian club.", "Brazilian", "NORP"),
        ("A Conservative spokesman attacked the Labour Party.", "Labour Party", "ORG"),
        ("The new iPod sells better than the PlayStation 2.", "iPod", "PRODUCT"),
        ("They signed the Kyoto Protocol.", "Kyoto Protocol", "LAW"),
        ("The storm came from the Atlantic Ocean.", "Atlantic Ocean", "LOC"),
        ("Shares in Microsoft fell in New York.", "Microsoft", "ORG"),
        ("She starred in EastEnders for years.", "EastEnders", "WORK_OF_ART"),
        ("The film won four Oscars.", "Oscars", "EVENT"),
        ("The Oscar-nominated actor came to Leeds.", "Oscar", "EVENT"),
        ("The leaders of the Quarlese Republic met.", "Quarlese Republic", "GPE"),
    ],
)
def test_labels_of_well_known_and_telling_names(nlp: Language, text: str, name: str, label: str) -> None:
    assert (name, label) in labels(nlp, text)


REPORT = "Liverpool beat Chelsea 2-1 at Anfield. The striker scored the winning goal for his side in the match. "


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("Liverpool won again.", "ORG"),
        ("Liverpool's captain was delighted.", "ORG"),
        ("Arsenal had lost to Liverpool.", "ORG"),
        ("He was born in Liverpool.", "GPE"),
        ("Rain fell near Liverpool.", "GPE"),
        ("He lives on the outskirts of Liverpool.", "GPE"),
    ],
)
def test_club_or_city(nlp: Language, sentence: str, label: str) -> None:
    doc = nlp(REPORT + sentence)
    last = [ent for ent in doc.ents if ent.text == "Liverpool"][-1]
    assert last.label_ == label
    assert last._.pressbox_reason.startswith("the club" if label == "ORG" else "the place")


def test_a_city_stays_a_city_where_nobody_plays(nlp: Language) -> None:
    text = "The minister opened a hospital in Liverpool. Liverpool has waited for it since the war, he said."
    assert {label for name, label in labels(nlp, text) if name == "Liverpool"} == {"GPE"}


def test_short_form_of_a_club_that_shares_its_city(nlp: Language) -> None:
    text = "Real Madrid beat Chelsea 1-0. Madrid won by a late goal of their captain. The match was played in Madrid."
    assert [label for name, label in labels(nlp, text) if name == "Madrid"] == ["ORG", "GPE"]


def test_surname_keeps_the_persons_label(nlp: Language) -> None:
    text = "Kerry Quarle has resigned. Quarle said so on Monday. The board thanked Quarle. For Quarle it is the end."
    assert {label for name, label in labels(nlp, text) if "Quarle" in name} == {"PERSON"}


def test_initials_have_the_label_of_the_full_name(nlp: Language) -> None:
    text = "The Fair Rents Commission met on Monday. The FRC said rents were too high."
    found = dict(labels(nlp, text))
    assert found["Fair Rents Commission"] == found["FRC"] == "ORG"


def test_role_before_a_name_speaks_of_a_person(nlp: Language) -> None:
    text = "The ball fell to striker Vashko, who scored. Vashko, 23, joined in the summer."
    assert {label for name, label in labels(nlp, text) if name == "Vashko"} == {"PERSON"}


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("The ball fell to fly-half Quill Vashko, who missed.", "Quill Vashko", "PERSON"),
        ("The board then sued its auditors Grant Alderton.", "Grant Alderton", "ORG"),
        ("The game was made by developer Crank.", "Crank", "ORG"),
        ("Barry Vole, an analyst at Plinkman, said so. Mr Vole left Plinkman later.", "Plinkman", "ORG"),
        ("Companies like Zorbax and Tesco have grown.", "Zorbax", "ORG"),
        ("Shares in Vanderquill fell by 3%.", "Vanderquill", "ORG"),
        ("Brackmoor-based Tesco has grown.", "Brackmoor", "GPE"),
        ("Fiona Hall, the MP for Granthorpe, said no.", "Granthorpe", "GPE"),
        ("The Fair Rents Commission (ZUMI) said no.", "ZUMI", "ORG"),
        ("The crowd loved Dario Kuznelovic. Kuznelovic's wife was there.", "Kuznelovic", "PERSON"),
        ("The goals came from Gary Lane and a winger of Everton.", "Gary Lane", "PERSON"),
        ("They met at Tower Bridge in London.", "Tower Bridge", "FAC"),
        ("He acted in the film Slow Water last year.", "Slow Water", "WORK_OF_ART"),
        ("It beat Philip Quarle's The Long Ditch to the prize.", "Long Ditch", "WORK_OF_ART"),
        ("He told BBC Radio 4's Late Window programme that he was ill.", "Late Window", "WORK_OF_ART"),
        ("They let people use Zumi Messenger and Zumi Player.", "Zumi Messenger", "PRODUCT"),
        ("The Blorp virus spreads by e-mail. Experts say Blorp is new.", "Blorp", "PRODUCT"),
        ("In the end the Ulsterman won the race easily.", "Ulsterman", "NORP"),
    ],
)
def test_the_words_around_a_name_tell_its_label(nlp: Language, text: str, name: str, label: str) -> None:
    assert dict(labels(nlp, text))[name] == label


ON_FILMS = "The actor starred in two films and an album. The director of the film, an actress and the band came. "


def test_titles_in_an_article_on_the_arts(nlp: Language) -> None:
    text = ON_FILMS + "The prize went to Waiting For The Tide, and she has begun work on The Tidewater with Fiona Hall."
    found = dict(labels(nlp, text))
    assert found["Waiting For The Tide"] == "WORK_OF_ART"
    assert found["Fiona Hall"] == "PERSON"


@pytest.mark.parametrize(
    ("text", "on"),
    [
        (ON_FILMS, Topic(arts=True)),
        (REPORT, Topic(sport=True)),
        ("The minister opened a hospital in Leeds and spoke of the film that he had seen.", Topic()),
        ("", Topic()),
    ],
)
def test_what_an_article_reports_on(nlp: Language, text: str, on: Topic) -> None:
    assert topic(nlp(text)) == on


def test_a_label_that_was_changed_says_why(nlp: Language) -> None:
    doc = nlp("Brackmoor-based Tesco has grown.")
    assert [ent._.pressbox_reason for ent in doc.ents if ent.text == "Brackmoor"] == ["before '-based'"]
