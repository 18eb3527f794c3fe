"""How many articles a source will give, told without reading them: for progress, not for anything that must be true."""

from __future__ import annotations

import zlib
from typing import BinaryIO, cast

from store.reading.article import SHARD, Item
from store.reading.facts import is_web
from store.reading.found import Found, ReadError, is_known, suffix_of
from store.reading.opening import opened


def expected(found: Found) -> int | None:
    """About how many articles a source gives; None where only reading it can tell, or it cannot be read."""
    suffix = suffix_of(found.path)
    if found.path.lower().endswith((".jsonl.gz", ".ndjson.gz")):
        return _in_shard(found)
    if suffix in (".gz", ".tgz", ".tar", ".rss", ".atom", ".xml") or is_web(found.path):
        return None
    if suffix not in (".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".zip"):
        return 1
    try:
        with opened(found) as stream:
            if (said := _said(found, stream)) is not None:
                return said
            stream.seek(0)
            return _inside(Item(found.source, "", found.path, stream), suffix)
    except (ReadError, OSError, ValueError):
        return None


def _in_shard(found: Found) -> int | None:
    """How many articles a compressed file says it has, if it is a shard."""
    import gzip

    try:
        with opened(found) as stream, gzip.open(stream) as unfolded:
            return _said(found, cast(BinaryIO, unfolded))
    except (ReadError, OSError, EOFError, zlib.error):
        return None


def _said(found: Found, stream: BinaryIO) -> int | None:
    start = stream.read(len(SHARD))
    if start != SHARD:
        return None
    from store.reading.shards import header_of

    return len(header_of(found.source, start, stream).articles)


def _inside(item: Item, suffix: str) -> int | None:
    if suffix == ".zip":
        import zipfile

        try:
            return sum(map(is_known, zipfile.ZipFile(item.stream).namelist()))
        except (zipfile.BadZipFile, NotImplementedError):
            return None
    if suffix in (".csv", ".tsv"):
        from store.reading.tables import count_rows

        return count_rows(item)
    from store.reading.json_records import count_lines

    return count_lines(item)
