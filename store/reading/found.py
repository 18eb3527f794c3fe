"""What the user named, walked: which files are articles, and which are refused and why."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Set

import msgspec

from store.reading.facts import is_web
from store.safe import safe_line

STANDARD_INPUT = "-"

#: The suffixes of what is read in folders, in small letters; a file without a suffix is sniffed.
SUFFIXES = frozenset(
    (
        *(".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml"),
        *(".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".rss", ".atom", ".xml"),
        *(".eml", ".docx", ".pdf", ".zip", ".gz", ".tgz", ".tar"),
    )
)

# "St. Pauli win" and "report.2023" have no suffix: one has no spaces and at least one letter.
_SUFFIX = re.compile(r"\.(?=[^.]*[A-Za-z])[A-Za-z0-9_~+-]{1,10}$")
_ABOUT_THE_FOLDER = re.compile(r"(?:README|LICEN[CS]E|CHANGELOG)|(?i:readme|licen[cs]e|changelog)(?:\.\w+)?$")
_PAGE_FOLDER = re.compile(r"(.+)_files$")
_KINDS = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}


class ReadError(Exception):
    """A source that cannot be read as an article: ``source`` as the user knows it, ``reason`` in one clear line."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(source, reason)
        self.source = source
        self.reason = safe_line(reason)

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be read: ``source`` is how to show it, ``path`` how to open it ("-" is standard input), or its URL."""

    source: str
    path: str


def shown(path: str) -> str:
    """Return a path as it can be shown and stored: bytes that are no UTF-8 as ``\\xff``, control characters visible."""
    return safe_line(os.fsencode(path).decode("utf-8", "backslashreplace"))


def key_of(path: str) -> str:
    """Return what identifies the file at ``path`` when it is read again: its absolute real path, encodable as UTF-8."""
    return os.fsencode(os.path.realpath(path)).decode("utf-8", "backslashreplace")


def suffix_of(path: str) -> str:
    """Return the suffix of ``path`` in small letters, with its dot; "" when it has none."""
    match = _SUFFIX.search(os.path.basename(path))
    return match[0].lower() if match else ""


def find(paths: Iterable[str]) -> Iterator[Found | ReadError]:
    """Yield the articles under ``paths`` in sorted order, one at a time, and a ReadError for all that is refused.

    A path is a file (taken whatever its suffix), a folder (read recursively), "-" for standard input, or the URL
    (http, https) of something on the web. In folders,
    dot files, files about the folder itself (README, LICENSE, CHANGELOG) and the attachments of saved web pages
    are passed over; links to folders are not followed. Nothing is opened here but folders. Nothing is raised.
    """
    for path in paths:
        if path == STANDARD_INPUT or is_web(path):
            yield Found(source=safe_line(path), path=path)
        else:
            yield from _named(path)


def _named(path: str) -> Iterator[Found | ReadError]:
    try:
        mode = os.stat(path).st_mode
        source = shown(path)
    except OSError as error:
        yield ReadError(shown(path), why(error))
        return
    except ValueError:  # a NUL, or characters that no path can have
        yield ReadError(safe_line(path), "not a possible file name")
        return
    if stat.S_ISDIR(mode):
        yield from _walk(path)
    else:
        yield refused(source, mode) or Found(source=source, path=path)


def _walk(top: str) -> Iterator[Found | ReadError]:
    """Everything below a folder, without recursion: the deepest tree costs a list entry, not a stack frame."""
    waiting = [top]
    while waiting:
        path = waiting.pop()
        try:
            mode = os.lstat(path).st_mode if path != top else stat.S_IFDIR
            if stat.S_ISDIR(mode):
                waiting.extend(os.path.join(path, name) for name in reversed(_names(path)))
            else:
                yield _below(path, mode)
        except OSError as error:
            yield ReadError(shown(path), why(error))


def _names(folder: str) -> list[str]:
    """The names in a folder that count, sorted."""
    names = sorted(os.listdir(folder))
    present = set(names)
    return [name for name in names if not passed_over(name, present)]


def is_known(path: str) -> bool:
    """Whether a file is of a format that is read without being named; one without a suffix may be."""
    return suffix_of(path) in ("", *SUFFIXES)


def passed_over(name: str, present: Set[str]) -> bool:
    """Whether a file or folder of this name, among those that are ``present``, is none of the news in a folder."""
    if name.startswith(".") or _ABOUT_THE_FOLDER.match(name):
        return True
    page = _PAGE_FOLDER.match(name)
    return page is not None and any(page[1] + suffix in present for suffix in (".html", ".htm", ".xhtml"))


def _below(path: str, mode: int) -> Found | ReadError:
    """A file, link or anything else that is no folder, met inside a folder."""
    source = shown(path)
    if stat.S_ISLNK(mode):
        mode = os.stat(path).st_mode
        if stat.S_ISDIR(mode):
            return ReadError(source, "a link to a folder is not followed; name it on the command line to read it")
    if error := refused(source, mode):
        return error
    if not is_known(path):
        return ReadError(source, "not a file of a known format; name it on the command line to read it as text")
    return Found(source=source, path=path)


def refused(source: str, mode: int) -> ReadError | None:
    """Return the refusal of something that is no regular file, by its ``st_mode``; None for a regular file."""
    if stat.S_ISREG(mode):
        return None
    return ReadError(source, f"{_KINDS.get(stat.S_IFMT(mode), 'something else')}, not a file")


def why(error: OSError | ValueError) -> str:
    """Return the reason in an error of the operating system, without the path that is shown beside it anyway."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text[:1].lower() + text[1:]
