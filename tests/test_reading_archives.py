"""Archives are read as folders are, and unfold to no more than they may."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from store.reading import Reading, archives
from tests.readers import articles, read_all, refusals

MEMBERS = {
    "news/a.txt": b"First words.",
    "news/b.jsonl": b'{"text": "Second."}\n{"text": "Third."}\n',
    "page.html": "<p>Café".encode("cp1252"),
}
TEXTS = ["First words.", "Second.", "Third.", "Café"]


def zipped(path: Path, members: Mapping[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", kind) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def tarred(path: Path, members: Mapping[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz" if path.suffix.endswith("gz") else "w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tgz", "a.TAR.gz"])
def test_members_are_read_as_files_are(tmp_path: Path, name: str) -> None:
    path = (zipped if name == "a.zip" else tarred)(tmp_path / name, MEMBERS)
    found = articles(path)
    assert [one.text for one in found] == TEXTS
    assert [one.source for one in found] == [
        f"{path}/news/a.txt",
        f"{path}/news/b.jsonl#1",
        f"{path}/news/b.jsonl#2",
        f"{path}/page.html",
    ]
    assert [one.key for one in found] == [one.source for one in found]
    assert articles(tmp_path) == found


@pytest.mark.parametrize("kind", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_all_ways_of_packing(tmp_path: Path, kind: int) -> None:
    assert [one.text for one in articles(zipped(tmp_path / "a.zip", MEMBERS, kind))] == TEXTS


def test_a_compressed_file_is_what_its_name_says(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(MEMBERS["news/b.jsonl"]) + gzip.compress(b'{"text": "Fourth."}'))
    assert [one.text for one in articles(path)] == ["Second.", "Third.", "Fourth."]
    assert articles(path)[0].source == f"{path}#1"
    (tmp_path / "b.gz").write_bytes(gzip.compress(b"Some words."))
    assert articles(tmp_path / "b.gz")[0].text == "Some words."


def test_what_is_no_news_is_passed_over_or_refused(tmp_path: Path) -> None:
    passed = {
        "__MACOSX/._a.txt": b"x",
        ".git/a.txt": b"x",
        "README.md": b"x",
        "in/p.html": b"<p>x",
        "in/p_files/a.html": b"x",
    }
    path = zipped(tmp_path / "a.zip", passed)
    assert [one.source for one in articles(path)] == [f"{path}/in/p.html"]
    refused = {
        "a.png": b"x",
        "b.zip": b"x",
        "c.txt.gz": b"x",
        "../d.txt": b"x",
        "/e.txt": b"x",
        "f\\..\\..\\g.txt": b"x",
    }
    lines = refusals(zipped(path, {**refused, "empty.txt": b"", "\x1b[2J.txt": b""}))
    assert lines == [
        "a.png: not a file of a known format",
        "b.zip: an archive inside an archive, which is not opened",
        "c.txt.gz: an archive inside an archive, which is not opened",
        "d.txt: a name that leads out of the archive",
        "e.txt: a name that leads out of the archive",
        "g.txt: a name that leads out of the archive",
        "empty.txt: empty",
        "␛[2J.txt: empty",
    ]
    assert refusals(zipped(path, {})) == ["a.zip: no article in it"]


def test_two_members_of_one_name_are_two_articles(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "one")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.txt", "two")
    assert [(one.key, one.text) for one in articles(path)] == [(f"{path}/a.txt", "one"), (f"{path}/a.txt#2", "two")]


def test_links_and_devices_are_no_files(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        for name, kind in (("a.txt", tarfile.SYMTYPE), ("b.txt", tarfile.LNKTYPE), ("c.txt", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert refusals(tmp_path / "a.tar") == [
        "a.txt: a link in an archive, not a file",
        "b.txt: a link in an archive, not a file",
        "c.txt: a special file in an archive, not a file",
    ]
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr(link, "/etc/passwd")
    assert refusals(tmp_path / "a.zip") == ["a.txt: a link in an archive, not a file"]


@pytest.mark.parametrize("name", ["a.zip", "a.tgz", "a.txt.gz", "a.jsonl.gz"])
def test_bombs(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "LIMIT", 1_000_000)
    path = tmp_path / name
    data = b"\n" + b"0" * 8_000_000
    if name == "a.zip":
        zipped(path, {f"{n}.jsonl": data for n in range(5)})
    elif name == "a.tgz":
        tarred(path, {f"{n}.jsonl": data for n in range(5)})
    else:
        path.write_bytes(gzip.compress(data))
    started = time.process_time()
    lines = refusals(path)
    assert lines[-1].endswith(": unfolds to more than 100 times its size: a zip bomb")
    assert len(lines) <= 2
    assert time.process_time() - started < 5


def test_overlapping_members_count_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bomb whose directory names one member many times."""
    monkeypatch.setattr(archives, "LIMIT", 100_000)
    data = zipped(tmp_path / "one.zip", {"a.txt": b"word " * 10_000}).read_bytes()
    at = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[at:end]
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 50, 50, len(entry) * 50, at, 0)
    (tmp_path / "a.zip").write_bytes(data[:at] + entry * 50 + tail)
    assert refusals(tmp_path / "a.zip")[-1].endswith("unfolds to more than 100 times its size: a zip bomb")


def test_too_many_members(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    members = {f"{n}.txt": b"x%d" % n for n in range(5)}
    assert refusals(zipped(tmp_path / "a.zip", members)) == [
        "a.zip: an archive of more than 3 files; nothing is read from here on"
    ]
    assert refusals(zipped(tmp_path / "b.zip", {f"{'n' * 300}{n}.txt": b"x" for n in range(5)})) == [
        "b.zip: an archive of more than 3 files"
    ]
    assert len(read_all(tarred(tmp_path / "a.tar", members))) == 4


def test_damaged_archives_keep_what_can_be_read(tmp_path: Path) -> None:
    members = {f"{n}.txt": bytes(f"{n} " * 2000, "ascii") for n in range(3)}
    path = zipped(tmp_path / "a.zip", members, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[4200] ^= 1
    path.write_bytes(data)
    assert len([one for one in read_all(path) if isinstance(one, Reading)]) == 2
    assert refusals(path) == ["1.txt: a damaged archive: Bad CRC-32 for file '1.txt'"]
    path.write_bytes(data[:5000])
    assert refusals(path) == ["a.zip: a damaged archive: File is not a zip file"]
    for name in ("a.tar", "a.tgz"):
        path = tarred(tmp_path / name, members)
        whole = path.read_bytes()
        for length in (len(whole) // 2, len(whole) // 3, len(whole) // 7 + 100):
            path.write_bytes(whole[:length])
            assert refusals(path), (name, length)
        path.write_bytes(b"nonsense" * 400)
        assert len(refusals(path)) == 1
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(b"word " * 9000)[:-20])
    assert refusals(path)[0].startswith("a.txt.gz: a damaged archive: ")


def test_a_password(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": b"secret"}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert refusals(path) == ["a.txt: a file under a password in an archive, not a file"]
