"""Languages are told apart, and what is not English is not mangled."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from store.importing import Importer
from store.library import Library
from store.reading.language import UNDETERMINED, language_of
from tests.languages import ENGLISH, OTHERS
from tests.readers import articles


@pytest.mark.parametrize("text", [*ENGLISH, " ".join(ENGLISH)])
def test_english(text: str) -> None:
    assert language_of(text) == "en"


@pytest.mark.parametrize("language", OTHERS)
def test_other_languages(language: str) -> None:
    assert language_of(" ".join(OTHERS[language])) == language


def test_in_doubt_a_text_is_english() -> None:
    for text in ("", "5-2", "Klopp", "Arsenal 2-1 Chelsea\nLeeds 0-0 Burnley\n" * 40, "Ça va?", "x" * 99, "½ — 7"):
        assert language_of(text) == "en"
    quoting = f"{' '.join(ENGLISH[:4])} {OTHERS['fr'][1]}"
    assert language_of(quoting) == "en"


def test_a_language_that_is_not_known() -> None:
    # Words of no language: what they have in common with Hungarian is that none of the commonest words is there.
    running = "bolkat verin sostem ulda mirrez kuntor paslam erdig"
    assert language_of(f"{running}. " * 12) == UNDETERMINED
    assert language_of("ႠႡႢ ႣႤႥ " * 9) == UNDETERMINED


def test_telling_takes_no_time() -> None:
    started = time.process_time()
    for text in ("word " * 4_000_000, "x" * 20_000_000, "é" * 5_000_000, "字" * 5_000_000):
        language_of(text)
    assert time.process_time() - started < 2


def test_other_languages_are_imported_without_names_and_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    text = " ".join(OTHERS["de"])
    path.write_text(
        f'{{"text": "{text}", "date": "2026-03-04", "author": "Ada Brook", "url": "https://example.org/a"}}'
    )
    assert articles(path)[0].language == "de"
    with Library.open(tmp_path / "store") as library:
        # A model that does not exist would be an error if any process were started for it.
        importer = Importer(library, [str(path)], model="no_such_model")
        assert [event.outcome for event in importer.run()] == ["imported"]
        (row,) = library.rows()
        assert (row.language, row.note) == ("de", "not in English (de): no names and quotes were looked for")
        document = library.document(row.id)
        article = document.article
        assert (article.text, document.machine.mentions, document.machine.quotes) == (text, (), ())
        assert (article.published, article.author, article.site) == ("2026-03-04", "Ada Brook", "")
        assert article.key == article.address == "https://example.org/a"
        assert [event.outcome for event in Importer(library, [str(path)], model="no_such_model").run()] == ["unchanged"]
