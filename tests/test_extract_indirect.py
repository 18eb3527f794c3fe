"""Reported speech without quote marks: what is reported, where it ends, and what is none."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from store.extract import DEFAULT_MODEL, indirect, quotes, speakers
from store.extract.findings import FoundQuote
from store.extract.pipeline import load

Read = Callable[[str], list[FoundQuote]]


@cache
def full() -> Language:
    """The whole pipeline, loaded once."""
    return load()


@pytest.fixture(scope="module")
def read() -> Read:
    pipe = spacy.load(DEFAULT_MODEL)
    for name in ("pressbox_quotes", "pressbox_speakers", "pressbox_indirect"):
        pipe.add_pipe(name)

    def run(text: str) -> list[FoundQuote]:
        found: list[FoundQuote] = pipe(text)._.pressbox_quotes
        return [q for q in found if q.kind == "indirect"]

    return run


@pytest.mark.parametrize(
    ("text", "reported", "name"),
    [
        ("Maria Hartley said that the team had played well.", "the team had played well", "Maria Hartley"),
        ("Maria Hartley said the team had played well.", "the team had played well", "Maria Hartley"),
        ("Maria Hartley believes her side can win.", "her side can win", "Maria Hartley"),
        ("The team had played well, Maria Hartley said.", "The team had played well", "Maria Hartley"),
        ("The team had played well, said Maria Hartley.", "The team had played well", "Maria Hartley"),
        ("According to Maria Hartley, the team had played well.", "the team had played well", "Maria Hartley"),
        ("The team had played well, according to Maria Hartley.", "The team had played well", "Maria Hartley"),
        ("Maria Hartley promised to stay until summer.", "to stay until summer", "Maria Hartley"),
        ("Maria Hartley urged fans to stay calm.", "fans to stay calm", "Maria Hartley"),
        ("Maria Hartley denied taking the money.", "taking the money", "Maria Hartley"),
        ("Maria Hartley accused Peter Novak of taking the money.", "taking the money", "Maria Hartley"),
        ("Maria Hartley told Peter Novak that the game was off.", "the game was off", "Maria Hartley"),
        ("Peter Novak was told by Maria Hartley that it was late.", "it was late", "Maria Hartley"),
        ("As Maria Hartley said, the game was lost early.", "the game was lost early", "Maria Hartley"),
        ("But as Maria Hartley told the BBC, the game was lost.", "the game was lost", "Maria Hartley"),
        ("Maria Hartley went on to say that the bridge was safe.", "the bridge was safe", "Maria Hartley"),
        ("Maria Hartley pointed out that the bridge was safe.", "the bridge was safe", "Maria Hartley"),
        ("Maria Hartley called on the council to pay for it.", "the council to pay for it", "Maria Hartley"),
        ("Peter Novak, whose firm built the bridge, said that it was safe.", "it was safe", "Peter Novak"),
        ("The town liked Maria Hartley's promise to rebuild the bridge.", "to rebuild the bridge", "Maria Hartley"),
        ("The court heard a claim by Maria Hartley that he had lied.", "he had lied", "Maria Hartley"),
        ("Those who voted said the bridge was safe.", "the bridge was safe", "Those"),
        ("The council's letter says the bridge was safe.", "the bridge was safe", "The council's letter"),
        ("Maria Hartley said that waiting longer would be wrong.", "waiting longer would be wrong", "Maria Hartley"),
        (
            "Leaving the town now would be wrong, Maria Hartley said.",
            "Leaving the town now would be wrong",
            "Maria Hartley",
        ),
        ("However, as the Gazette has reported, the bridge was never safe.", "the bridge was never safe", "Gazette"),
    ],
)
def test_forms_of_reported_speech(read: Read, text: str, reported: str, name: str) -> None:
    (quote,) = read(text)
    assert [text[a:b] for a, b in quote.segments] == [reported]
    assert quote.name == name
    assert quote.reason.startswith("speaker: ")


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("Maria Hartley said the team had played well, despite the rain.", "the team had played well"),
        ("Maria Hartley said the team had played well, adding that it rained.", "the team had played well"),
        ("Maria Hartley said she would stay and promised to win more.", "she would stay"),
        ("Peter Novak felt they had tried but admitted it was late.", "they had tried"),
        ("While Maria Hartley said the bridge was safe, the council closed it.", "the bridge was safe"),
        ("Although Maria Hartley said it was “safe,” the council closed it.", "it was “safe"),
        ('Maria Hartley said the roof "leaked badly" after the storm.', 'the roof "leaked badly" after the storm'),
        ('Maria Hartley said she had "100 reasons" to stay.', 'she had "100 reasons" to stay'),
        ('Maria Hartley said the mayor "must go and never come back".', 'the mayor "must go and never come back"'),
        ('Maria Hartley said the mayor had told her: "Go home."', 'the mayor had told her: "Go home'),
        ("Maria Hartley urged fans to go home after the match was lost.", "fans to go home after the match was lost"),
        ("Peter Novak's claim that the bridge was safe would cost him the vote.", "the bridge was safe"),
    ],
)
def test_where_it_ends(read: Read, text: str, reported: str) -> None:
    first = read(text)[0]
    assert [text[a:b] for a, b in first.segments] == [reported]


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("Maria Hartley called the plan a costly mistake.", "the plan a costly mistake"),
        ("Maria Hartley described the new bridge as a danger to children.", "the new bridge as a danger to children"),
        ("Maria Hartley criticised the council for closing the bridge.", "the council for closing the bridge"),
        ("Maria Hartley called for a new bridge over the river.", "a new bridge over the river"),
        ("Maria Hartley called for closing the old bridge.", "closing the old bridge"),
        ("Maria Hartley warned against rebuilding the old bridge.", "rebuilding the old bridge"),
        ("Maria Hartley acknowledged the reality of the flood.", "the reality of the flood"),
    ],
)
def test_reports_without_a_clause(read: Read, text: str, reported: str) -> None:
    (quote,) = read(text)
    assert (text[slice(*quote.segments[0])], quote.name) == (reported, "Maria Hartley")


@pytest.mark.parametrize(
    "text",
    [
        "He lives in what Maria Hartley called a ghost town.",
        "A man calling himself Peter Novak left the hall.",
        "Peter Novak called it “a costly mistake”.",
        "Maria Hartley noted it.",
    ],
)
def test_names_and_fragments_are_no_reports(read: Read, text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("The flood was, Maria Hartley said, one of the worst.", ["The flood was", "one of the worst"]),
        ("It will close, Maria Hartley said, because it is old.", ["It will close", "because it is old"]),
        ("It would help, Maria Hartley said, to close the road.", ["It would help", "to close the road"]),
        ("It was safe, Maria Hartley said; her staff had tested it.", ["It was safe", "her staff had tested it"]),
        ("The bridge will close, Maria Hartley said, after the fair.", ["The bridge will close"]),
    ],
)
def test_what_follows_the_attribution_belongs_to_it_or_not(read: Read, text: str, reported: list[str]) -> None:
    (quote,) = read(text)
    assert [text[a:b] for a, b in quote.segments] == reported


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        (
            "Maria Hartley said the bridge had been closed since the flood, and the council was looking for money.",
            ["the bridge had been closed since the flood, and the council was looking for money"],
        ),
        (
            "Maria Hartley said the bridge was safe, but insisted it be tested.",
            ["the bridge was safe", "it be tested"],
        ),
        (
            "Peter Novak wrote a letter, saying the bridge was safe and calling the mayor a liar.",
            ["the bridge was safe", "the mayor a liar"],
        ),
    ],
)
def test_a_second_verb_ends_a_report_where_it_is_the_speakers(read: Read, text: str, reported: list[str]) -> None:
    assert [text[slice(*q.segments[0])] for q in read(text)] == reported


def test_a_report_ends_before_the_mark_that_opens_a_quote(read: Read) -> None:
    text = 'According to the report, the mayor had been told, "The bridge is not safe."'
    assert [text[slice(*q.segments[0])] for q in read(text)] == ["the mayor had been told"]


def test_who_told_it_is_no_part_of_the_inner_report(read: Read) -> None:
    text = "Maria Hartley said the bridge was safe, the local paper reported."
    assert [(text[slice(*q.segments[0])], q.name) for q in read(text)] == [
        ("Maria Hartley said the bridge was safe", "the local paper"),
        ("the bridge was safe", "Maria Hartley"),
    ]


def test_two_cues_of_one_subject(read: Read) -> None:
    assert [q.name for q in read("Peter Novak felt they had tried but admitted it was late.")] == ["Peter Novak"] * 2


@pytest.mark.parametrize("attribution", ["Maria Hartley said", "according to Maria Hartley"])
def test_interrupted_by_the_attribution(read: Read, attribution: str) -> None:
    text = f"The new stadium, {attribution}, will open in May."
    (quote,) = read(text)
    assert [text[a:b] for a, b in quote.segments] == ["The new stadium", "will open in May"]


def test_a_fragment_in_reported_speech_is_both(read: Read) -> None:
    text = 'Maria Hartley said the new law would be "a disaster" for small farms.'
    (quote,) = read(text)
    assert text[slice(*quote.segments[0])] == 'the new law would be "a disaster" for small farms'


@pytest.mark.parametrize(
    "text",
    [
        "It is believed that the road will stay closed.",
        "The report was said to be long.",
        "Maria Hartley did not say when the road would open.",
        "Maria Hartley could say that the road is closed.",
        "I think the road is closed.",
        'Maria Hartley said: "The road is closed."',
        '"The road is closed," said Maria Hartley after she had left the hall.',
        "It goes without saying that the road is closed.",
        "If Maria Hartley says the bridge is safe, the town will use it.",
        "Maria Hartley told so many stories that the crowd left.",
        "The bridge that Maria Hartley promised to rebuild is closed.",
        "Maria Hartley would say that the bridge is safe.",
        "When the rain came down on the town, Maria Hartley said little.",
        "Nobody said the bridge was safe.",
        "Asked if the bridge was safe, Maria Hartley said no.",
        'Maria Hartley initially said in May, when the story broke, "I did not take money."',
    ],
)
def test_what_is_none(read: Read, text: str) -> None:
    assert read(text) == []


def test_a_subject_in_the_paragraph_before_is_none_of_this_one() -> None:
    doc = full()("Storm over the coast\n\nMaria Hartley said the bridge was safe.")
    assert next(sent.text.strip() for sent in doc.sents) == "Storm over the coast"
    assert [q.name for q in doc._.pressbox_quotes] == ["Maria Hartley"]


_PIECES = [
    "Maria Hartley", "said", "told", "that", "the bridge was safe", "it is “late", "”", '"', "We won.", ",", ".", ":",
    "While", "and", "according to", "adding", "\n\n", "\n", "Q: ", "A: ", "> ", "he", "claim", "'s", "’", "é", "🙂",
]  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=30).map(" ".join))
@settings(max_examples=60, deadline=None)
def test_offsets_lie_within_the_text_whatever_it_is(text: str) -> None:
    for quote in full()(text)._.pressbox_quotes:
        assert all(0 <= a < b <= len(text) for a, b in quote.segments)
        assert all(one[1] <= two[0] for one, two in pairwise(quote.segments))
        assert all(0 <= a < b <= len(text) for a, b in filter(None, (quote.mention, quote.cue)))
        assert 0 <= quote.confidence <= 1


@given(
    st.text(alphabet=st.sampled_from("Bo said that. ,:\n'\"“”") | st.characters(exclude_categories=["Cs"]), max_size=80)
)
@settings(max_examples=20, deadline=None)
def test_any_text_survives(text: str) -> None:
    doc = spacy.blank("en")(text)
    for component in (quotes.find_quotes, speakers.find_speakers, indirect.find_indirect):
        doc = component(doc)
    for quote in doc._.pressbox_quotes:
        assert all(0 <= a < b <= len(doc.text) for a, b in quote.segments)
