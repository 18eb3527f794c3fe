"""The benchmark measures what it says it does, on libraries in which every offset holds."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import msgspec
import pytest

from store.documents import digest
from store.library import Library
from store.model import Mention, Span
from tests.newsroom import MATCH, OTHER, extraction, reading
from tui.bench import imports, libraries, measure, screens
from tui.bench.figures import Figure, p95
from tui.bench.growing import grow
from tui.cli import cli
from tui.front import run


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    with Library.open(tmp_path / "seed") as library:
        for n, text in enumerate((MATCH, OTHER)):
            library.put(reading(text, f"/{n}", f"Title {n}"), extraction(text))
    return tmp_path / "seed"


def test_a_grown_library_is_sound_and_its_copies_differ(seed: Path, tmp_path: Path) -> None:
    grow(seed, tmp_path / "grown", 24)
    with Library.open(tmp_path / "grown") as library:
        assert library.problems == []
        rows = library.rows()
        views = [library.view(row.id) for row in rows]
        assert len(rows) == len({view.article.text for view in views}) == 24
        for view in views:
            assert view.article.digest == digest(view.article.text)
            spans: list[Mention | Span] = [
                *view.mentions,
                *(segment for quote in view.quotes for segment in quote.segments),
            ]
            assert spans
            assert all(view.article.text[span.start : span.end] == span.text for span in spans)
            assert {mention.entity for mention in view.mentions} <= {entity.id for entity in view.entities}
        names = {row.name for row in library.entities()}
        assert "Klopp" in {word for name in names for word in name.split()}
        assert len(names) > 20


def test_what_a_figure_says() -> None:
    slow = Figure("a correction", 6.0, "ms", of="a bare write", base=2.0, goal=2.5)
    assert (slow.ratio, slow.met) == (3.0, False)
    assert "3.00 x a bare write" in slow.line()
    assert "MISSED" in slow.line()
    assert Figure("a rate", 2100, "articles/s", goal=2000, least=True).met
    assert Figure("a size", 10, "MB").met is None
    assert p95(range(100)) == 95


def test_every_promise_is_measured(seed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "RUNS", 4)
    monkeypatch.setattr(libraries, "OPENINGS", 1)
    heard: list[str] = []
    figures = {figure.what: figure for figure in measure([], seed, [6], ["store"], "", heard.append)}
    assert heard[0] == "growing a library of 6 articles"
    assert all(what.startswith("6 articles: ") for what in figures)
    for part in ("index", "mentions", "quotes", "entities", "full text", "correction", "TinyDB", "opened", "memory"):
        assert [figure for what, figure in figures.items() if part in what and figure.value > 0], part
    with Library.open(seed) as library:
        assert library.history() == [], "the seed is only read"


def test_the_screen_is_measured(seed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "STARTS", 1)
    monkeypatch.setattr(screens, "PRESSES", 2)
    monkeypatch.setattr(screens, "KEYS", [keys for keys in screens.KEYS if keys.lead or keys.way == "1f"])
    figures = list(measure([], seed, [4], ["screen"], "", lambda _: None))
    assert [figure.what for figure in figures] == [
        "4 articles: first paint",
        "4 articles: a letter of a filter, first frame p95",
        "4 articles: a correction, first frame p95",
        "4 articles: a letter of a filter, the same while an import runs",
        "4 articles: a correction, the same while an import runs",
    ]
    assert all(0 < figure.value < 2000 for figure in figures)


def test_imports_are_measured(seed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "ROUNDS", 1)
    figures = {figure.what: figure for figure in measure([], seed, [2], ["import"], "", lambda _: None)}
    assert list(figures) == ["our components, CPU", "import, one process", "import, two processes"]
    assert all(figure.value > 0 and figure.ratio for figure in figures.values())


def test_quotes_are_measured_against_a_gold(seed: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    gold = tmp_path / "gold.jsonl"
    assert run(cli, ["export", "--store", str(seed), "-o", str(gold)]) == 0
    heard: list[str] = []
    figures = {f.what: f for f in measure([], seed, [], ["quality"], "", heard.append, gold)}
    peer = importlib.util.find_spec("textacy") is not None
    assert ("textacy is not installed" in heard[-1]) is not peer
    for name in ("quotes, direct and partial, F1", "speakers of quotes, direct and partial, F1"):
        assert 0 < figures[name].value <= 100
        assert (figures[name].base is not None) is peer
    assert figures["our names, quotes and speakers in parsed articles, CPU"].ratio
    gold.write_text("{}")
    with pytest.raises(ValueError, match="no record"):
        list(measure([], seed, [], ["quality"], "", heard.append, gold))
    assert run(cli, ["bench", "--only", "quality"]) == 2
    assert "needs --gold" in capfd.readouterr().err


def test_what_cannot_be_measured_is_said(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(cli, ["bench", "--store", str(tmp_path), "--sizes", "3"]) == 1
    assert "nothing to measure: there are no articles" in capfd.readouterr().err
    assert run(cli, ["bench", "--only", "store,taste"]) == 2
    assert "no part 'taste'" in capfd.readouterr().err
    assert run(cli, ["bench", "--sizes", "many"]) == 2
    assert "not numbers of articles" in capfd.readouterr().err


def test_figures_are_json() -> None:
    line = msgspec.json.encode(Figure("a size", 10, "MB"))
    assert json.loads(line) == {"what": "a size", "value": 10.0, "unit": "MB"}
