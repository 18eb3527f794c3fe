"""Where an article's quotes lie among its tokens: what is narration, what is quoted, where sentences end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from store.extract.findings import CharSpan
from store.extract.marks import paragraphs

MARKS = frozenset({'"', "“", "”", "„", "‟", "«", "»", "''", "``", "'", "‘", "’", "‹", "›", "’’", "‘‘", "＂"})
#: How many tokens away from a quote its attribution is looked for.
_REACH = 150
STOPS = frozenset({".", "!", "?", "…", "..."})


@dataclass(slots=True)
class Stretch:
    """One quoted segment in tokens: ``first`` to ``last`` (exclusive), its number, paragraph and kind."""

    number: int
    start: int
    end: int
    first: int
    last: int
    paragraph: int
    kind: str


class Layout:
    """Tokens of a document sorted into narration and quoted stretches, by paragraph; ``cues`` are where cues begin."""

    def __init__(self, doc: Doc, quotes: Sequence[tuple[CharSpan, str]], cues: frozenset[int] = frozenset()) -> None:
        self.doc = doc
        self.tokens: list[Token] = list(doc)
        self.text = doc.text
        self.cues = cues
        self.paragraph = [0] * len(doc)
        self.inside = [-1] * len(doc)
        self.blocks = paragraphs(self.text)
        self._number_paragraphs()
        self.stretches: list[Stretch] = []
        self._place(quotes)
        self.ends = [t.text in STOPS or t.is_space for t in self.tokens]

    def _number_paragraphs(self) -> None:
        block = 0
        for token in self.tokens:
            while block + 1 < len(self.blocks) and token.idx >= self.blocks[block + 1][0]:
                block += 1
            self.paragraph[token.i] = block

    def _place(self, quotes: Sequence[tuple[CharSpan, str]]) -> None:
        i, size = 0, len(self.tokens)
        for number, ((start, end), kind) in enumerate(quotes):
            while i < size and self.tokens[i].idx + len(self.tokens[i]) <= start:
                i += 1
            first = i
            while i < size and self.tokens[i].idx < end:
                self.inside[i] = number
                i += 1
            paragraph = self.paragraph[min(first, size - 1)] if size else 0
            self.stretches.append(Stretch(number, start, end, first, max(i, first), paragraph, kind))

    def narration(self, token: Token) -> bool:
        """Whether a token is the reporter's own word."""
        return self.inside[int(token.i)] < 0

    def ends_sentence(self, number: int) -> bool:
        """Whether a quoted stretch closes with a full stop, a question mark or the like."""
        stretch = self.stretches[number]
        return self.text[max(stretch.start, stretch.end - 1) : stretch.end] in (".", "!", "?", "…")

    def before(self, number: int) -> list[Token]:
        """Narration that leads up to a stretch within its sentence; marks and fragments are passed over."""
        stretch = self.stretches[number]
        out: list[Token] = []
        for i in range(stretch.first - 1, max(-1, stretch.first - _REACH), -1):
            other = self.inside[i]
            if self.paragraph[i] != stretch.paragraph:
                break
            if other >= 0:
                if self.stretches[other].kind == "direct" or self.ends_sentence(other):
                    break
                continue
            token = self.tokens[i]
            if self.ends[i] and not self.tokens[i].is_space:
                break
            if token.text not in MARKS:
                out.append(token)
        out.reverse()
        return out

    def after(self, number: int) -> list[Token]:
        """Narration that follows a stretch within its sentence, marks left out."""
        stretch = self.stretches[number]
        out: list[Token] = []
        for i in range(stretch.last, min(stretch.last + _REACH, len(self.tokens))):
            other = self.inside[i]
            if self.paragraph[i] != stretch.paragraph or (other >= 0 and self.stretches[other].kind == "direct"):
                break
            if other >= 0:
                continue
            token = self.tokens[i]
            if self.ends[i]:
                if out or not token.is_space:
                    break
                continue
            if token.text not in MARKS:
                out.append(token)
        return out
