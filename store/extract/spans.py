"""What the components that find names share: candidates, tests on words, and spans that remember why they are names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Span

from store.extract.lists import PLAIN, facts, first_names, word_set

Span.set_extension("pressbox_reason", default="", force=True)

_LONG_WORD = re.compile(r"[^\W\d_]{3,}")
_WORD = re.compile(r"[^\W\d_]+")
_NO_NAME_TAGS = word_set("DT IN CC PRP PRP$ MD VBD VBZ VBP WP WDT WRB EX TO RB UH _SP")


#: Where the reason of a name begins so, only the recogniser speaks for it.
FROM_MODEL = "the language model"


@dataclass(slots=True)
class Name:
    """A stretch of tokens that may be a name."""

    start: int
    end: int
    label: str
    reason: str = ""

    def covers(self, other: Name) -> bool:
        """Whether the other lies within this one."""
        return self.start <= other.start and other.end <= self.end


class ByToken:
    """Names to be asked which of them share tokens with another one, in a time that does not grow with their number."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._at: defaultdict[int, list[Name]] = defaultdict(list)
        for name in names:
            for i in range(name.start, name.end):
                self._at[i].append(name)

    def touching(self, name: Name) -> list[Name]:
        """Return the names that share a token with ``name``."""
        found: list[Name] = []
        for i in range(name.start, name.end):
            found += (other for other in self._at.get(i, ()) if other not in found)
        return found


def quieter(text: str) -> str:
    """Return the text, with lines that are all capitals written as their words are written elsewhere.

    What the text has nowhere else is written small, unless it is a well-known name or given name. No offset changes.
    """
    lines = text.split("\n")
    loud = [len(_LONG_WORD.findall(line)) > 2 and line.isupper() for line in lines]
    if not any(loud):
        return text
    rest = "\n".join(line for line, is_loud in zip(lines, loud, strict=True) if not is_loud)
    seen: dict[str, str] = {}
    for match in _WORD.finditer(rest):
        word = match[0]
        if word.islower() or seen.get(word.upper(), "").islower():
            seen[word.upper()] = word.lower()
        else:
            seen.setdefault(word.upper(), word)
    names = _names_in_capitals()

    def lower(match: re.Match[str]) -> str:
        word = match[0]
        written = seen.get(word) or names.get(word) or word.lower()
        return written if len(written) == len(word) else word

    return "\n".join(_WORD.sub(lower, line) if is_loud else line for line, is_loud in zip(lines, loud, strict=True))


def usual_case(forms: Iterable[str]) -> dict[str, str]:
    """Return for each form in capitals ("TONY BLAIR") the same form as it is written elsewhere, if it is.

    A word of more than three letters ("SALAH") may be written elsewhere as the end of a longer name ("Mohamed Salah").
    """
    forms = set(forms)
    ends = (form.split()[-1] for form in sorted(forms) if " " in form and not form.isupper())
    others = {end.upper(): end for end in ends if len(end) > 3 and end.istitle()}
    others |= {form.upper(): form for form in forms if not form.isupper()}
    return {form: others[form] for form in forms if form.isupper() and form in others}


@cache
def _names_in_capitals() -> dict[str, str]:
    """Return the words of well-known names, and given names, by their spelling in capitals."""
    words = {form for form, found in facts().items() if " " not in form and any(not fact.unsure for fact in found)}
    return {word.upper(): word for word in (*first_names(), *words) if not small_word(word.lower())}


class Words:
    """A document's tokens as plain values, read once: attribute access through spaCy is what costs."""

    def __init__(self, doc: Doc) -> None:
        self.text: str = doc.text.translate(PLAIN)
        read = [(token.idx, token.text, token.tag_) for token in doc]
        self.starts: list[int] = [start for start, _, _ in read]
        self.raw: list[str] = [word for _, word, _ in read]
        self.tags: list[str] = [tag for _, _, tag in read]
        if any(stretch.isupper() for stretch in _LONG_WORD.findall(self.text)):
            self.text = quieter(self.text)
        self.words = [self.text[at : at + len(word)] for at, word in zip(self.starts, self.raw, strict=True)]
        self.lower = [word.lower() for word in self.words]
        self.capital = [word[:1].isupper() or any(char.isupper() for char in word[1:]) for word in self.words]
        self.opens = [self._opens(i) for i in range(len(self.words))]
        if not any(self.tags):  # a pipeline without tagger
            self.tags = [self._guessed_tag(i) for i in range(len(self.words))]
        self.token_at_end = {
            start + len(word): i for i, (start, word) in enumerate(zip(self.starts, self.raw, strict=True))
        }

    def __len__(self) -> int:
        return len(self.words)

    def _opens(self, i: int) -> bool:
        """Whether the token opens a sentence or a quote, where a capital letter says nothing."""
        return i == 0 or self.words[i - 1][-1:] in ".!?:\"“”\n'" or self.words[i - 1].isspace()

    def _guessed_tag(self, i: int) -> str:
        if self.words[i].isdigit():
            return "CD"
        return "NNP" if self.capital[i] and self.lower[i] not in _SMALL else "NN"

    def name_like(self, i: int) -> bool:
        """Whether the token is capitalised for being part of a name."""
        if not self.capital[i]:
            return False
        return self.tags[i] not in _NO_NAME_TAGS or not (self.opens[i] or self.lower[i] in _SMALL)

    def hyphenated(self, i: int) -> bool:
        """Whether the token is a hyphen that joins two words without a blank."""
        return (
            self.words[i] in ("-", "\u2010", "\u2011")
            and 0 < i < len(self.words) - 1
            and self.starts[i - 1] + len(self.raw[i - 1]) == self.starts[i]
            and self.starts[i] + len(self.raw[i]) == self.starts[i + 1]
        )

    def compound_before(self, i: int) -> str:
        """The word before a token, whole if hyphens cut it ("fly-half"); "" at the beginning."""
        start = i - 1
        while start > 1 and self.hyphenated(start - 1):
            start -= 2
        return self.shown(start, i) if start >= 0 else ""

    def place(self, name: Name) -> tuple[int, int]:
        """The characters from where to where a name goes."""
        return self.starts[name.start], self.starts[name.end - 1] + len(self.raw[name.end - 1])

    def shown(self, start: int, end: int) -> str:
        """The plain text of the tokens ``start:end``."""
        return self.text[self.starts[start] : self.starts[end - 1] + len(self.raw[end - 1])]


_SMALL = word_set(
    """the a an and or but if in on at to of for by with from as is was are were be been he she it they we you i his
    her their our my your its this that these those who what when where why how not no yes so then there here
    after before while although though because since until than also just only even still yet meanwhile however
    now today yesterday tomorrow despite former would could should will can may might must did does do has have
    had all some any each every both either neither more most many much few several such another other others
    one two three four five six seven eight nine ten first second third last next new old speaking asked
    according"""
)


def small_word(word: str) -> bool:
    """Whether the lower-case word is one that names nothing however it is written."""
    return word in _SMALL


def compound_before(doc: Doc, i: int) -> tuple[str, int]:
    """Return the word before token ``i``, whole if hyphens cut it ("fly-half"), and the place of its first token."""
    start = i - 1
    while (
        start > 1 and doc[start - 1].text == "-" and not doc[start - 1].whitespace_ and not doc[start - 2].whitespace_
    ):
        start -= 2
    return doc[start:i].text if start >= 0 else "", max(start, 0)


def named(doc: Doc, start: int, end: int, label: str, reason: str) -> Span:
    """Return the tokens ``start:end`` as an entity of ``label`` that remembers why it is one."""
    span = Span(doc, start, end, label=label)
    if reason:
        span._.pressbox_reason = reason
    return span


def reason(span: Span) -> str:
    """Why the span is a name of its label; "" if only the recogniser said so."""
    return str(span._.pressbox_reason or "")


def place(doc: Doc, names: Iterable[Name]) -> None:
    """Make ``names`` the document's entities; of two that overlap the first wins."""
    taken: set[int] = set()
    spans = []
    for name in names:
        tokens = range(name.start, name.end)
        if tokens and taken.isdisjoint(tokens):
            taken.update(tokens)
            spans.append(named(doc, name.start, name.end, name.label, name.reason))
    doc.ents = tuple(sorted(spans, key=lambda span: span.start))
