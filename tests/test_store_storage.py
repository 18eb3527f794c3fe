"""A document is written whole or not at all, for its owner alone, and never through a link."""

from __future__ import annotations

import json
import os
import resource
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tinydb import TinyDB, where

from store.corrections import State
from store.library import Library
from store.storage import AtomicStorage, UnreadableError, make_folder, read_bytes, set_aside, write_bytes
from tests import format0
from tests.newsroom import OTHER, draft, extraction, reading

TABLES = {"people": {"1": {"name": "Jürgen", "n": 2**70}, "2": {"name": "“Pep”"}}, "empty": {}}


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder))


def test_tinydb_works_on_it_and_plain_tinydb_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with TinyDB(path, storage=AtomicStorage) as db:
        db.table("people").insert_multiple([{"name": "Jürgen"}, {"name": "Pep"}])
        db.table("people").update({"name": "Josep"}, where("name") == "Pep")
    with TinyDB(path, encoding="utf-8") as plain:
        assert [row["name"] for row in plain.table("people")] == ["Jürgen", "Josep"]


def test_what_is_written_is_read_and_each_document_has_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    AtomicStorage(path).write(TABLES)
    assert AtomicStorage(path).read() == TABLES
    assert json.loads(path.read_text("utf-8")) == TABLES
    assert len(path.read_text("utf-8").splitlines()) == 5
    assert names(tmp_path) == ["a.json"]


def test_the_owner_alone_may_read_it_whatever_the_umask(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        make_folder(tmp_path / "b" / "c")
        AtomicStorage(tmp_path / "b" / "c" / "a.json").write(TABLES)
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "b" / "c" / "a.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "b" / "c").stat().st_mode) == 0o700


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", {1, 2}, object(), b"x"])
def test_what_json_cannot_carry_is_refused_and_the_old_document_stays(tmp_path: Path, value: object) -> None:
    path = tmp_path / "a.json"
    AtomicStorage(path).write(TABLES)
    with pytest.raises((ValueError, TypeError)):
        AtomicStorage(path).write({"t": {"1": {"v": value}}})
    with TinyDB(path, storage=AtomicStorage) as db:
        with pytest.raises((ValueError, TypeError)):
            db.table("people").insert({"v": value})
        # Nothing poisonous is left in memory either.
        db.table("people").insert({"name": "Mo"})
        assert len(db.table("people")) == 3
    assert names(tmp_path) == ["a.json"]


@pytest.mark.parametrize(
    "raw", [b"", b"{", b'{"a": 1}', b"[]", b'{"t": {"1": "\xff"}}', b'{"t": {"1": "\\ud800"}}', b"[" * 100_000, b"nan"]
)
def test_what_is_no_document_is_not_read(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(raw)
    with pytest.raises(UnreadableError):
        AtomicStorage(path).read()


def test_nothing_is_there(tmp_path: Path) -> None:
    assert AtomicStorage(tmp_path / "a.json").read() is None


def test_links_are_neither_read_nor_written_through(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text('{"t": {}}')
    link = tmp_path / "a.json"
    link.symlink_to(secret)
    with pytest.raises(UnreadableError):
        AtomicStorage(link).read()
    with pytest.raises(OSError, match="plain file"):
        AtomicStorage(link).write(TABLES)
    assert secret.read_text() == '{"t": {}}'
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "shelf").symlink_to(real)
    with pytest.raises(OSError):  # noqa: PT011 - ELOOP or ENOTDIR, as the system has it
        AtomicStorage(tmp_path / "shelf" / "a.json").write(TABLES)
    assert names(real) == []


def test_a_pipe_does_not_hang_the_program(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.json")
    with pytest.raises(UnreadableError):
        read_bytes(tmp_path / "a.json")


def test_every_failing_step_leaves_the_old_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.json"
    write_bytes(path, b"old")
    for step in ("open", "write", "fsync", "replace"):
        real = getattr(os, step)

        def failing(*args: Any, real: Any = real, step: str = step, **options: Any) -> Any:
            if step != "open" or args[1] & os.O_EXCL:
                raise OSError(28, "No space left on device")
            return real(*args, **options)

        with monkeypatch.context() as patch:
            patch.setattr(os, step, failing)
            with pytest.raises(OSError, match="No space left"):
                write_bytes(path, b"new")
        assert path.read_bytes() == b"old", step
        assert names(tmp_path) == ["a.json"], step


def test_a_full_disk(tmp_path: Path) -> None:
    """A real one, as far as the kernel allows: the process may write no file larger than 4 kB."""
    path = tmp_path / "a.json"
    AtomicStorage(path).write(TABLES)
    code = (
        "import resource, signal, sys; from store.storage import AtomicStorage\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: AtomicStorage(sys.argv[1]).write({'t': {'1': {'v': 'x' * 100000}}})\n"
        "except OSError as error: print(error.strerror)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == os.strerror(27)
    assert AtomicStorage(path).read() == TABLES
    assert names(tmp_path) == ["a.json"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 4096


def test_short_writes_are_carried_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, bytes(data)[:7]))
    write_bytes(tmp_path / "a.json", b"a longer text than seven bytes")
    assert (tmp_path / "a.json").read_bytes() == b"a longer text than seven bytes"


def test_order_of_the_system_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is on the disk before it gets its name, and the name is on the disk before the write returns."""
    calls: list[str] = []
    for step in ("write", "fsync", "replace"):
        real = getattr(os, step)

        def recording(*args: Any, real: Any = real, step: str = step, **options: Any) -> Any:
            is_folder = step == "fsync" and stat.S_ISDIR(os.fstat(args[0]).st_mode)
            calls.append("fsync folder" if is_folder else step)
            return real(*args, **options)

        monkeypatch.setattr(os, step, recording)
    write_bytes(tmp_path / "a.json", b"x")
    assert calls == ["write", "fsync", "replace", "fsync folder"]


def test_setting_aside_finds_a_free_name(tmp_path: Path) -> None:
    for n in (1, 2):
        (tmp_path / "a.json").write_text(str(n))
        assert set_aside(tmp_path / "a.json").name == f"a.json.damaged-{n}"
    assert names(tmp_path) == ["a.json.damaged-1", "a.json.damaged-2"]


@pytest.mark.parametrize("mode", ["r", "r+"])
def test_stock_tinydb_reads_every_document_of_a_store(tmp_path: Path, mode: str) -> None:
    """Of one with something of everything in it: old documents, new ones, rewritten ones, every kind of entry."""
    store = format0.write(tmp_path / "store")
    with Library.open(store) as library:
        library.put(reading("“Ça va,” said Klopp.", "/é", "Ünicode"), extraction("“Ça va,” said Klopp."))
        rain = library.document(format0.key(OTHER)).article
        library.correct(draft("relabel", rain, "Liverpool", after=State(label="GPE")))
        library.correct(draft("delete-quote", rain, "It rains,"))
        library.undo()
        library.redo()
        library.correct(draft("relabel", rain, "Madrid", nth=1, after=State(label="ORG"), scope="everywhere"))
        library.correct(draft("review", rain, after=State(reviewed=True), scope="article"))
        library.save_session(library.session("monday"))
        library.rename_session("monday", "tuesday")
    files = sorted(store.rglob("*.json"))
    assert len(files) == 5
    for path in files:
        raw = path.read_bytes()
        with TinyDB(path, access_mode=mode, encoding="utf-8") as db:
            tables = json.loads(raw)
            assert db.tables() == set(tables)
            for name, rows in tables.items():
                assert {str(row.doc_id): dict(row) for row in db.table(name).all()} == rows
        assert path.read_bytes() == raw
    with TinyDB(files[0], access_mode="r") as db:
        assert db.table("corrections").search(where("action") == "relabel")
