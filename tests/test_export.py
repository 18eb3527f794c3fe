"""What is taken away must be what the contract says, whoever reads it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from store.corrections import Correction, State, anchor, new_id, now
from store.errors import ExportError
from store.exchange import markdown
from store.exchange.lines import line
from store.exchange.tables import guarded
from store.export import FORMATS, write, write_file
from store.library import Library
from store.model import LABELS
from store.safe import safe
from tui.result_commands import export as command

NASTY = '<script>alert(1)</script> & "x" [@click=app.quit]y[/] **z** `c` =1+1 \x1b[31m\u202e\x9b'


@pytest.fixture
def library(store: Path) -> Iterator[Library]:
    with Library.open(store) as opened:
        yield opened


def exported(library: Library, form: str) -> bytes:
    out = io.BytesIO()
    assert write(library, form, out) == []
    return out.getvalue()


def records(library: Library) -> list[dict[str, Any]]:
    return [json.loads(one) for one in exported(library, "jsonl").splitlines()]


def rename_first(library: Library, name: str) -> str:
    """Give the first article's first entity a name; returns the entity's id."""
    view = library.view(library.rows()[0].id)
    entity = view.entities[0]
    library.correct(
        Correction(
            id=new_id(),
            time=now(),
            action="rename-entity",
            article=view.article.id,
            scope="article",
            before=State(entity=entity.id, name=entity.name),
            after=State(entity=entity.id, name=name),
        )
    )
    return entity.id


def test_a_record_keeps_the_contract(library: Library) -> None:
    found = records(library)
    assert len(found) == 3
    for record in found:
        assert list(record) == [
            "schema", "id", "source", "title", "text", "language", "published", "author", "site", "address", "similar",
            "reviewed", "extractor", "entities", "quotes",
        ]  # fmt: skip
        assert (record["schema"], record["language"], record["reviewed"]) == (1, "en", False)
        assert record["extractor"]
        text = record["text"]
        spans = [mention for entity in record["entities"] for mention in entity["mentions"]]
        for quote in record["quotes"]:
            assert quote["kind"] in ("direct", "partial", "indirect")
            assert quote["segments"]
            assert set(quote["speaker"]) == {"entity", "name", "mention"}
            spans += [*quote["segments"], *filter(None, (quote["cue"], quote["speaker"]["mention"]))]
        assert all(text[span["start"] : span["end"]] == span["text"] != "" for span in spans)
        known = {entity["id"] for entity in record["entities"]}
        spoken = {quote["speaker"]["entity"] for quote in record["quotes"]} - {None}
        assert spoken <= known
        assert all(entity["mentions"] or entity["id"] in spoken for entity in record["entities"])
        assert {entity["label"] for entity in record["entities"]} <= {*LABELS, "DATE", "TIME", "CARDINAL", "ORDINAL"}
    quotes = [quote["id"] for record in found for quote in record["quotes"]]
    assert len(quotes) == len(set(quotes)) > 5


def test_a_correction_shows_as_human(library: Library) -> None:
    view = library.view(library.rows()[0].id)
    mention = view.mentions[0]
    library.correct(
        Correction(
            id=new_id(),
            time=now(),
            action="relabel",
            article=view.article.id,
            anchor=anchor(view.article.text, mention.start, mention.end),
            before=State(label=mention.label),
            after=State(label="LAW"),
        )
    )
    first = records(library)[0]
    changed = [m for entity in first["entities"] for m in entity["mentions"] if m["start"] == mention.start]
    assert [(m["label"], m["by"]) for m in changed] == [("LAW", "human")]


def test_json_on_a_terminal_is_harmless_and_means_the_same() -> None:
    shown = line({"text": NASTY})
    assert not set("\x1b\x9b\u202e") & set(shown)
    assert json.loads(shown) == {"text": NASTY}


def test_csv_has_one_row_for_each_thing(library: Library) -> None:
    found = records(library)
    quotes = list(csv.DictReader(io.StringIO(exported(library, "csv-quotes").decode())))
    assert [row["quote"] for row in quotes] == [quote["id"] for record in found for quote in record["quotes"]]
    assert exported(library, "csv") == exported(library, "csv-quotes")
    names = list(csv.DictReader(io.StringIO(exported(library, "csv-entities").decode())))
    assert len(names) == sum(len(entity["mentions"]) for record in found for entity in record["entities"])
    texts = {record["id"]: record["text"] for record in found}
    assert all(texts[row["article"]][int(row["start"]) : int(row["end"])] == row["text"] for row in names)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(library: Library, cell: str) -> None:
    assert guarded(cell) == f"'{cell}"
    assert guarded("a=1") == "a=1"


@pytest.mark.parametrize("form", [form for form in FORMATS if form not in ("spacy", "brat")])
def test_no_format_drives_a_terminal(library: Library, form: str) -> None:
    rename_first(library, NASTY)
    assert not set("\x1b\x9b\u202e") & set(exported(library, form).decode())


def test_csv_guards_what_a_human_wrote(library: Library) -> None:
    entity = rename_first(library, '=HYPERLINK("x")')
    rows = csv.DictReader(io.StringIO(exported(library, "csv-entities").decode()))
    assert '\'=HYPERLINK("x")' in {row["name"] for row in rows if row["entity"] == entity}


class Tags(HTMLParser):
    """The tags, attributes and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.words += data


def test_html_says_everything_and_runs_nothing(library: Library) -> None:
    rename_first(library, NASTY)
    page = exported(library, "html").decode()
    tags = Tags()
    tags.feed(page)
    assert "script" not in tags.tags
    assert not tags.attributes & {"src", "onclick", "style"}
    assert "http" not in page.replace("http-equiv", "").split("<article", 1)[0]
    for record in records(library):
        assert record["text"] in tags.words
    assert safe(NASTY) in tags.words


def test_markdown_says_everything_and_marks_up_nothing(library: Library) -> None:
    rename_first(library, NASTY)
    rendered = MarkdownIt().render(exported(library, "md").decode())
    tags = Tags()
    tags.feed(rendered)
    assert tags.tags <= {"h1", "h2", "h3", "p", "strong", "ul", "li"}
    assert '<script>alert(1)</script> & "x" [@click=app.quit]y[/] **z** `c` =1+1' in tags.words
    for record in records(library):
        words = " ".join(record["text"].split())
        assert words in " ".join(tags.words.split())


@pytest.mark.parametrize("text", ["# a", "1. a", "- a", "=== a", "    code", "a <b> &amp; \\* [x](y) | c", "~~a~~ _b_"])
def test_no_line_of_an_article_is_markup(text: str) -> None:
    record: dict[str, Any] = {
        "id": "1", "source": text, "title": None, "text": f"{text}\n{text}", "reviewed": False, "entities": [],
        "quotes": [],
    }  # fmt: skip
    tags = Tags()
    tags.feed(MarkdownIt().enable("strikethrough").render("".join(markdown.report([record]))))
    assert tags.tags <= {"h1", "h2", "h3", "p"}
    assert tags.words.count(text.strip()) == 5  # twice in the heading, once as the source, two lines


def test_spacy_reads_what_was_written(library: Library, tmp_path: Path) -> None:
    write_file(library, "spacy", tmp_path / "out.spacy")
    code = (
        "import sys, json, spacy; from spacy.tokens import DocBin\n"
        "for doc in DocBin().from_disk(sys.argv[1]).get_docs(spacy.blank('en').vocab):\n"
        "    print(json.dumps([doc.text, doc.user_data['pressbox']['id'],\n"
        "        [[e.text, e.label_, e.kb_id_] for e in doc.ents],\n"
        "        [[s.text, s.label_, s.kb_id_, s.id_] for s in doc.spans['quotes']]]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "out.spacy"], capture_output=True, text=True, check=True
    )
    found = records(library)
    for shown, record in zip(done.stdout.splitlines(), found, strict=True):
        text, key, names, quotes = json.loads(shown)
        assert (text, key) == (record["text"], record["id"])
        wanted = {(m["text"], m["label"], entity["id"]) for entity in record["entities"] for m in entity["mentions"]}
        assert len(wanted & {tuple(name) for name in names}) >= 0.9 * len(wanted)
        assert [quote[3] for quote in quotes] == [q["id"] for q in record["quotes"] for _ in q["segments"]]


def test_a_file_is_replaced_whole_or_not_at_all(library: Library, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    target.write_text("old")
    write_file(library, "jsonl", target)
    assert len(target.read_bytes().splitlines()) == 3
    with pytest.raises(ExportError):
        write_file(library, "jsonl", tmp_path / "no such folder" / "out.jsonl")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".out")] == []


def test_the_stores_own_documents_are_safe(library: Library, tmp_path: Path) -> None:
    link = tmp_path / "link.json"
    link.symlink_to(library.path / "pressbox.json")
    before = (library.path / "pressbox.json").read_bytes()
    for target in (library.path / "pressbox.json", link, library.path / "new.jsonl"):
        with pytest.raises(ExportError, match="inside the store"):
            write_file(library, "jsonl", target)
    assert (library.path / "pressbox.json").read_bytes() == before


def test_a_device_is_written_to_and_not_replaced(library: Library, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE) as reader:
        write_file(library, "jsonl", pipe)
        assert reader.stdout is not None
        assert len(reader.stdout.read().splitlines()) == 3
    assert pipe.is_fifo()


def test_the_command_offers_every_format() -> None:
    (choice,) = (option.type for option in command.params if option.name == "form")
    assert list(choice.choices) == list(FORMATS)  # type: ignore[attr-defined]
    assert all(form in (command.help or "") for form in FORMATS)
