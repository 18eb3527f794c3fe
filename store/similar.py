"""Articles that are nearly the same: the text of an agency in several papers, a story and its later version.

Candidates are found with MinHash (Broder, "On the resemblance and containment of documents", 1997) of runs of words,
by one permutation in bins (Li, Owen and Zhang, "One Permutation Hashing", 2012) of which the empty ones borrow from
their neighbours, and with locality-sensitive bands of those; then their texts are compared, so that what is said is
true whatever the hashes missed or mixed up. What is kept of an article is 16 numbers, in a file beside the documents
that can be deleted at any time: what is missing in it is made anew from the documents.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from store.errors import StoreError
from store.library import Library

NAME = "similar.sqlite3"
VERSION = 1

#: Two articles are nearly the same when so much of all their runs of words is in both (Jaccard index).
NEARLY = 0.6

_RUN = 5  # words in a run
_BINS, _ROWS = 64, 4  # bands of _ROWS bins: at a Jaccard index of 0.6, 0.7, 0.8 they find 89, 99, 99.98 in 100
_MOST_COMPARED = 3
_MOST_CHARACTERS = 200_000  # of a text
_MIX, _MASK = 0x9E3779B1, 0xFFFFFFFF  # spreads what a checksum leaves in order (Knuth's multiplicative hashing)
_WORD = re.compile(r"\w+")

_TABLES = """
CREATE TABLE articles (n INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL);
CREATE TABLE bands (band INTEGER, n INTEGER, PRIMARY KEY (band, n)) WITHOUT ROWID;
"""


class Likeness(NamedTuple):
    """The article that is most like another one, and the Jaccard index of their runs of five words."""

    article: str
    share: float


class _Hashes(NamedTuple):
    """What a text is compared by: its runs of words, hashed, and the bands that find others with many of them."""

    runs: set[int]
    bands: tuple[int, ...]


class Similar:
    """What a library's articles have in common with others. Not for two threads at a time; ``close`` it."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._db = _opened(library.path / NAME)
        self._seen: tuple[str, _Hashes] | None = None
        self._catch_up()

    def close(self) -> None:
        """Give the file back."""
        self._db.close()

    def most_like(self, text: str, *, besides: str | None = None) -> Likeness | None:
        """The article that a text is nearly the same as, if there is any ``besides`` the one it is of."""
        hashes = self._hashes(text)
        best = None
        for article in self._candidates(hashes.bands, besides):
            try:
                share = _jaccard(hashes.runs, _runs(self._library.document(article).article.text))
            except StoreError:  # gone or damaged: that is told elsewhere
                continue
            if share >= NEARLY and (best is None or share > best.share):
                best = Likeness(article, share)
        return best

    def add(self, article: str, text: str) -> None:
        """Remember an article as it is now."""
        with self._db:
            row = self._db.execute("SELECT n FROM articles WHERE id = ?", (article,)).fetchone()
            if row:
                self._db.execute("DELETE FROM bands WHERE n = ?", row)
            n = row[0] if row else self._db.execute("INSERT INTO articles (id) VALUES (?)", (article,)).lastrowid
            bands = self._hashes(text).bands
            self._db.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", ((band, n) for band in bands))

    def _hashes(self, text: str) -> _Hashes:
        """What a text is compared by; kept for the next call, since an article is looked for and then added."""
        if self._seen is None or self._seen[0] != text:
            runs = _runs(text)
            self._seen = text, _Hashes(runs, tuple(_bands(runs)))
        return self._seen[1]

    def _candidates(self, bands: tuple[int, ...], besides: str | None) -> list[str]:
        """Those with most bands in common, the earliest first among equals."""
        counts: Counter[int] = Counter()
        for band in bands:
            found = self._db.execute("SELECT n FROM bands WHERE band = ? ORDER BY n LIMIT 1000", (band,))
            counts.update(n for (n,) in found)
        order = sorted(counts, key=lambda n: (-counts[n], n))[: _MOST_COMPARED + 1]
        ids = (self._db.execute("SELECT id FROM articles WHERE n = ?", (n,)).fetchone()[0] for n in order)
        return [article for article in ids if article != besides][:_MOST_COMPARED]

    def _catch_up(self) -> None:
        """Remember the articles that came in another way than by an import with this file."""
        known = {article for (article,) in self._db.execute("SELECT id FROM articles")}
        for row in self._library.rows():
            if row.id not in known:
                try:
                    self.add(row.id, self._library.document(row.id).article.text)
                except StoreError:  # damaged: that is told elsewhere
                    continue


def _opened(path: Path) -> sqlite3.Connection:
    """The file, made anew if it is damaged or of another version; in memory where there can be none."""
    for attempt in (path, path, ":memory:"):
        db = None
        try:
            db = sqlite3.connect(attempt, check_same_thread=False)
            if attempt == path:
                path.chmod(0o600)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            if db.execute("PRAGMA user_version").fetchone()[0] == VERSION:
                db.execute("SELECT count(*) FROM articles, (SELECT 1 FROM bands LIMIT 1)").fetchone()
                return db
            if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                db.executescript(f"{_TABLES} PRAGMA user_version = {VERSION};")
                return db
            raise sqlite3.DatabaseError("of another version")
        except (sqlite3.Error, OSError):
            if db is not None:
                db.close()
            for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
                with contextlib.suppress(OSError):
                    path.with_name(name).unlink()
    raise AssertionError("a database in memory can always be made")


def _runs(text: str) -> set[int]:
    """Numbers for the runs of words in a text; a text of fewer words is one run."""
    words = [word.encode() for word in _WORD.findall(text[:_MOST_CHARACTERS].casefold())]
    places = range(max(1, len(words) - _RUN + 1))
    return {zlib.crc32(b" ".join(words[at : at + _RUN])) * _MIX & _MASK for at in places}


def _bands(runs: set[int]) -> Iterator[int]:
    """Numbers that two texts share the more often the more runs they share."""
    least: list[int | None] = [None] * _BINS
    for run in runs:
        place = run % _BINS
        now = least[place]
        if now is None or run < now:
            least[place] = run
    # An empty bin borrows from the next that is not, and counts how far that is (Shrivastava and Li, 2014).
    whole: list[int] = [0] * _BINS
    for place in range(_BINS):
        steps = next(s for s in range(_BINS) if least[(place + s) % _BINS] is not None)
        whole[place] = (least[(place + steps) % _BINS] or 0) + steps * _MIX
    for start in range(0, _BINS, _ROWS):
        yield zlib.crc32(repr((start, *whole[start : start + _ROWS])).encode()) | start << 32


def _jaccard(one: set[int], other: set[int]) -> float:
    return len(one & other) / len(one | other)
