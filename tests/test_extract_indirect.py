"""Reported speech without quote marks: what is reported, where it ends, and what is none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from store.extract import DEFAULT_MODEL, indirect, quotes, speakers
from store.extract.findings import FoundQuote

Read = Callable[[str], list[FoundQuote]]


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
    ],
)
def test_where_it_ends(read: Read, text: str, reported: str) -> None:
    first = read(text)[0]
    assert [text[a:b] for a, b in first.segments] == [reported]


def test_two_cues_of_one_subject(read: Read) -> None:
    assert [q.name for q in read("Peter Novak felt they had tried but admitted it was late.")] == ["Peter Novak"] * 2


def test_interrupted_by_the_attribution(read: Read) -> None:
    text = "The new stadium, Maria Hartley said, will open in May."
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
    ],
)
def test_what_is_none(read: Read, text: str) -> None:
    assert read(text) == []


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
