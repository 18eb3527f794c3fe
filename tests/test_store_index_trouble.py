"""Trouble with the index alone: what was written to the documents stays acknowledged, nobody waits, nothing crashes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from store import catching_up, following, index
from store.core import INDEX
from store.corrections import State
from store.errors import StoreError
from store.library import Library
from tests.explorer import explorer
from tests.newsroom import MATCH, draft, extraction, reading
from tests.test_store_full_disk import limited


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Library.open(tmp_path / "store") as library:
        for n in range(60):
            text = f"{MATCH} Part {n}."
            library.put(reading(text, f"/{n}", f"Title {n}"), extraction(text))
    return tmp_path / "store"


def relabelled(library: Library, at: int = 0, label: str = "ORG") -> str:
    where = library.document(library.rows()[at].id).article
    return library.correct(draft("relabel", where, "Madrid", after=State(label=label))).id


@pytest.fixture
def busy(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """Another process that reads the index and does not let go."""
    monkeypatch.setattr(index, "PATIENCE", 0.05)
    other = sqlite3.connect(path / INDEX, isolation_level=None)
    yield other
    other.close()


def test_a_busy_index_falls_behind_and_comes_up(path: Path, busy: sqlite3.Connection) -> None:
    with Library.open(path) as library:
        before = (path / INDEX).stat().st_ino
        busy.execute("BEGIN")
        busy.execute("SELECT count(*) FROM articles").fetchone()
        key = relabelled(library)
        assert library.view(library.rows()[0].id).human == 1
        for late in (library.undo, library.redo):
            with pytest.raises(StoreError, match="has to wait"):
                late()
        assert relabelled(library, 1) > key
        busy.execute("ROLLBACK")
        assert [c.id for c, _ in library.history()][1] == key
        assert library.entity("madrid").mentions == 2  # type: ignore[union-attr]
        assert library._index.totals_agree()
        assert (path / INDEX).stat().st_ino == before, "nothing was wrong with it"


def test_opening_beside_who_keeps_it_busy_throws_nothing_away(path: Path, busy: sqlite3.Connection) -> None:
    before = (path / INDEX).stat().st_ino
    busy.execute("BEGIN EXCLUSIVE")
    with Library.open(path) as library:
        assert len(library.rows()) == 60
        busy.execute("ROLLBACK")
        assert library.search("Klopp")
    assert (path / INDEX).stat().st_ino == before


_INDEX_CANNOT_GROW = """
    import tests.test_store_index_trouble as trouble
    library.catch_up()
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, hard))
    first = [trouble.relabelled(library, n) for n in range(40)]
    print(len(set(first)))
    try:
        library.undo()
    except StoreError as error:
        print(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    print(library.undo().id == first[-1])
    print(library._index.totals_agree())
"""


def test_an_index_without_room_fails_no_correction(path: Path) -> None:
    saved, waits, undone, agrees = limited(path, _INDEX_CANNOT_GROW)
    assert (saved, undone, agrees) == ("40", "True", "True")
    assert "has to wait" in waits
    with Library.open(path) as library:
        assert library.problems == []
        assert len(library.history()) == 40


def zeroed(path: Path) -> None:
    """Damage in the middle of the index."""
    size = (path / INDEX).stat().st_size
    with (path / INDEX).open("r+b") as file:
        file.seek(8192)
        file.write(b"\0" * (size - 16384))


def test_a_damaged_index_is_not_waited_for(path: Path) -> None:
    zeroed(path)
    with Library.open(path, wait=False) as library:
        assert library.making is not None
        with pytest.raises(StoreError, match="is being made"):
            library.search("Klopp")
        assert library.catch_up()
        assert library.search("Klopp").articles == 60


def test_damage_found_on_the_way_harms_nobody_beside(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread that catches up meets the damage while another one asks all the time."""
    for file in path.glob("articles/*/*.json"):
        os.utime(file)
    with sqlite3.connect(path / INDEX) as db:
        db.execute("DROP TABLE names")
    monkeypatch.setattr(catching_up, "BATCH", 2)
    faults: list[str] = []
    with Library.open(path, wait=False) as library:
        ended = threading.Event()

        def ask() -> None:
            while not ended.is_set():
                try:
                    list(library.search("Klopp"))
                    library.entities("klopp")
                    library.refresh(0)
                except StoreError as error:
                    faults.append(str(error))

        thread = threading.Thread(target=ask)
        thread.start()
        library.catch_up()
        for _ in range(5):
            if library.settled:
                break
            library.catch_up()
        ended.set()
        thread.join(20)
        assert library._index.totals_agree()
        assert library.entity("klopp") is not None or library.entity("jurgen-klopp") is not None
    assert all("is being made" in fault for fault in faults)


async def test_an_index_deleted_under_the_explorer_is_made_anew_beside(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.long_work.INDEX_WATCH", 0.05)
    async with explorer(path) as app:
        for name in (INDEX, f"{INDEX}-journal"):
            (path / name).unlink(missing_ok=True)
        await app.press("exclamation_mark")
        assert app.status.startswith("saved: ")
        for _ in range(200):
            if (path / INDEX).exists() and app.app.library.settled:
                break
            await app.pilot.pause(0.05)
        await app.quiet()
        assert app.app.library.search("Klopp").articles == 60
        await app.press("u")
        assert app.status.startswith("undone: ")


def test_a_rebuild_ends_with_its_parent_and_leaves_nothing(path: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from store.rebuilding import Rebuild;"
        "rebuild = Rebuild(Path(sys.argv[1]), Path(sys.argv[1]) / 'articles', Path(sys.argv[2]));"
        "next(rebuild.steps()); print(rebuild._process.pid, flush=True); import os, signal; os.kill(os.getpid(), 9)"
    )
    target = tmp_path / "made"
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), str(target)], cwd=root, capture_output=True, text=True, check=False
    )
    pid = int(done.stdout)
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists() and not target.exists():
            break
        time.sleep(0.1)
    assert not target.exists()


def test_what_an_earlier_rebuild_left_is_removed(path: Path) -> None:
    left = path / f"{INDEX}.1-abcd{catching_up.NEW}"
    left.write_bytes(b"half")
    with Library.open(path, write=False):
        assert left.exists(), "it may be another process's"
    with Library.open(path):
        assert not left.exists()


def test_a_reader_takes_over_when_its_writer_has_ended(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "_FRESH", 0.0)
    writer = Library.open(path)
    with Library.open(path) as second:
        assert second.read_only
        relabelled(writer)
        writer.close()
        assert second.follow_writer()
        assert not second.read_only
        assert second.view(second.rows()[0].id).human == 1
        relabelled(second, 1)
        assert second.undo() is not None
        with Library.open(path) as third:
            assert third.read_only


def test_a_reader_that_may_brings_the_index_up_to_date_once(path: Path) -> None:
    (path / INDEX).unlink()
    with Library.open(path, write=False, keep_index=True) as library:
        assert library.read_only
        assert library.search("Klopp")
        with pytest.raises(StoreError, match="opened for reading"):
            relabelled(library)
    before = (path / INDEX).stat().st_mtime_ns
    with Library.open(path, write=False) as library:
        assert library._index.on_disk
        assert library.search("Klopp").articles == 60
    assert (path / INDEX).stat().st_mtime_ns == before


def test_a_folder_that_cannot_be_read_is_named_and_the_rest_opens(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, shelf = os.scandir, next(path.glob("articles/*"))

    def scandir(where: Any) -> Any:
        if os.fspath(where) == str(shelf):
            raise PermissionError(13, "Permission denied")
        return real(where)

    monkeypatch.setattr(os, "scandir", scandir)
    inside = len(list(shelf.iterdir()))
    with Library.open(path) as library:
        assert library.problems == [f"articles/{shelf.name} cannot be read: Permission denied."]
        assert len(library.rows()) == 60, "what is not seen is not gone"
        assert inside


def test_a_rule_is_answered_at_once_and_read_again_beside(path: Path) -> None:
    with Library.open(path, wait=False) as library:
        library.catch_up()
        where = library.document(library.rows()[0].id).article
        library.correct(draft("relabel", where, "Madrid", after=State(label="ORG"), scope="everywhere"))
        begin = time.monotonic()
        library.entities("madrid")
        assert time.monotonic() - begin < 5
        assert library.refresh() == 0
        assert {row.label for row in library.entities("madrid")} == {"ORG"}


def test_other_texts_are_not_touched_by_a_rule(path: Path) -> None:
    with Library.open(path) as library:
        library.put(reading("They used us in MADRID.", "/x"), extraction("They used us in MADRID.", {}))
        where = library.document(library.rows()[0].id).article
        rule = draft("relabel", where, "Madrid", after=State(label="ORG"), scope="everywhere")
        touched = library._index.ids(library._index.touched(rule))
        assert len(touched) == 60
