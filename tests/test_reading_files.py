"""Which files are taken, which are refused and why."""

from __future__ import annotations

import io
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from store.reading import Found, ReadError, find
from store.reading.opening import LIMIT
from store.safe import safe_line
from tests.readers import read


def sources(*paths: Path | str) -> list[str]:
    return [found.source for found in find(map(str, paths)) if isinstance(found, Found)]


def refusals(*paths: Path | str) -> dict[str, str]:
    return {found.source: found.reason for found in find(map(str, paths)) if isinstance(found, ReadError)}


def reason(path: Path) -> str:
    """Why a path is refused, on the way or on reading it."""
    (found,) = find([str(path)])
    if isinstance(found, ReadError):
        return found.reason
    with pytest.raises(ReadError) as caught:
        read(found)
    assert caught.value.source == str(path)
    return caught.value.reason


def write(path: Path, text: str | bytes = "Some words.") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_folder_is_walked_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/b/c.HTML", "a.text", "plain", "St. Pauli win", "report.2023", "x.XHTML"):
        write(tmp_path / name)
    assert sources(tmp_path) == [
        str(tmp_path / name)
        for name in ("St. Pauli win", "a/b/c.HTML", "a/z.md", "a.text", "b.txt", "plain", "report.2023", "x.XHTML")
    ]


def test_source_is_what_the_user_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "news/a.txt")
    monkeypatch.chdir(tmp_path)
    (found,) = find(["news"])
    assert isinstance(found, Found)
    reading = read(found)
    assert reading.source == "news/a.txt"
    assert reading.key == os.path.realpath(tmp_path / "news/a.txt")


def test_what_is_no_news_is_passed_over(tmp_path: Path) -> None:
    for name in (
        ".hidden.txt",
        ".git/a.txt",
        "README.md",
        "README",
        "readme.txt",
        "LICENSE",
        "CHANGELOG.md",
        "licence",
    ):
        write(tmp_path / name)
    write(tmp_path / "page.html", "<p>x")
    write(tmp_path / "page_files/ad.html")
    write(tmp_path / "case_files/news.txt")
    assert sources(tmp_path) == [str(tmp_path / "case_files/news.txt"), str(tmp_path / "page.html")]
    assert refusals(tmp_path) == {}
    assert sources(tmp_path / "README.md") == [str(tmp_path / "README.md")]


def test_other_suffixes_are_refused_unless_named(tmp_path: Path) -> None:
    picture = write(tmp_path / "a.log")
    assert "name it on the command line" in refusals(tmp_path)[str(picture)]
    assert sources(picture) == [str(picture)]


def test_walk_is_lazy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a/1.txt", "b/2.txt"):
        write(tmp_path / name)
    listed: list[str] = []
    real: Callable[[str], list[str]] = os.listdir

    def listdir(path: str) -> list[str]:
        listed.append(os.path.basename(path))
        return real(path)

    monkeypatch.setattr(os, "listdir", listdir)
    next(find([str(tmp_path)]))
    assert "b" not in listed


def test_links(tmp_path: Path) -> None:
    write(tmp_path / "in/a.txt")
    write(tmp_path / "out/b.txt")
    (tmp_path / "in/file").symlink_to(tmp_path / "out/b.txt")
    (tmp_path / "in/folder").symlink_to(tmp_path / "out")
    (tmp_path / "in/loop").symlink_to(tmp_path / "in/loop")
    (tmp_path / "in/self").symlink_to(tmp_path / "in")
    (tmp_path / "in/gone").symlink_to(tmp_path / "nowhere")
    (tmp_path / "named").symlink_to(tmp_path / "out")
    assert sources(tmp_path / "in") == [str(tmp_path / "in/a.txt"), str(tmp_path / "in/file")]
    refused = {Path(source).name: reason for source, reason in refusals(tmp_path / "in").items()}
    assert sorted(refused) == ["folder", "gone", "loop", "self"]
    assert "a link to a folder" in refused["folder"]
    assert "too many levels" in refused["loop"]
    assert sources(tmp_path / "named") == [str(tmp_path / "named/b.txt")]


@pytest.mark.parametrize("inside", [True, False], ids=["in a folder", "named"])
def test_pipes_sockets_and_devices_never_hang(tmp_path: Path, inside: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        found = refusals(".") if inside else refusals("pipe", "socket", "/dev/zero")
    reasons = {os.path.basename(source): reason for source, reason in found.items()}
    assert reasons["pipe"] == "a pipe, not a file"
    assert reasons["socket"] == "a socket, not a file"
    assert inside or reasons["zero"] == "a device, not a file"


def test_file_replaced_by_a_pipe_after_it_was_found(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    (found,) = find([str(path)])
    path.unlink()
    os.mkfifo(path)
    assert isinstance(found, Found)
    with pytest.raises(ReadError, match="a pipe, not a file"):
        read(found)


def test_missing(tmp_path: Path) -> None:
    assert reason(tmp_path / "gone.txt") == "no such file or directory"
    assert refusals("a\0b", "\ud800") == {"a␀b": "not a possible file name", "�": "not a possible file name"}
    (found,) = find([str(write(tmp_path / "a.txt"))])
    (tmp_path / "a.txt").unlink()
    assert isinstance(found, Found)
    with pytest.raises(ReadError, match="no such file"):
        read(found)


def test_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "below/a.txt")

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", denied)
    assert reason(path) == "permission denied"
    monkeypatch.setattr(os, "listdir", denied)
    assert refusals(tmp_path) == {str(tmp_path): "permission denied"}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "empty"),
        (b" \r\n\t \n", "no text in it"),
        (b"\xef\xbb\xbf", "no text in it"),
        (b"\xff\xfe", "no text in it"),
        ("\u200b\n\u2060\u00ad\u180e".encode(), "no text in it"),
        ("\u200c \u200d\ufe0f\u3164".encode(), "no text in it"),
        (b"%PDF-1.7\n...", "a PDF file, not text"),
        (b"PK\x03\x04rest", "a zip or office file, not text"),
        (b"{\\rtf1 words}", "a rich text (RTF) file, not text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 8, "a binary file, not text"),
        (bytes(4000), "a binary file, not text"),
        (b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\0>\0" * 300, "a binary file, not text"),
        (bytes(range(256)) * 50, "a binary file, not text"),
        (b"\x01\x02\x03\x04\x05\x06" * 90, "a binary file, not text"),
    ],
)
def test_refused_for_what_is_in_it(tmp_path: Path, data: bytes, expected: str) -> None:
    assert reason(write(tmp_path / "a.txt", data)) == expected


def test_page_without_words(tmp_path: Path) -> None:
    assert reason(write(tmp_path / "a.html", "<html><script>var a = 1</script><nav>Home</nav>")) == "no text in it"


def test_too_big(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(LIMIT + 1)
    assert reason(path) == "larger than 20 MB"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a" * (LIMIT + 1))))
    with pytest.raises(ReadError, match="larger than 20 MB"):
        read(Found(source="-", path="-"))


def test_file_that_grows_after_its_size_was_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.txt", "a" * 100)
    monkeypatch.setattr("store.reading.article.LIMIT", 50)
    status = os.stat(write(tmp_path / "small.txt", "a"))
    monkeypatch.setattr(os, "fstat", lambda _: status)
    assert reason(path) == "larger than 20 MB"


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"<!DOCTYPE html><p>He said <b>no</b>.")))
    (found,) = find(["-"])
    assert isinstance(found, Found)
    reading = read(found)
    assert (reading.source, reading.key, reading.format, reading.text) == ("-", "", "html", "He said no.")
    with pytest.raises(ReadError, match="empty"):
        read(found)
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(ReadError, match="no standard input"):
        read(found)


def test_strange_names_survive(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    for name in (b"caf\xe9.txt", b"\x1b[31mred\n.txt", "\u202egnp.txt".encode(), b"-.txt", b"[@click=app.quit]x.txt"):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(b"Some words.")
    found = [item for item in find([str(tmp_path)]) if isinstance(item, Found)]
    assert len(found) == 5
    for item in found:
        reading = read(item)
        assert safe_line(reading.source) == reading.source
        reading.key.encode()
    names = {os.path.basename(item.source) for item in found}
    assert names == {"caf\\xe9.txt", "␛[31mred .txt", "�gnp.txt", "-.txt", "[@click=app.quit]x.txt"}
