"""Pronouns and descriptions as speakers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import spacy
from spacy.tokens import Doc

from store.extract import DEFAULT_MODEL
from store.extract.gender import name_gender, pronoun_gender, word_gender
from store.extract.layout import Layout
from store.extract.linking import EntityIndex, entities_of
from store.extract.pronouns import Cast, resolve_description, resolve_pronoun

Resolve = Callable[..., str | None]


def cast_of(doc: Doc, spoken: dict[int, frozenset[str]] | None = None) -> Cast:
    layout = Layout(doc, [])
    entities = entities_of(doc)
    return Cast(layout, entities, EntityIndex(layout.tokens, entities), spoken)


@pytest.fixture(scope="module")
def resolve() -> Resolve:
    """Resolve the last occurrence of a word: a pronoun, or the noun of a description with so many words before it."""
    pipe = spacy.load(DEFAULT_MODEL)

    def run(text: str, word: str, before: int = 0, spoken: frozenset[str] = frozenset()) -> str | None:
        doc = pipe(text)
        at = max(t.i for t in doc if t.text == word)
        cast = cast_of(doc, {at: spoken})
        if before:
            found = resolve_description(doc[at], list(doc[at - before : at + 1]), cast)
        else:
            found = resolve_pronoun(word, at, cast)
        return found.name if found else None

    return run


def test_gender_of_words() -> None:
    assert (pronoun_gender("She"), pronoun_gender("him"), pronoun_gender("they")) == ("f", "m", None)
    assert (word_gender("Mrs"), word_gender("spokesman"), word_gender("doctor")) == ("f", "m", None)
    assert (name_gender("Maria Hartley"), name_gender("Peter Novak"), name_gender("Hartley")) == ("f", "m", None)


def test_he_and_she_are_told_apart_by_given_names(resolve: Resolve) -> None:
    text = "Maria Hartley met Peter Novak in Paris on Monday. %s was pleased."
    assert resolve(text % "He", "He") == "Peter Novak"
    assert resolve(text % "She", "She") == "Maria Hartley"


def test_a_title_tells_the_gender_of_a_surname(resolve: Resolve) -> None:
    text = "The court heard that Mrs Hartley had written to Mr Novak. Then she spoke."
    assert (resolve(text, "she") or "").endswith("Hartley")


def test_the_subject_of_the_sentence_before_comes_first(resolve: Resolve) -> None:
    text = "Peter Novak lost to David Hartley on Monday. He was angry."
    assert resolve(text, "He") == "Peter Novak"


def test_a_pronoun_in_between_keeps_its_person_in_mind(resolve: Resolve) -> None:
    text = "Peter Novak lost again. He blamed David Hartley for it. Then he went home, he added."
    assert resolve(text, "he") == "Peter Novak"


def test_whom_a_quote_names_did_not_say_it(resolve: Resolve) -> None:
    text = "Peter Novak lost to David Hartley on Monday. He was angry."
    assert resolve(text, "He", spoken=frozenset({"peter"})) == "David Hartley"


def test_nobody_named_yet(resolve: Resolve) -> None:
    assert resolve("He was angry.", "He") is None


def test_a_role_stated_in_the_article(resolve: Resolve) -> None:
    text = "Italy coach Peter Novak picked striker David Hartley. Hartley scored. The coach was pleased."
    assert resolve(text, "coach", before=1) == "Peter Novak"


def test_a_role_named_before_its_person() -> None:
    doc = spacy.load(DEFAULT_MODEL)("The chancellor was late. The talks began when chancellor Peter Novak came.")
    found = resolve_description(doc[1], list(doc[:2]), cast_of(doc))
    assert found is not None
    assert found.name == "Peter Novak"


def test_a_shadow_minister_is_no_minister(resolve: Resolve) -> None:
    text = "Minister Peter Novak met shadow minister David Hartley in London. Hartley left. The minister stayed."
    assert resolve(text, "minister", before=1) == "Peter Novak"


def test_a_description_without_a_stated_role_means_the_last_person(resolve: Resolve) -> None:
    text = "David Hartley scored twice on Monday. The striker was pleased."
    assert resolve(text, "striker", before=1) == "David Hartley"


@pytest.mark.parametrize("text", ["A striker was pleased.", "The strikers were pleased.", "The spokesman was pleased."])
def test_the_unnamed_stay_unnamed(resolve: Resolve, text: str) -> None:
    noun = text.split()[1]
    assert resolve(f"David Hartley scored twice on Monday. {text}", noun, before=1) is None


def test_a_body_is_no_person(resolve: Resolve) -> None:
    text = "Google hired Peter Novak on Monday. The company was pleased. It will grow."
    assert resolve(text, "company", before=1) == "Google"
    assert resolve(text, "It") == "Google"
