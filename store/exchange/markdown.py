"""The report for people as Markdown (CommonMark); nothing that comes from an article is markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from store.exchange.wording import by_label, described, speaker_of, title, words_of
from store.record import Record

_MARKUP = re.compile(r"([\\`*_\[\]<>&|~])")
_BLOCK_START = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))", re.MULTILINE)


def report(records: Iterable[Record]) -> Iterator[str]:
    """Each article as a chapter: its text with the names in bold, then who said what."""
    yield "# Pressbox report\n"
    for record in records:
        reviewed = ", reviewed" if record["reviewed"] else ""
        lines = [f"\n## {_inline(title(record))}\n", f"{_inline(record['source'])}{reviewed}\n", _bold(record)]
        lines.append("\n### Quotes\n")
        for quote in record["quotes"]:
            by = ", by hand" if quote["by"] == "human" else ""
            lines.append(f"- **{_inline(speaker_of(quote))}** ({quote['kind']}{by}): {_inline(words_of(quote))}")
        lines.append("\n### Names\n")
        lines += [f"- {label}: {_inline('; '.join(map(described, listed)))}" for label, listed in by_label(record)]
        yield "\n".join(lines) + "\n"


def _bold(record: Record) -> str:
    """The text as paragraphs with every name in bold."""
    text: str = record["text"]
    mentions = sorted((m["start"], m["end"]) for entity in record["entities"] for m in entity["mentions"])
    parts, at = [], 0
    bold = False
    for start, end in mentions:
        name = _escaped(" ".join(text[start:end].splitlines()))
        # Two that touch would share their stars.
        bold = _can_be_bold(text, start, end) and not (bold and start == at)
        parts += [_escaped(text[at:start]), f"**{name}**" if bold else name]
        at = end
    parts.append(_escaped(text[at:]))
    lines = (line.strip() for line in "".join(parts).splitlines())
    return "\n\n".join(_BLOCK_START.sub(r"\1\\\2", line) for line in lines if line)


def _can_be_bold(text: str, start: int, end: int) -> bool:
    """Whether stars around a name are markup: not where it meets a letter outside with a sign of its own."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    begins = not _is_sign(text[start]) or _is_apart(before)
    ends = not _is_sign(text[end - 1]) or _is_apart(after)
    return begins and ends and not (text[start].isspace() or text[end - 1].isspace())


def _is_sign(char: str) -> bool:
    """What CommonMark calls punctuation: symbols are too."""
    return unicodedata.category(char)[0] in "PS"


def _is_apart(char: str) -> bool:
    return not char or char.isspace() or _is_sign(char)


def _escaped(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def _inline(text: str) -> str:
    """Text on one line in which nothing is Markdown."""
    return _BLOCK_START.sub(r"\1\\\2", _escaped(" ".join(text.split())))
