"""A full disk: what cannot be written is not said to be saved, and nothing that was saved is harmed.

The kernel's limit on the size of a file stands for the full disk: a write beyond it fails as one without space does,
in the middle of a file.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from store.corrections import Correction, State, in_force
from store.library import Library
from tests.newsroom import MATCH, extraction, reading

ROOT = Path(__file__).parent.parent

_LIMITED = """
import resource, signal, sys
from pathlib import Path
from store.errors import StoreError
from store.library import Library
from tests.newsroom import MATCH, extraction, reading
from tests.test_store_full_disk import review

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Library.open(Path(sys.argv[1])) as library:
    key = library.rows()[0].id
    size = library._documents.path(key).stat().st_size
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    {work}
"""
_CORRECTION = """
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 1, hard))
    before = library.view(key)
    try:
        library.correct(review(key))
        print("saved")
    except StoreError as error:
        print(error)
    print(library.view(key) == before)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    library.correct(review(key))
    print("saved")
"""
_IMPORT = """
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 4096, hard))
    for text in (MATCH * 100, "A short one. " + MATCH):
        try:
            print(library.put(reading(text), extraction(text))[0])
        except StoreError as error:
            print(error)
"""


def review(key: str) -> Correction:
    """The shortest correction there is."""
    return Correction(id="", time="", action="review", article=key, after=State(reviewed=True))


def limited(store: Path, work: str) -> list[str]:
    """Do something in a process whose files cannot grow beyond a limit; gives the lines it printed."""
    program = _LIMITED.replace("{work}", work.strip())
    done = subprocess.run(
        [sys.executable, "-c", program, str(store)], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_a_correction_on_a_full_disk_is_not_saved_until_there_is_room(tmp_path: Path) -> None:
    with Library.open(tmp_path / "store") as library:
        _, key = library.put(reading(MATCH), extraction(MATCH))
    failed, same, saved = limited(tmp_path / "store", _CORRECTION)
    assert failed.startswith("Not saved: ")
    assert (same, saved) == ("True", "saved")
    with Library.open(tmp_path / "store") as library:
        assert library.problems == []
        assert len(in_force(library.document(key).corrections)) == 1
        assert library.view(key).reviewed
    assert not list((tmp_path / "store").rglob("*.tmp"))


def test_an_import_on_a_full_disk_keeps_what_was_there_and_what_fits(tmp_path: Path) -> None:
    with Library.open(tmp_path / "store") as library:
        _, key = library.put(reading(MATCH), extraction(MATCH))
    failed, fits = limited(tmp_path / "store", _IMPORT)
    assert failed.startswith("Not saved: ")
    assert fits == "new"
    with Library.open(tmp_path / "store") as library:
        assert library.problems == []
        assert [library.document(row.id).article.text[:5] for row in library.rows()] == [MATCH[:5], "A sho"]
        assert library.rows()[0].id == key
    assert not list((tmp_path / "store").rglob("*.tmp"))
