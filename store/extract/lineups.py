"""Team sheets: "Almond, Bray (Carr 46), Dent, ...", "Subs not used: Eames, Frith." – people by surname alone."""

from __future__ import annotations

from store.extract.lists import NAME_STARTS, facts, word_set
from store.extract.spans import ByToken, Name, Words

_REASON = "in a list of players"
_HEADINGS = word_set("subs substitutes replacements used")
#: So many names in a row are a team sheet, if the recogniser takes some of them for people.
_MANY = 7
_SHARE = 0.3
#: With a substitution among them fewer do.
_FEW = 4
_MARKS = word_set(", ; / . and &")


def lineups(words: Words, found: ByToken) -> list[Name]:
    """Return the people of all team sheets in the text."""
    out: list[Name] = []
    i = 0
    while i < len(words):
        items, end = _sheet(i, words)
        if len(items) > 1 and _is_sheet(i, items, found, words):
            out += items
        i = max(end, i + 1)
    return out


def _is_sheet(start: int, items: list[Name], found: ByToken, words: Words) -> bool:
    before = start - 1
    while before > 0 and (words.words[before] in (":", "-") or words.words[before].isspace()):
        before -= 1
    if before >= 0 and before < start - 1 and words.lower[before] in _HEADINGS:
        return True
    if len(items) > _FEW and any(words.words[item.start - 1] == "(" for item in items):
        return True  # a substitution
    people = sum(any(other.label == "PERSON" for other in found.touching(item)) for item in items)
    places = sum(words.shown(item.start, item.end) in facts() for item in items)
    return len(items) >= _MANY and people >= _SHARE * len(items) and places <= _SHARE * len(items)


def _sheet(i: int, words: Words) -> tuple[list[Name], int]:
    """Read names that are separated by marks only, each perhaps with who came on for it in brackets."""
    items: list[Name] = []
    while (end := _item(i, words)) > i:
        items.append(Name(i, end, "PERSON", _REASON))
        i = end
        if i < len(words) and words.words[i] == "(":
            inside, i = _brackets(i, words)
            items += inside
        if i >= len(words) or words.lower[i] not in _MARKS or words.words[i] == ".":
            break
        i += 1
        while i < len(words) and (words.words[i].isspace() or words.lower[i] == "and"):
            i += 1
    return items, i


def _item(i: int, words: Words) -> int:
    """Return where a name of at most three words ends, ``i`` if there is none."""
    end = i
    while end < len(words) and end - i < 5:
        if words.capital[end] and words.words[end][0].isalpha():
            end += 1
        elif (
            end + 1 < len(words)
            and words.capital[end + 1]
            and (words.lower[end] in NAME_STARTS or (end > i and words.hyphenated(end)))
        ):
            end += 2
        else:
            break
    return end if end - i <= 5 else i


def _brackets(i: int, words: Words) -> tuple[list[Name], int]:
    """Read "(Carr 46)" or "(capt)": names in it with a minute behind them, and where it ends."""
    close = next((j for j in range(i, min(i + 12, len(words))) if words.words[j] == ")"), -1)
    if close < 0:
        return [], i
    inside = []
    j = i + 1
    while j < close:
        end = _item(j, words)
        if j < end < close and words.words[end].rstrip("'").isdigit():
            inside.append(Name(j, end, "PERSON", _REASON))
        j = max(end, j + 1)
    return inside, close + 1
