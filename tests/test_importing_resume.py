"""A killed import goes on where it was; how far it is is said."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from store.importing import Importer
from store.library import Library
from store.reading import Found
from store.reading.counting import expected
from tests.languages import OTHERS
from tui.progress import INTERVAL, Pace, duration

ROOT = Path(__file__).parent.parent


@pytest.fixture
def sources(tmp_path: Path) -> list[str]:
    """Records, a folder and an archive, with 60 articles in all."""
    texts = [
        f"Report {n}.\n\n“We won match {n},” said Jurgen Klopp in Madrid. " + "They played well. " * 40
        for n in range(60)
    ]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in texts[:20]))
    (tmp_path / "folder").mkdir()
    for number, text in enumerate(texts[20:40]):
        (tmp_path / "folder" / f"{number}.txt").write_text(text)
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for number, text in enumerate(texts[40:]):
            archive.writestr(f"{number}.txt", text)
    return [str(tmp_path / name) for name in ("a.jsonl", "folder", "b.zip")]


def test_a_killed_import_goes_on_where_it_was(sources: list[str], tmp_path: Path) -> None:
    store = tmp_path / "store"
    command = [sys.executable, "-m", "tui", "import", "--json", "--jobs", "1", "--store", str(store), *sources]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    kept = 0
    for wanted in (8, 30):
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 120
        while len(list(store.glob("articles/*/*.json"))) < wanted and time.monotonic() < deadline:
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        kept = len(list(store.glob("articles/*/*.json")))
        assert wanted <= kept < 60
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    summary = json.loads(done.stdout)
    assert (summary["imported"], summary["unchanged"], summary["updated"]) == (60 - kept, kept, 0)
    with Library.open(store, write=False) as library:
        assert library.problems == []
        texts = [library.document(row.id).article.text for row in library.rows()]
        assert len(texts) == len(set(texts)) == 60


def test_the_total_counts_records_and_members(sources: list[str], tmp_path: Path) -> None:
    path = tmp_path / "german.jsonl"
    text = " ".join(OTHERS["de"])
    path.write_text("".join(json.dumps({"text": f"{text} {n}."}) + "\n" for n in range(300)))
    with Library.open(tmp_path / "store") as library:
        events = list(Importer(library, [str(path)], model="no_such_model").run())
    assert (events[-1].done, events[-1].total) == (300, 300)
    counts = [expected(Found(source=name, path=name)) for name in (*sources[::2], str(path))]
    assert counts == [20, 20, 300]
    for name, content, count in (
        ("a.csv", 'text\n"a\nb"\n\nc\n', 2),
        ("a.json", '[{"text": "x"}]', None),
        ("a.jsonl", "\0\1" * 99, None),
        ("a.zip", "x", None),
        ("a.txt.gz", "x", None),
        ("a.txt", "x", 1),
    ):
        (tmp_path / name).write_text(content)
        assert expected(Found(source=name, path=str(tmp_path / name))) == count
    assert expected(Found(source="x", path=str(tmp_path / "gone.csv"))) is None


def test_progress_without_a_bar() -> None:
    pace = Pace(100.0)
    assert pace.line(100 + INTERVAL - 1, 50, 1000) == ""
    assert pace.line(100 + INTERVAL, 300, 1000) == "300 of 1000 done, 10.0/s, 1:10 left"
    assert pace.line(101 + INTERVAL, 310, 1000) == ""
    assert pace.line(100 + 2 * INTERVAL, 330, None) == "330 done, 1.0/s"
    assert pace.line(100 + 3 * INTERVAL, 330, 1000) == "330 of 1000 done, 0.0/s"
    assert [duration(seconds) for seconds in (4.6, 754, 5025)] == ["0:05", "12:34", "1:23:45"]
