"""Every format is read back by a reader of its own, and says what the records said."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from markdown_it import MarkdownIt
from spacy.tokens import DocBin

from store.exchange import brat, conll, docbin, html, lines, markdown, prodigy, tables, webannotation
from store.exchange.kinds import TYPE_OF
from store.exchange.tokens import sentences, words
from tests.hostile_records import record, records, span

Record = dict[str, Any]
Place = tuple[int, int]

examples = settings(max_examples=150, deadline=None)


def written(module: Any, *found: Record) -> bytes:
    out = io.BytesIO()
    module.write(found, out)
    return out.getvalue()


def names_of(one: Record) -> set[tuple[int, int, str, str]]:
    return {(m["start"], m["end"], m["label"], e["id"]) for e in one["entities"] for m in e["mentions"]}


def places(segments: list[Record]) -> list[Place]:
    return [(s["start"], s["end"]) for s in segments]


@examples
@given(records())
def test_json_lines(one: Record) -> None:
    assert [json.loads(found) for found in written(lines, one, one).splitlines()] == [one, one]


# CoNLL


def read_conll(text: str) -> tuple[list[str], list[tuple[str, str]], list[tuple[str, str]]]:
    """A strict reader: article ids, then (word, quote tag) and (word, name tag) of every line."""
    ids, quotes, names = [], [], []
    for row in text.split("\n"):
        if not row:
            continue
        word, middle, last = row.split("\t")
        if word == "-DOCSTART-":
            assert last == "O"
            ids.append(middle)
            continue
        assert word.split() == [word]
        quotes.append((word, middle))
        names.append((word, last))
    return ids, quotes, names


def chunks(tagged: list[tuple[str, str]]) -> list[tuple[int, int, str]]:
    """The spans that IOB2 tags mean, as numbers of words; raises for a tag that continues nothing."""
    found: list[tuple[int, int, str]] = []
    before = "O"
    for n, (_, tag) in enumerate(tagged):
        if tag.startswith("B-"):
            found.append((n, n + 1, tag[2:]))
        elif tag != "O":
            assert before[2:] == tag[2:], f"{tag} after {before}"
            found[-1] = found[-1][0], n + 1, found[-1][2]
        before = tag
    return found


@examples
@given(records())
def test_conll_has_every_word_and_name(one: Record) -> None:
    ids, quotes, names = read_conll(written(conll, one, one).decode())
    assert ids == [one["id"]] * 2
    half = len(names) // 2
    assert "".join(word for word, _ in names[:half]) == "".join(one["text"].split())
    where = words(one["text"], [*_all_places(one)])
    assert [one["text"][a:b] for a, b in where] == [word for word, _ in names[:half]]
    found = {(where[a][0], where[b - 1][1], label) for a, b, label in chunks(names[:half])}
    assert found == {(*_tight(one["text"], a, b), label) for a, b, label, _ in names_of(one)}
    spoken = {(where[a][0], where[b - 1][1], kind) for a, b, kind in chunks(quotes[:half])}
    wanted = {(*_tight(one["text"], *p), q["kind"]) for q in one["quotes"] for p in places(q["segments"])}
    assert spoken <= wanted
    assert bool(spoken) == bool(wanted)


def _all_places(one: Record) -> list[Place]:
    return [
        *(p for e in one["entities"] for p in places(e["mentions"])),
        *(p for q in one["quotes"] for p in places(q["segments"])),
    ]


def _tight(text: str, start: int, end: int) -> Place:
    """A stretch of text without the white space at its ends."""
    return start + len(text[start:end]) - len(text[start:end].lstrip()), start + len(text[start:end].rstrip())


def test_words_are_what_people_take_for_words() -> None:
    text = "Mr. O’Neil's 2,500 U.S. well-wishers, 3–1 up (5-2)"
    assert [text[a:b] for a, b in words(text, [(4, 10)])] == [
        "Mr", ".", "O’Neil", "'s", "2,500", "U.S", ".", "well-wishers", ",", "3", "–", "1", "up", "(", "5-2", ")",
    ]  # fmt: skip


def test_sentences_end_where_people_end_them() -> None:
    text = "Mr. Ode met J. Doe. “Why?” He left!\nNo v. Yes at 3.5 p.m. And then"
    found = words(text, [])
    shown = [text[group[0][0] : group[-1][1]] for group in sentences(text, found, [])]
    assert shown == ["Mr. Ode met J. Doe.", "“Why?”", "He left!", "No v. Yes at 3.5 p.m.", "And then"]
    whole = [(text.index("Doe"), text.index("left"))]
    assert next(text[g[0][0] : g[-1][1]] for g in sentences(text, found, whole)) == text[: text.index("\n")]


# brat


def read_brat(text: str, ann: str) -> dict[str, Any]:
    """A strict reader of brat's format: every line well-formed, every offset true, every reference to something."""
    bound: dict[str, tuple[str, list[Place]]] = {}
    others: list[tuple[str, list[str]]] = []
    assert ann == "" or ann.endswith("\n")
    for row in ann.splitlines() if "\r" not in ann else ann.split("\n")[:-1]:
        key, rest = row.split("\t", 1)
        assert re.fullmatch(r"[TRN#]\d+", key)
        if key[0] == "T":
            about, _, shown = rest.partition("\t")
            kind, where = about.split(" ", 1)
            spans = [(int(a), int(b)) for a, b in (part.split(" ") for part in where.split(";"))]
            assert all(0 <= a < b <= len(text) for a, b in spans)
            assert " ".join(text[a:b] for a, b in spans) == shown
            assert "\n" not in shown
            assert key not in bound
            bound[key] = kind, spans
        else:
            others.append((key, rest.split("\t")))
    found: dict[str, Any] = {"bound": bound, "R": {}, "N": {}, "#": {}}
    for key, (what, *note) in others:
        parts = what.split(" ")
        if key[0] == "R":
            assert parts[0] == "Said_by"
            quote, speaker = parts[1].removeprefix("Arg1:"), parts[2].removeprefix("Arg2:")
            assert {quote, speaker} <= set(bound)
            found["R"][quote] = speaker
        else:
            assert parts[1] in bound
            found[key[0]][parts[1]] = parts[2] if key[0] == "N" else note[0]
    return found


@examples
@given(records())
def test_brat_is_well_formed_and_complete(one: Record) -> None:
    text = one["text"]
    found = read_brat(text, brat.standoff(one))
    names = {
        (spans[0][0], spans[-1][1], kind, found["N"][key].removeprefix("pressbox:"))
        for key, (kind, spans) in found["bound"].items()
        if kind.isupper()
    }
    assert {(a, b, *rest) for a, b, *rest in names} == {
        (*_without_line_ends(text, a, b), label, key) for a, b, label, key in names_of(one)
    }
    quotes = [(key, kind, spans) for key, (kind, spans) in found["bound"].items() if kind in TYPE_OF.values()]
    for (key, kind, spans), quote in zip(quotes, one["quotes"], strict=True):
        assert kind == TYPE_OF[quote["kind"]]
        inside = {n for a, b in places(quote["segments"]) for n in range(a, b) if text[n] not in "\r\n"}
        assert {n for a, b in spans for n in range(a, b)} == inside
        assert (key in found["R"]) == bool(quote["speaker"]["mention"])


def _without_line_ends(text: str, start: int, end: int) -> Place:
    shown = text[start:end]
    return start + len(shown) - len(shown.lstrip("\r\n")), start + len(shown.rstrip("\r\n"))


def test_brat_is_an_archive_with_its_configuration() -> None:
    one = record("A\r\n“B” said Mr C.", [], [])
    with zipfile.ZipFile(io.BytesIO(written(brat, one))) as archive:
        assert archive.testzip() is None
        assert {name.rpartition("/")[2] for name in archive.namelist()} == {
            "annotation.conf", "0123456789abcdef.txt", "0123456789abcdef.ann",
        }  # fmt: skip
        assert archive.read("pressbox/0123456789abcdef.txt").decode() == one["text"]
        configured = archive.read("pressbox/annotation.conf").decode()
    assert re.findall(r"^\[(\w+)\]$", configured, re.MULTILINE) == ["entities", "relations", "events", "attributes"]
    assert written(brat, one) == written(brat, one)


# Prodigy


@examples
@given(records())
def test_prodigy_tasks_hold_together(one: Record) -> None:
    (task,) = (json.loads(found) for found in written(prodigy, one).splitlines())
    text, tokens = task["text"], task["tokens"]
    assert text == one["text"]
    assert [token["id"] for token in tokens] == list(range(len(tokens)))
    assert all(text[t["start"] : t["end"]] == t["text"] for t in tokens)
    assert all(t["ws"] == (n["start"] > t["end"]) for t, n in pairwise(tokens))
    for found in task["spans"]:
        first, last = tokens[found["token_start"]], tokens[found["token_end"]]
        assert (first["start"], last["end"]) == _tight(text, found["start"], found["end"])
    spans = [{k: s[k] for k in ("start", "end", "token_start", "token_end", "label")} for s in task["spans"]]
    for relation in task["relations"]:
        assert relation["head_span"] in spans
        assert relation["child_span"] in spans
        assert relation["head"] == relation["head_span"]["token_end"]
        assert relation["child"] == relation["child_span"]["token_end"]
    names = {(s["start"], s["end"], s["label"], s["entity"]) for s in task["spans"] if "entity" in s}
    assert names >= names_of(one)


# W3C Web Annotation


@examples
@given(records())
def test_web_annotations_select_what_they_say(one: Record) -> None:
    found = json.loads(written(webannotation, one, one))
    assert found["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert (found["type"], found["first"]["type"]) == ("AnnotationCollection", "AnnotationPage")
    items = found["first"]["items"]
    assert found["total"] == len(items)
    text = one["text"]
    half = items[: len(items) // 2]
    for item in half:
        assert item["type"] == "Annotation"
        assert item["motivation"] in ("identifying", "classifying")
        assert item["body"]
        for target in [*item["target"], *(b for b in item["body"] if "selector" in b)]:
            position, words_ = target["selector"]
            assert (position["type"], words_["type"]) == ("TextPositionSelector", "TextQuoteSelector")
            start, end = position["start"], position["end"]
            assert words_["exact"] == text[start:end] != ""
            assert text[:start].endswith(words_["prefix"])
            assert text[end:].startswith(words_["suffix"])
            assert bool(words_["prefix"]) == (start > 0)
        for iri in _iris(item):
            assert re.fullmatch(r"(urn:[a-z]+:|https?://)[!#-;=?-\[\]_a-z~%]+", iri), iri
    named = {
        (i["target"][0]["selector"][0]["start"], i["body"][1]["value"])
        for i in half
        if i["motivation"] == "identifying"
    }
    assert named == {(start, label) for start, _, label, _ in names_of(one)}
    said = [i for i in half if i["motivation"] == "classifying"]
    assert [len(i["target"]) for i in said] == [len(q["segments"]) for q in one["quotes"]]


def _iris(node: Any) -> list[str]:
    if isinstance(node, list):
        return [iri for one in node for iri in _iris(one)]
    if not isinstance(node, dict):
        return []
    own = [node[key] for key in ("id", "via") if key in node]
    return own + [iri for value in node.values() for iri in _iris(value)]


# spaCy

OVERLAPPING = record(
    "👩\u200d🚀 Ode said it was “<b>over</b>, really”.\r\n“Yes,” added Ode-Lee.",
    [
        {"id": "ode", "name": "Ode", "label": "PERSON", "aliases": [], "mentions": [
            {"start": 4, "end": 7, "text": "Ode", "label": "PERSON", "by": "human", "confidence": 1.0}]},
    ],
    [
        {"id": "q1", "kind": "indirect", "segments": [{"start": 13, "end": 41, "text": ""}],
         "speaker": {"entity": "ode", "name": "Ode", "mention": {"start": 4, "end": 7, "text": "Ode"}},
         "cue": None, "by": "machine", "confidence": 1.0},
        {"id": "q2", "kind": "partial", "segments": [{"start": 21, "end": 40, "text": ""}],
         "speaker": {"entity": None, "name": None, "mention": None}, "cue": None, "by": "machine", "confidence": 1.0},
    ],
    title="",
)  # fmt: skip


def test_spacy_reads_overlapping_quotes_and_signs_beyond_the_bmp() -> None:
    (doc,) = DocBin().from_bytes(written(docbin, OVERLAPPING)).get_docs(spacy.blank("en").vocab)
    assert doc.text == OVERLAPPING["text"]
    assert [(e.start_char, e.end_char, e.label_, e.kb_id_) for e in doc.ents] == [(4, 7, "PERSON", "ode")]
    said = [(s.label_, s.id_, s.kb_id_, s.start_char <= 21 < 40 <= s.end_char) for s in doc.spans["quotes"]]
    assert said == [("indirect", "q1", "ode", True), ("partial", "q2", "", True)]


# reports


class Page(HTMLParser):
    """What a page shows, the ids it has and the ones it links to."""

    def __init__(self) -> None:
        super().__init__()
        self.shown = ""
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.ids += [value for name, value in attrs if name == "id" and value]
        self.links |= {value for name, value in attrs if name == "href" and value}

    def handle_data(self, data: str) -> None:
        self.shown += data


@examples
@given(records())
def test_html_shows_the_text_and_every_link_leads_somewhere(one: Record) -> None:
    page = Page()
    page.feed("".join(html.report([one])))
    assert one["text"] in page.shown
    assert len(page.ids) == len(set(page.ids))
    assert page.links <= {f"#{key}" for key in page.ids}
    assert {f"#{quote['id']}" for quote in one["quotes"]} <= page.links
    assert not page.tags & {"script", "b"}


@examples
@given(records())
def test_markdown_shows_the_text_and_marks_up_nothing_of_it(one: Record) -> None:
    page = Page()
    page.feed(MarkdownIt().render("".join(markdown.report([one]))))
    assert page.tags <= {"h1", "h2", "h3", "p", "strong", "ul", "li"}
    assert "".join(one["text"].split()) in "".join(page.shown.split())


@examples
@given(records())
def test_tables_have_no_formula_and_one_row_for_each(one: Record) -> None:
    out = io.BytesIO()
    tables.write_quotes([one], out)
    rows = list(csv.reader(io.StringIO(out.getvalue().decode(), newline="")))
    assert len(rows) == 1 + len(one["quotes"])
    assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for row in rows for cell in row)


@pytest.mark.parametrize("text", ["Yahoo!s", "a5-2", "x“Ode”y"])
def test_a_name_that_meets_letters_is_no_stray_stars(text: str) -> None:
    mention = {**span(text, 1, len(text) - 1), "label": "ORG", "by": "machine", "confidence": 1.0}
    one = record(text, [{"id": "a", "name": "A", "label": "ORG", "aliases": [], "mentions": [mention]}], [])
    page = Page()
    page.feed(MarkdownIt().render("".join(markdown.report([one]))))
    assert text in page.shown
