"""``pressbox evaluate``: its figures are those that a human counts by hand."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store import drafts
from store.evaluation import evaluate, reviewed
from store.evaluation import given as given_records
from store.export import record_of
from store.library import Library
from store.measures import Agreement, b_cubed, matched, same_name, trimmed_name, trimmed_quote
from store.model import Speaker
from tests.edited import library
from tests.hostile_records import spoil
from tests.test_cli import Pressbox, jsonl, pressbox

__all__ = ["library", "pressbox"]

Record = dict[str, Any]

TEXT = "The Reds beat Ode's Blues 3-1. “We won,” said Ann Ode. “Yes,” she said. Bo Lee said the Reds were “good”."


def at(words: str, nth: int = 0) -> Record:
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return {"start": start, "end": start + len(words), "text": words}


def entity(key: str, label: str, *mentions: Record, **more: Any) -> Record:
    return {
        "id": key,
        "name": key.title(),
        "label": label,
        "mentions": [{"label": label, **m} for m in mentions],
        **more,
    }


def quote(kind: str, words: str, key: str | None, name: str | None) -> Record:
    return {"kind": kind, "segments": [at(words)], "speaker": {"entity": key, "name": name, "mention": None}}


def record(entities: list[Record], quotes: list[Record]) -> Record:
    return {"id": "1", "source": "a", "text": TEXT, "entities": entities, "quotes": quotes}


GOLD = record(
    [
        entity("reds", "ORG", at("Reds"), at("Reds", 1)),
        entity("blues", "ORG", at("Blues")),
        entity("ann", "PERSON", at("Ode"), at("Ann Ode"), name="Ann Ode"),
        entity("lee", "PERSON", at("Bo Lee"), name="Bo Lee"),
        entity("score", "SCORE", at("3-1")),
    ],
    [
        quote("direct", "We won,", "ann", "Ann Ode"),
        quote("direct", "Yes,", "ann", "Ann Ode"),
        quote("partial", "good", "lee", "Bo Lee"),
        quote("indirect", "the Reds were “good", "lee", "Bo Lee"),
    ],
)
FOUND = record(
    [
        # Both Reds are found, one with "The"; "Ode's" with its ending is the name, "Ann Ode" is another entity.
        entity("a", "ORG", at("The Reds"), at("Reds", 1), at("Ode's", 0) | {"label": "PERSON"}),
        entity("b", "PERSON", at("Ann Ode"), name="Ode"),
        entity("c", "ORG", at("Bo Lee")),  # the label is wrong
        entity("d", "PERSON", at("We")),  # no name
        entity("e", "SCORE", at("3-1")),
    ],
    [
        quote("direct", "We won", "b", "Ode"),  # the comma is no part of it; the last name is
        quote("partial", "Yes,", None, None),  # found as partial, without its speaker
        quote("indirect", "were “good”", "c", "Bo Lee"),  # 9 of the gold's 16 characters: enough for an indirect one
    ],
)


def agreement(gold: Record, found: Record) -> Agreement:
    measured = Agreement()
    measured.add(gold, found)
    return measured


def counts(measured: Agreement, name: str) -> tuple[int, int, int]:
    measure = measured.measures[name]
    return measure.right, measure.found, measure.gold


def test_figures_are_those_counted_by_hand() -> None:
    measured = agreement(GOLD, FOUND)
    assert (measured.articles, measured.words) == (1, 21)
    # Gold: Reds, Reds, Blues, Ode, Ann Ode, Bo Lee. Found: Reds, Reds, Ode, Ann Ode, Bo Lee (wrong label), We.
    assert counts(measured, "name borders") == (5, 6, 6)
    assert counts(measured, "names") == (4, 6, 6)
    assert counts(measured, "scores") == (1, 1, 1)
    labels = {label: (m.right, m.found, m.gold) for label, m in measured.labels.items()}
    assert labels == {"ORG": (2, 3, 3), "PERSON": (2, 3, 3), "SCORE": (1, 1, 1)}
    assert counts(measured, "quotes") == (2, 2, 3)
    assert counts(measured, "speakers of quotes") == (1, 2, 3)
    assert counts(measured, "indirect quotes") == (1, 1, 1)
    assert counts(measured, "speakers of indirect quotes") == (1, 1, 1)
    kinds = {kind: (m.right, m.found, m.gold) for kind, m in measured.kinds.items()}
    assert kinds == {"direct": (1, 1, 2), "partial": (0, 1, 1), "indirect": (1, 1, 1)}
    names = measured.measures["names"]
    assert (names.precision, names.recall, names.f1) == pytest.approx((4 / 6, 4 / 6, 4 / 6))
    # Gold clusters: Reds Reds | Ode, Ann Ode | Bo Lee; found: Reds Reds Ode | Ann Ode | Bo Lee.
    assert measured.links.precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5)
    assert measured.links.recall == pytest.approx((1 + 1 + 1 / 2 + 1 / 2 + 1) / 5)


def test_a_gold_agrees_with_itself_entirely() -> None:
    measured = agreement(GOLD, GOLD)
    assert all(m.precision == m.recall == m.f1 == 1.0 for m in measured.measures.values())
    assert measured.links.f1 == 1.0


def test_nothing_found_is_nothing_right_and_no_error() -> None:
    measured = agreement(GOLD, record([], []))
    assert counts(measured, "names") == (0, 0, 6)
    assert measured.measures["names"].f1 == measured.links.f1 == 0.0


def test_another_label_that_the_gold_allows_is_right() -> None:
    gold = record([entity("reds", "GPE", at("Reds") | {"alt": ["ORG"]})], [])
    measured = agreement(gold, record([entity("a", "ORG", at("Reds"))], []))
    assert counts(measured, "names") == (1, 1, 1)
    assert measured.labels["ORG"].f1 == 1.0


def test_links_of_two_articles_are_not_one() -> None:
    measured = agreement(GOLD, GOLD)
    apart = [{**e, "id": f"{e['id']}-2"} for e in GOLD["entities"]]
    measured.add(GOLD, {**GOLD, "entities": apart})
    assert measured.links.f1 == 1.0


def test_white_space_does_not_count() -> None:
    wide = TEXT.replace(" ", "\n ")
    moved = json.loads(json.dumps(GOLD))
    for span in [m for e in moved["entities"] for m in e["mentions"]] + [
        s for q in moved["quotes"] for s in q["segments"]
    ]:
        for key in ("start", "end"):
            span[key] += TEXT[: span[key]].count(" ")
    measured = agreement({**moved, "text": wide}, GOLD)
    assert all(m.f1 == 1.0 for m in measured.measures.values())


def test_b_cubed_of_an_example() -> None:
    links = b_cubed([(1, "a"), (1, "a"), (1, "b"), (2, "b")])
    assert links.precision == pytest.approx((1 + 1 + 1 / 2 + 1 / 2) / 4)
    assert links.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert b_cubed([]).f1 == 0.0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("Ode", "Ann Ode", True), ("Ann Ode", "Ode", True), ("A. Ode", "Ann Ode", False), ("Ann Ode", "ann  ode", True),
     ("Ann B. Ode", "Ann Ode", True), ("Ann", "Ann Ode", False), ("", "Ode", False), ("Bo Ode", "Ann Ode", False)],
)  # fmt: skip
def test_names_of_one_person(one: str, other: str, same: bool) -> None:
    assert same_name(one, other) is same


def test_edges_that_do_not_count() -> None:
    for text in ("the Reds'", "The Reds’s ", " Reds", "Reds"):
        assert text[slice(*trimmed_name(text, 0, len(text)))] == "Reds"
    assert "the "[slice(*trimmed_name("the ", 0, 4))] == "the "
    for text in ("“Well, no.”", " Well, no…", "'Well, no' – "):
        assert text[slice(*trimmed_quote(text, 0, len(text)))] == "Well, no"


def test_each_stretch_is_matched_once_the_best_first() -> None:
    assert matched([(0, 10), (0, 9)], [(0, 9), (0, 10)], 0.8) == [(0, 1), (1, 0)]
    assert matched([(0, 10)], [(0, 8), (0, 7)], 0.8) == [(0, 0)]
    assert matched([(0, 10)], [(0, 7), (10, 20)], 0.8) == []


def correct_one(library: Library) -> None:
    """In the first article a label and a speaker are wrong; the article is ticked off then."""
    key = library.rows()[0].id
    library.correct(drafts.relabel(view := library.view(key), view.mentions[0], "ORG"))
    library.correct(drafts.set_speaker(library.view(key), view.quotes[0], Speaker()))
    library.correct(drafts.review(library.view(key), True))


def test_the_machine_is_measured_against_the_reviewed_articles(library: Library) -> None:
    correct_one(library)
    problems: list[str] = []
    measured = evaluate(library, reviewed(library, problems.append), problems.append)
    names = measured.measures["names"]
    assert (measured.articles, names.gold - names.right) == (1, 1)
    speakers, quotes = measured.measures["speakers of quotes"], measured.measures["quotes"]
    assert (quotes.right, speakers.right) == (quotes.gold, quotes.gold - 1)
    as_it_stands = evaluate(library, reviewed(library, problems.append), problems.append, corrected=True)
    assert as_it_stands.measures["names"].f1 == as_it_stands.measures["speakers of quotes"].f1 == 1.0
    assert problems == []


def test_articles_are_found_by_text_id_or_source(library: Library, tmp_path: Path) -> None:
    one = record_of(library, library.rows()[0].id)
    spaced = {**one, "text": f"{one['text']}\n"}
    gold = [{**one, "id": "x", "source": "x"}, {**spaced, "source": "x"}, {**spaced, "id": "x"}]
    problems: list[str] = []
    assert evaluate(library, gold, problems.append).articles == 3
    assert problems == []
    gold = [{**one, "text": "Else.", "entities": [], "quotes": []}, {**spaced, "id": "x", "source": "y"}]
    assert evaluate(library, gold, problems.append).articles == 0
    assert problems == ["/0.txt: its text is another one in this store", "y: not in this store"]


def test_a_line_that_is_no_record_is_told(library: Library) -> None:
    good = json.dumps(record_of(library, library.rows()[0].id)).encode()
    bad = [
        b"no json",
        b"[]",
        b"{}",
        b'{"text": 5}',
        b'{"text": "a", "entities": [{"mentions": [{"start": 0, "end": 5}]}]}',
        b"\xff",
    ]
    problems: list[str] = []
    assert len(list(given_records(io.BytesIO(b"\n".join([good, b"", *bad])), "f", problems.append))) == 1
    assert [problem.split(" ")[0] for problem in problems] == [f"f:{n}:" for n in range(3, 9)]


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_whatever_stands_in_a_gold_it_is_measured_or_told(data: st.DataObject) -> None:
    gold = json.loads(json.dumps(GOLD))
    gold["entities"][0] |= {"aliases": ["R"]}
    gold["entities"][0]["mentions"][0] |= {"alt": ["GPE"]}
    for _ in range(data.draw(st.integers(1, 3))):
        spoil(data.draw, gold)
    problems: list[str] = []
    lines = io.BytesIO(json.dumps(gold).encode())
    for one in given_records(lines, "f", problems.append):
        assert agreement(one, {**FOUND, "text": one["text"]} if one["text"] == TEXT else one).articles == 1
    assert len(problems) <= 1


def test_the_command_measures_a_store_a_file_and_another_store(
    pressbox: Pressbox, library: Library, tmp_path: Path
) -> None:
    correct_one(library)
    library.close()
    store = tmp_path / "s"
    status, out, err = pressbox("evaluate", "--store", store)
    assert (status, err) == (0, "")
    assert out.startswith("1 article, 34 words\n")
    assert {line.split("  ")[0] for line in out.splitlines()} >= {"names", "links (B-cubed)", "speakers of quotes"}
    (found,) = jsonl(pressbox("evaluate", store, "--store", store, "--json")[1])
    file = tmp_path / "gold.jsonl"
    assert pressbox("export", "--store", store, "--reviewed-only", "-o", file)[0] == 0
    assert jsonl(pressbox("evaluate", file, "--store", store, "--json")[1]) == [found]
    assert set(found) >= {
        "articles",
        "names",
        "name_borders",
        "links",
        "quotes",
        "speakers_of_quotes",
        "labels",
        "kinds",
    }
    (perfect,) = jsonl(pressbox("evaluate", "--store", store, "--json", "--corrected")[1])
    assert perfect["names"]["f1"] == 1.0  # type: ignore[index]
    with Library.open(tmp_path / "empty"):
        pass
    status, out, err = pressbox("evaluate", tmp_path / "empty", "--store", store)
    assert (status, out) == (1, "")
    assert err == "pressbox: nothing to measure: no article is ticked off as reviewed\n"
    (tmp_path / "no store").mkdir()
    assert pressbox("evaluate", tmp_path / "no store", "--store", store)[2].endswith("not a Pressbox store\n")
