"""What several test modules share: settings of their own, and a store with the samples in it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from store.extract import DEFAULT_MODEL
from store.importing import Importer
from store.library import Library
from tests.ferry import made

if TYPE_CHECKING:
    from spacy.language import Language

SAMPLES = Path(__file__).parent.parent / "samples"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of this project's own."""
    parser.addoption("--update-snapshots", action="store_true", help="write the snapshots of the screens anew")


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the user's own store, settings, sessions and log out of the tests."""
    for name in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / "xdg" / name.lower()))
    for name in ("PRESSBOX_STORE", "PRESSBOX_MODEL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def imported_samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store into which the samples were imported. Not to be written to: take ``store`` for that."""
    path = tmp_path_factory.mktemp("samples") / "store"
    with Library.open(path) as library:
        importer = Importer(library, [str(SAMPLES)], model=DEFAULT_MODEL)
        assert [event.outcome for event in importer.run()] == ["imported"] * 3
    return path


@pytest.fixture
def store(imported_samples: Path, tmp_path: Path) -> Path:
    """A store of the test's own with the samples in it."""
    return Path(shutil.copytree(imported_samples, tmp_path / "store"))


@pytest.fixture
def ferry(tmp_path: Path) -> Path:
    """A small store in which everything is that the explorer marks."""
    return made(tmp_path / "store")


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The default pipeline with the project's components, loaded once."""
    from store.extract.pipeline import load  # two seconds that tests without it need not wait

    return load()
