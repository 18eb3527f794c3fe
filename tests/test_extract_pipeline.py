"""From text to values: the pipeline as the rest of the program uses it."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path

import msgspec
import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

import store.extract
from store.extract import pipeline
from store.extract.pipeline import COMPONENTS, ModelError, extract, extract_many, load
from store.model import LABELS, Extraction

TEXT = 'Liverpool won 3-1. "We were lucky," Jurgen Klopp said. Klopp was in Madrid. '


def check(text: str, found: Extraction) -> None:
    """Assert what holds of every extraction."""
    end = 0
    ids = {entity.id for entity in found.entities}
    assert len(ids) == len(found.entities)
    for mention in found.mentions:
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.text
        assert mention.label in LABELS
        assert mention.entity in ids
        end = mention.end
    for quote in found.quotes:
        for span in (*quote.segments, *filter(None, (quote.cue, quote.speaker.mention))):
            assert text[span.start : span.end] == span.text
        assert quote.speaker.entity is None or quote.speaker.entity in ids


def test_findings_become_values(nlp: Language) -> None:
    found = extract(nlp, TEXT)
    check(TEXT, found)
    names = {entity.name: entity for entity in found.entities}
    assert names["Jurgen Klopp"].aliases == ("Klopp",)
    assert [m.text for m in found.mentions if m.label == "SCORE"] == ["3-1"]
    assert found.extractor.startswith("pressbox ")
    assert found.model.endswith(nlp.meta["version"])
    assert all(mention.reason for mention in found.mentions)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Extraction) == found


def test_many_texts_come_back_in_order_and_as_if_alone(nlp: Language) -> None:
    texts = [TEXT, "", "Tony Blair spoke.", " \n", TEXT * 3]
    assert list(extract_many(nlp, iter(texts), batch_size=2)) == [extract(nlp, text) for text in texts]


def test_components_run_in_order(nlp: Language) -> None:
    assert [name for name in nlp.pipe_names if name in COMPONENTS] == list(COMPONENTS)


def test_missing_model_is_told_in_one_line() -> None:
    with pytest.raises(ModelError, match="'no_such_model' is not installed") as caught:
        load("no_such_model")
    assert "\n" not in str(caught.value)


def test_a_folder_that_is_no_model_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="damaged or none of spaCy's") as caught:
        load(str(tmp_path))
    assert "\n" not in str(caught.value)


def test_a_pipeline_that_lacks_a_library_is_told_in_one_line(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path)
    config = (tmp_path / "config.cfg").read_text(encoding="utf-8")
    config = (
        config.replace("pipeline = []", 'pipeline = ["other"]') + '\n[components.other]\nfactory = "no_such_factory"\n'
    )
    (tmp_path / "config.cfg").write_text(config, encoding="utf-8")
    with pytest.raises(ModelError, match="no_such_factory") as caught:
        load(str(tmp_path))
    assert "\n" not in str(caught.value)


def test_another_language_is_told_in_one_line(tmp_path: Path) -> None:
    spacy.blank("de").to_disk(tmp_path)
    with pytest.raises(ModelError, match="only English"):
        load(str(tmp_path))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([], {"Liverpool", "Jurgen Klopp", "Klopp", "Madrid"}),
        (["sentencizer"], {"Liverpool", "Jurgen Klopp", "Klopp", "Madrid"}),
        (["entity_ruler"], {"Liverpool", "Jurgen Klopp", "Klopp", "Madrid", "Zorbax"}),
    ],
)
def test_a_pipeline_of_few_parts_finds_what_lists_and_forms_tell(
    tmp_path: Path, parts: list[str], expected: set[str]
) -> None:
    bare = spacy.blank("en")
    for part in parts:
        bare.add_pipe(part)
    if "entity_ruler" in parts:
        bare.get_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "Zorbax"}])
    bare.to_disk(tmp_path)
    text = TEXT + "They read of Zorbax."
    found = extract(load(str(tmp_path)), text)
    check(text, found)
    assert {mention.text for mention in found.mentions if mention.label != "SCORE"} == expected
    assert [quote.kind for quote in found.quotes] == ["direct"]


@pytest.mark.parametrize("parts", [["ner"], ["parser"], ["tagger", "attribute_ruler", "lemmatizer"], ["lemmatizer"]])
def test_a_pipeline_that_lacks_one_part_does(nlp: Language, parts: list[str]) -> None:
    with nlp.select_pipes(disable=parts):
        found = extract(nlp, TEXT)
    check(TEXT, found)
    assert {"Liverpool", "Jurgen Klopp", "Klopp", "Madrid"} <= {mention.text for mention in found.mentions}


def test_loading_warns_of_nothing() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load()


def test_long_text_is_read_in_pieces(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "PIECE", 300)
    text = TEXT * 20
    found = extract(nlp, text)
    check(text, found)
    assert sum(mention.text == "3-1" for mention in found.mentions) == 20
    assert [entity.name for entity in found.entities].count("Jurgen Klopp") == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n\n",
        "\x00",
        "� Tony Blair said �",
        "a" * 5000,
        "(" * 3000,
        "'" * 3000,
        "3-1 " * 500,
        "Mr " * 500,
        "\r\n".join(["Tony", "Blair"] * 20),
        "\u202eTony Blair\u202c",
        "Salah and " * 300,
        "A.B" * 1000,
        "é́" * 500,
    ],
)
def test_odd_texts_survive(nlp: Language, text: str) -> None:
    check(text, extract(nlp, text))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(), max_size=300))
def test_any_unicode_survives(nlp: Language, text: str) -> None:
    check(text, extract(nlp, text))


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=80), st.integers(4, 40))
def test_pieces_make_up_the_text(text: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "PIECE", size)
        pieces = list(pipeline._pieces(text))
    assert "".join(pieces) == text
    assert all(len(piece) <= size for piece in pieces)


def test_extraction_knows_nothing_of_screen_and_library() -> None:
    for module in COMPONENTS.values():
        path = Path(store.extract.__file__).parent / f"{module.rsplit('.', 1)[1]}.py"
        imported = {
            name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            for name in (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        ours = {name for name in imported if name.startswith(("store", "tui"))}
        assert all(name.startswith(("store.extract", "store.model", "store.names")) or name == "store" for name in ours)
        assert not {name.split(".")[0] for name in imported} & {"textual", "tinydb", "tui"}
