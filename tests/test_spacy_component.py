"""The extractor in a spaCy pipeline of somebody who knows nothing of this program but the component's name."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
import tomllib
from pathlib import Path

import pytest
from spacy.language import Language

from store.extract import DEFAULT_MODEL
from store.extract.pipeline import COMPONENTS, extract, load
from tests.conftest import SAMPLES

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
FACTORIES: dict[str, str] = PROJECT["entry-points"]["spacy_factories"]

TEXT = "“We lost 3-1,” said Ann Ode. Ode blamed the weather."


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The import path of an environment in which this project is installed as its metadata says."""
    site = tmp_path_factory.mktemp("site")
    info = site / f"{PROJECT['name']}-{PROJECT['version']}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {PROJECT['name']}\nVersion: {PROJECT['version']}\n")
    points = "".join(f"{name} = {value}\n" for name, value in FACTORIES.items())
    (info / "entry_points.txt").write_text(f"[spacy_factories]\n{points}")
    return [str(site), str(ROOT)]


def run(path: list[str], code: str, folder: Path) -> str:
    """What a program prints that imports spaCy alone."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=folder, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(path)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_readmes_example_runs(installed: list[str], tmp_path: Path) -> None:
    blocks = re.findall(r"(?:^ {4}.*\n|^\n)+", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    (example,) = (textwrap.dedent(block) for block in blocks if 'add_pipe("pressbox")' in block)
    assert "import store" not in example
    assert run(installed, example, tmp_path).splitlines() == [
        "Ann Ode direct ['We lost 3-1,']", "3-1 SCORE []", "Ann Ode PERSON ['Ode']",
    ]  # fmt: skip


def test_a_pipeline_saved_with_it_is_loaded_by_name(installed: list[str], tmp_path: Path) -> None:
    code = (
        f"import spacy; nlp = spacy.load({DEFAULT_MODEL!r}); nlp.add_pipe('pressbox'); nlp.to_disk('saved');"
        f"import json; print(json.dumps(nlp({TEXT!r})._.pressbox))"
    )
    saved = run(installed, code, tmp_path)
    code = f"import spacy, json; print(json.dumps(spacy.load('saved')({TEXT!r})._.pressbox))"
    assert run(installed, code, tmp_path) == saved
    assert json.loads(saved)["quotes"][0]["speaker"]["entity"] == "ann-ode"


def test_every_part_can_be_added_alone(installed: list[str], tmp_path: Path) -> None:
    code = (
        f"import spacy\nfor name in {list(FACTORIES)!r}:\n    nlp = spacy.blank('en')\n    nlp.add_pipe(name)\n"
        f"    nlp({TEXT!r})\n    print(name)"
    )
    assert run(installed, code, tmp_path).split() == list(FACTORIES)


def test_the_metadata_names_every_component() -> None:
    assert list(FACTORIES) == ["pressbox", *COMPONENTS]
    assert {name: value.partition(":")[0] for name, value in FACTORIES.items() if name != "pressbox"} == COMPONENTS


@pytest.fixture(scope="module")
def whole() -> Language:
    """The default pipeline with the one component in place of the parts."""
    import store.extract.component  # noqa: F401  registers it

    nlp = load()
    for name in COMPONENTS:
        nlp.remove_pipe(name)
    nlp.add_pipe("pressbox")
    return nlp


def test_it_finds_what_the_import_finds(whole: Language, nlp: Language) -> None:
    for file in sorted(SAMPLES.glob("*.txt")):
        text = file.read_text("utf-8")
        expected, doc = extract(nlp, text), whole(text)
        found = doc._.pressbox
        assert [(e["id"], e["name"], e["label"]) for e in found["entities"]] == [
            (e.id, e.name, e.label) for e in expected.entities
        ]
        mentions = sorted(
            (m["start"], m["end"], m["text"], m["label"]) for e in found["entities"] for m in e["mentions"]
        )
        assert mentions == [(m.start, m.end, m.text, m.label) for m in expected.mentions]
        quotes = [
            (q["kind"], [s["text"] for s in q["segments"]], q["speaker"]["entity"], q["speaker"]["name"])
            for q in found["quotes"]
        ]
        assert quotes == [
            (q.kind, [s.text for s in q.segments], q.speaker.entity, q.speaker.name) for q in expected.quotes
        ]
        assert len(doc.spans["quotes"]) == sum(len(q.segments) for q in expected.quotes)


def test_documents_travel_between_processes(whole: Language) -> None:
    (one, two) = whole.pipe([TEXT, "Nothing here."], n_process=2)
    assert one._.pressbox == whole(TEXT)._.pressbox
    assert two._.pressbox["quotes"] == []
    assert one.to_bytes()
