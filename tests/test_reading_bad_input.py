"""Every kind of bad input that we could think of: a clear line for each, nothing lost, no error of ours, no hang."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import socket
import struct
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from store.reading import ReadError, Reading
from store.safe import safe, safe_line
from tests.languages import OTHERS
from tests.paper import pdf, word
from tests.readers import read_all

ROOT = Path(__file__).parent.parent
GOOD = '{"text": "Some good words."}\n'
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 20
RSS = "<rss version='2.0'><channel><title>Quay</title>{}</channel></rss>"
ENTRY = "<item><title>T</title><description>Words.</description></item>"
MAIL = "Subject: Tides\nFrom: a@example.org\nMIME-Version: 1.0\n"


class Case(NamedTuple):
    """What lies under a name, how many articles are in it, and what is said of the rest (a part of each line)."""

    name: str
    content: str | bytes | Callable[[Path], object]
    kept: int
    lines: tuple[str, ...]


def zipped(*members: tuple[str, str | bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def tarred(*members: tuple[str, bytes], kind: bytes = tarfile.REGTYPE) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.size = kind, "/etc/passwd", len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def listening(path: Path) -> None:
    os.chdir(path.parent)  # the path of a socket cannot be long
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path.name)


def sparse(path: Path) -> None:
    path.touch()
    os.truncate(path, 1 << 40)


def crc_broken() -> bytes:
    data = bytearray(zipped(("a.txt", "word " * 99), ("b.txt", "Good."), kind=zipfile.ZIP_STORED))
    data[60] ^= 1
    return bytes(data)


def size_lied() -> bytes:
    data = bytearray(zipped(("a.txt", "word " * 99)))
    at = data.index(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<L", 10)
    return bytes(data)


def looped_pdf() -> bytes:
    return pdf("Words.").replace(b"/Kids [6 0 R]", b"/Kids [2 0 R]")


def files() -> Iterator[Case]:
    yield Case("missing.txt", lambda path: None, 0, ("no such file",))
    yield Case("empty.txt", "", 0, ("empty",))
    yield Case("blank.txt", " \r\n\t\f ", 0, ("no text in it",))
    yield Case("invisible.txt", "\u200b\u2060\ufeff", 0, ("no text in it",))
    yield Case("pipe.txt", os.mkfifo, 0, ("a pipe, not a file",))
    yield Case("socket.txt", listening, 0, ("a socket, not a file",))
    yield Case("loop.txt", lambda path: path.symlink_to(path), 0, ("too many levels",))
    yield Case("dangling.txt", lambda path: path.symlink_to("nowhere"), 0, ("no such file",))
    yield Case("null.txt", lambda path: path.symlink_to("/dev/zero"), 0, ("a device, not a file",))
    yield Case(
        "huge.txt", lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_WRONLY), 1 << 40), 0, ("larger than",)
    )
    yield Case("x" * 300 + ".txt", lambda path: None, 0, ("file name too long",))
    yield Case("picture.txt", PNG, 0, ("a binary file",))
    yield Case("nuls.txt", bytes(5000), 0, ("a binary file",))
    yield Case("program.txt", b"\x7fELF" + bytes(range(32)) * 99, 0, ("a binary file",))
    yield Case("old.txt", b"\xd0\xcf\x11\xe0" + bytes(999), 0, ("an office file",))
    yield Case("rich.txt", rb"{\rtf1 words}", 0, ("a rich text (RTF) file",))
    yield Case("paper.txt", pdf("Words."), 0, ("a PDF file",))
    yield Case("packed.txt", zipped(("a.txt", "x")), 0, ("a zip or office file",))
    yield Case("noise.txt", bytes((n * 73 + 19) % 256 for n in range(20_000)), 0, ("a binary file",))


def kept_all_the_same() -> Iterator[Case]:
    yield Case("some_nuls.txt", b"Words\0 and words. " * 30, 1, ())
    yield Case("broken_utf8.txt", "Cafés «élan» à Łódź. ".encode() * 9 + b"\xc3", 1, ())
    yield Case("cp1252.txt", "He said “no” – twice.".encode("cp1252"), 1, ())
    yield Case("utf16.txt", "He said “no”.".encode("utf-16-be"), 1, ())
    yield Case("odd_utf16.txt", b"\xff\xfe" + "words".encode("utf-16-le") + b"\0", 1, ())
    yield Case("surrogates.txt", b"Words \xed\xa0\x80 here and there, caf\xc3\xa9, na\xc3\xafve.", 1, ())
    yield Case("line.txt", "word " * 200_000, 1, ())
    yield Case("word.txt", "x" * 1_000_000, 1, ())
    yield Case("codes.txt", "\x1b[2J\x1b]0;title\x07 \u202e words", 1, ())
    yield Case("deep.html", "<div>" * 100_000 + "Words.", 1, ())
    yield Case("unclosed.html", "<p>Words <a href='" * 20_000, 1, ())
    yield Case("attributes.html", "<p " + "a=1 " * 100_000 + ">Words.", 1, ())
    yield Case("entities.html", "<p>" + "&#x41;&nosuch;&" * 50_000, 1, ())
    yield Case("wrong_charset.html", b"<meta charset=utf-7><p>Words " + "café “no”".encode("cp1252"), 1, ())
    yield Case("brackets.md", "[" * 100_000 + "Words", 1, ())
    yield Case("quotes.md", ">" * 50_000 + " Words", 1, ())
    yield Case("script.html", "<script>x</script>", 0, ("no text in it",))
    yield Case("comment.html", "<p>Words</p><!--" * 999, 1, ())


def records() -> Iterator[Case]:
    yield Case("cut.jsonl", f'{GOOD}{{"text": "Wor', 1, ("#2: not valid JSON",))
    yield Case("mixed.jsonl", f"{GOOD}null\n7\n[]\n{GOOD}", 2, ("no object", "no object", "no object"))
    yield Case("no_text.jsonl", '{"headline": "x"}\n' + GOOD, 1, ("#1: no field for the text; there is headline",))
    yield Case("types.jsonl", '{"text": {"a": 1}}\n{"text": [], "title": 5}\n{"text": true}\n', 0, ("no text",) * 3)
    yield Case("deep.jsonl", '{"text": ' + "[" * 100_000 + "\n" + GOOD, 1, ("JSON that is too deep",))
    yield Case("numbers.jsonl", '{"text": "a", "date": ' + "9" * 5000 + "}\n" + GOOD, 1, ("not valid JSON",))
    yield Case("line.jsonl", json.dumps({"text": "word " * 200_000}), 1, ())
    yield Case("binary.jsonl", PNG, 0, ("a binary file",))
    yield Case("half_binary.jsonl", (GOOD * 9).encode() + b"\0\1\2\3\4\5\6\7\xff\xfe\n" + GOOD.encode(), 10, ("#10: ",))
    yield Case("surrogate.jsonl", '{"text": "\\ud800 \\u0000 \\u001b"}\n', 1, ())
    yield Case("cut.json", f"[{GOOD},{GOOD}", 2, ("#3: ",))
    yield Case("broken.json", f"[{GOOD},{{text: 1}},{GOOD}]", 1, ("#2: not valid JSON",))
    yield Case("empty.json", "[]", 0, ("no article in it",))
    yield Case("scalar.json", '"words"', 0, ("no object",))
    yield Case("deep.json", "[" * 200_000, 0, ("JSON that is too deep",))
    yield Case("blank.json", " \n ", 0, ("no text in it",))
    yield Case("open.csv", 'text,n\n"never closed,1\nGood.,2\n', 1, ("#1: not valid CSV",))
    yield Case("wide.csv", "text,n\nNo, he said,1\nGood.,2\n", 1, ("#1: 3 cells under 2 columns",))
    yield Case("narrow.csv", "n,text\n1\n2,Good.\n", 1, ("#1: no text in it",))
    yield Case("headless.csv", "1,2,3\n4,5,6\n", 0, ("no column for the text",))
    yield Case("only_names.csv", "text,title\n", 0, ("no article in it",))
    yield Case("nuls.csv", b"text,n\nSome\0 words here,1\n", 1, ())
    yield Case("binary.csv", PNG, 0, ("a binary file",))
    yield Case("cell.csv", f"text,n\n{'word ' * 200_000},1\n", 1, ())
    yield Case("quotes.csv", "text\n" + '"a\n' * 501, 0, ("not valid CSV",) * 501)
    yield Case("open.tsv", 'text\tn\n"No\t1\nGood.\t2\n', 2, ())


def archives() -> Iterator[Case]:
    yield Case("none.zip", "words", 0, ("not a zip file",))
    yield Case("empty.zip", "", 0, ("not a zip file",))
    yield Case("nothing.zip", zipped(), 0, ("no article in it",))
    yield Case("cut.zip", zipped(("a.txt", "x" * 999))[:-30], 0, ("a damaged archive",))
    yield Case("crc.zip", crc_broken(), 1, ("a.txt: a damaged archive: Bad CRC-32",))
    yield Case("size.zip", size_lied(), 0, ("a.txt: a damaged archive",))
    yield Case("out.zip", zipped(("../../a.txt", "x"), ("b.txt", "Good.")), 1, ("leads out of the archive",))
    yield Case("nested.zip", zipped(("a.zip", zipped(("b.txt", "x"))), ("b.txt", "Good.")), 1, ("inside an archive",))
    yield Case("bomb.zip", zipped(("a.txt", bytes(30_000_000)), ("b.txt", "x")), 0, ("a zip bomb",))
    yield Case(
        "strange.zip", zipped(("a.exe", "x"), ("b\x1b[2J.txt", ""), ("c.txt", "Good.")), 1, ("known format", "empty")
    )
    yield Case("none.gz", "words", 0, ("a damaged archive",))
    yield Case("cut.txt.gz", gzip.compress(os.urandom(99) + b"word " * 999)[:-9], 0, ("a damaged archive",))
    yield Case("bomb.txt.gz", gzip.compress(bytes(30_000_000)), 0, ("a zip bomb",))
    yield Case("twice.gz.gz", gzip.compress(gzip.compress(b"words")), 0, ("an archive inside an archive",))
    yield Case("none.tar", "words" * 999, 0, ("a damaged archive",))
    yield Case(
        "cut.tar",
        tarred(("a.txt", b"Good."), ("b.txt", b"word " * 999))[:2500],
        1,
        ("b.txt: a damaged", "cut.tar: a damaged"),
    )
    yield Case("links.tar", tarred(("a.txt", b""), kind=tarfile.SYMTYPE), 0, ("a link in an archive",))
    yield Case("pipe.tar", tarred(("a.txt", b""), kind=tarfile.FIFOTYPE), 0, ("a special file in an archive",))
    yield Case("none.tgz", "words", 0, ("a damaged archive",))


def documents() -> Iterator[Case]:
    yield Case("none.rss", "words", 0, ("no RSS or Atom feed",))
    yield Case("empty.rss", RSS.format(""), 0, ("a feed without entries",))
    yield Case("cut.rss", RSS.format(ENTRY * 3)[:-20], 3, ())
    yield Case("bare.rss", RSS.format(ENTRY + "<item><title>T</title></item>"), 1, ("#2: no text in it",))
    yield Case("laughs.xml", '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + RSS.format("&b;"), 0, ("feed",))
    yield Case("other.xml", "<a><b>words</b></a>", 0, ("no RSS or Atom feed",))
    yield Case("none.eml", "words", 0, ("no e-mail",))
    yield Case("bodiless.eml", MAIL, 0, ("no text in it",))
    yield Case("attached.eml", f"{MAIL}Content-Type: image/png\n\nxxx", 0, ("no text in it",))
    yield Case("endless.eml", MAIL + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nWords.", 1, ())
    yield Case("base64.eml", f"{MAIL}Content-Transfer-Encoding: base64\n\n%%%", 0, ("no text in it",))
    yield Case("nested.eml", MAIL + 'Content-Type: multipart/x; boundary="b"\n\n--b\n' * 999, 0, ("too many parts",))
    picture = base64.b64encode(PNG).decode()
    yield Case(
        "binary.eml",
        f"{MAIL}Content-Type: text/plain; charset=x\nContent-Transfer-Encoding: base64\n\n{picture}",
        0,
        ("binary",),
    )
    yield Case("none.docx", "words", 0, ("a damaged Word document",))
    yield Case("cut.docx", word("A", "b")[:3000], 0, ("a damaged Word document",))
    yield Case("other.docx", zipped(("a.txt", "x")), 0, ("a damaged Word document",))
    yield Case("bomb.docx", zipped(("word/document.xml", bytes(210_000_000))), 0, ("a zip bomb",))
    yield Case("none.pdf", "words", 0, ("a damaged PDF file",))
    yield Case("cut.pdf", pdf("Words.")[:120], 0, ("a damaged PDF file",))
    yield Case("picture.pdf", pdf(""), 0, ("are its pages pictures?",))
    yield Case("loop.pdf", looped_pdf(), 0, ("PDF",))


CASES = [*files(), *kept_all_the_same(), *records(), *archives(), *documents()]


def make(case: Case, folder: Path) -> Path:
    path = folder / case.name
    if callable(case.content):
        case.content(path)
    else:
        path.write_bytes(case.content if isinstance(case.content, bytes) else case.content.encode())
    return path


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name[:30])
def test_bad_input(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    started = time.process_time()
    path = make(case, tmp_path)
    read = read_all(path)
    took = time.process_time() - started
    articles = [one for one in read if isinstance(one, Reading)]
    lines = [str(one) for one in read if isinstance(one, ReadError)]
    assert [line[-200:] for line in lines if "could not be read" in line] == []
    assert (len(articles), len(lines)) == (case.kept, len(case.lines))
    for line, expected in zip(lines, case.lines, strict=True):
        assert expected in line
        assert safe_line(line) == line
        assert line.startswith(str(path)[:200])
        assert len(line) < len(str(path)) + 300
    for article in articles:
        assert safe(article.text) == article.text
        assert article.text.strip()
    assert took < 20


def test_there_are_many_kinds() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60


def test_all_of_it_in_one_import(tmp_path: Path) -> None:
    """The command line: good articles among all of that are imported, every other thing has its lines."""
    folder = tmp_path / "in"
    folder.mkdir()
    cases = [case for case in CASES if case.lines and not callable(case.content) and case.kept == 0]
    for case in cases:
        make(case, folder)
    german = " ".join(OTHERS["de"])
    for number in range(3):
        (folder / f"{'amz'[number]}-good.txt").write_text(f"{german} {number}.")
    command = [sys.executable, "-m", "tui", "import", "--json", "--store", str(tmp_path / "store"), str(folder)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    summary = json.loads(done.stdout)
    assert (done.returncode, summary["imported"]) == (1, 3)
    assert len(summary["failed"]) == sum(len(case.lines) for case in cases)
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == len(summary["failed"])
    assert all(line.startswith(f"pressbox: {folder}/") for line in lines)


def test_many_tiny_files(tmp_path: Path) -> None:
    for number in range(10_000):
        (tmp_path / f"{number}.txt").touch()
    (tmp_path / "good.txt").write_text("Words.")
    read = read_all(tmp_path)
    assert [one.text for one in read if isinstance(one, Reading)] == ["Words."]
    assert len(read) == 10_001


def test_a_folder_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b.txt").write_text("Words.")
    real = os.listdir

    def listdir(path: str) -> list[str]:
        if path.endswith("a"):
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "listdir", listdir)
    refused, kept = read_all(tmp_path)
    assert str(refused) == f"{tmp_path}/a: permission denied"
    assert isinstance(kept, Reading)
