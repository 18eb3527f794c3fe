"""Which room may use what: read off the imports, and proved once in a fresh process."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from store.extract import DEFAULT_MODEL

ROOT = Path(__file__).parent.parent
STORE = sorted((ROOT / "store").rglob("*.py"))
EXTRACT = sorted((ROOT / "store" / "extract").rglob("*.py"))
#: The benchmark is no part of the screen: it has to use what it compares with.
TUI = sorted(file for file in (ROOT / "tui").rglob("*.py") if file.parent.name != "bench")

#: What the extractor may use of the store: values and how they are called, no database and no files.
SHARED = {"store.model", "store.names", "store.extract", "store.safe", "store.processes"}


def imported(file: Path) -> set[str]:
    """Every module that a file imports anywhere, as dotted names; ``from a import b`` counts as ``a`` and ``a.b``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative imports hide what is used"
            found.add(node.module or "")
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def packages(file: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(file)}


def name(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", STORE, ids=name)
def test_the_store_knows_no_screen(file: Path) -> None:
    assert not packages(file) & {"tui", "textual", "rich", "click"}


@pytest.mark.parametrize("file", sorted(set(STORE) - set(EXTRACT)), ids=name)
def test_only_the_extractor_uses_spacy(file: Path) -> None:
    assert not packages(file) & {"spacy", "thinc"}
    # What the rest shares with the extractor's processes is the wire between them.
    assert {used for used in imported(file) if used.startswith("store.extract.")} <= {
        member for member in imported(file) if member.startswith("store.extract.wire")
    }


@pytest.mark.parametrize("file", [*STORE, *TUI], ids=name)
def test_only_the_engine_uses_dask(file: Path) -> None:
    assert not packages(file) & {"dask", "distributed"} or name(file) == "store/cluster/engine.py"


@pytest.mark.parametrize("file", EXTRACT, ids=name)
def test_the_extractor_knows_no_database(file: Path) -> None:
    assert not packages(file) & {"tinydb", "sqlite3", "filelock", "platformdirs"}
    ours = {used for used in imported(file) if used.startswith("store.")}
    assert {used for used in ours if not any(used == ok or used.startswith(f"{ok}.") for ok in SHARED)} == set()


@pytest.mark.parametrize("file", TUI, ids=name)
def test_the_screen_never_parses(file: Path) -> None:
    assert not packages(file) & {"spacy", "thinc", "tinydb", "sqlite3"}
    assert not any(used.startswith("store.extract.pipeline") for used in imported(file))


def test_the_default_model_is_installed_along() -> None:
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert any(name.startswith(f"{DEFAULT_MODEL.replace('_', '-')}==") for name in dependencies)


def test_the_parent_of_an_import_loads_neither_spacy_nor_textual() -> None:
    code = (
        "import sys, store.library, store.importing, store.cluster.extracting, store.export, store.applying, tui.cli;"
        "print({'spacy', 'thinc', 'numpy', 'textual', 'rich', 'dask'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_command_line_starts_light() -> None:
    heavy = {"spacy", "textual", "rich", "tinydb", "sqlite3", "msgspec", "dask"}
    code = f"import sys, tui.cli; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
