"""Names found by other names: repeats, short forms and what stands in brackets, where the recogniser missed them."""

from __future__ import annotations

from collections import Counter, defaultdict

from store.extract.lists import (
    EVENT_HEADS,
    FAC_HEADS,
    LAW_HEADS,
    NOT_NAMES,
    ORG_HEADS,
    TITLE_WORDS,
    TITLES,
    facts,
    first_names,
    forms_of,
)
from store.extract.persons import surnames
from store.extract.spans import Name, Words, small_word

_NOUNS = ("NNP", "NNPS")
#: So often must an unknown capitalised word come within sentences to be taken for a name.
_OFTEN = 2


def with_repeats(names: list[Name], words: Words) -> list[Name]:
    """Return the names with those that they let us find: in brackets behind them, and their repeats."""
    names = [*names, *_bracketed(names, words)]
    owner = {i: name for name in names for i in range(name.start, name.end)}
    forms = _Forms(names, words)
    plain = {word for word, capital in zip(words.words, words.capital, strict=True) if not capital}
    for i in range(len(words)):
        if found := forms.at(i, owner, words, plain):
            for inner in {id(owner[j]): owner[j] for j in range(found.start, found.end) if j in owner}.values():
                for j in range(inner.start, inner.end):
                    del owner[j]
            owner.update(dict.fromkeys(range(found.start, found.end), found))
    for more in (_short_forms_after_the(owner, words, plain), _recurring(owner, words, plain)):
        owner.update({i: name for name in more for i in range(name.start, name.end)})
    return list({id(name): name for name in owner.values()}.values())


class _Forms:
    """The words by which the article's names may come again, with the labels that the names have."""

    def __init__(self, names: list[Name], words: Words) -> None:
        self.labels: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for name in names:
            if name.label != "SCORE":
                self._add(name, words)
        self._by_first: dict[str, list[tuple[str, ...]]] = {}
        for form in sorted(self.labels, key=len, reverse=True):
            self._by_first.setdefault(form[0], []).append(form)

    def _add(self, name: Name, words: Words) -> None:
        form = tuple(words.words[name.start : name.end])
        self.labels[form][name.label] += 1
        if name.label == "PERSON" and len(form) > 1:
            parts = {form[-1:], form[:1], *(tuple(surname.split()) for surname in surnames(form) if " " in surname)}
            for part in parts:
                if len(part) > 1 or _can_stand_alone(part[0]):
                    self.labels[part]["PERSON"] += 1
        for short in _short_forms(name, words):
            self.labels[short][name.label] += 1

    def at(self, i: int, owner: dict[int, Name], words: Words, plain: set[str]) -> Name | None:
        """Return the repeat that begins at a token, unless a name as long is there."""
        for form in self._by_first.get(words.words[i], ()):
            end = i + len(form)
            if tuple(words.words[i:end]) == form and _free(i, end, owner) and _is_name(i, end, words, plain):
                return Name(i, end, self.labels[form].most_common(1)[0][0], "named elsewhere in the article")
        return None


def _free(start: int, end: int, owner: dict[int, Name]) -> bool:
    """Whether nothing but shorter names lies there ("Fair" where elsewhere it is "Fair Rents Commission")."""
    inner = [owner[i] for i in range(start, end) if i in owner]
    return all(
        start <= name.start and name.end <= end and name.end - name.start < end - start and name.label != "SCORE"
        for name in inner
    )


def _short_forms(name: Name, words: Words) -> set[tuple[str, ...]]:
    """Other forms of a well-known name that are names only where the article has the full one ("Villa", "the Reds")."""
    if not name.reason.startswith("well-known"):
        return set()
    form = words.shown(name.start, name.end)
    return {
        tuple(other.split())
        for fact in facts().get(form, ())
        if fact.kind == "clubs"
        for other in forms_of().get((fact.name, fact.label), ())
        if other != form
    }


def _can_stand_alone(word: str) -> bool:
    return len(word) > 2 and word[0].isupper() and word not in TITLES and not small_word(word.lower())


def _is_name(start: int, end: int, words: Words, plain: set[str]) -> bool:
    """Whether words that are a name elsewhere are one here, too, and not the first word of a sentence.

    ``plain`` are the article's words without a capital letter.
    """
    if end - start > 1:
        return True
    word = words.words[start]
    if not words.capital[start] or small_word(word.lower()):
        return False
    if words.tags[start] in _NOUNS or not words.opens[start] or word in first_names():
        return True
    return word.lower() not in plain


def _bracketed(names: list[Name], words: Words) -> list[Name]:
    """Find the short form in brackets behind a name: "Fair Rents Commission (Farco)"."""
    taken = {i for name in names for i in range(name.start, name.end)}
    out = []
    for name in names:
        at = name.end + 1
        if (
            at + 1 < len(words)
            and words.words[at - 1] == "("
            and words.words[at + 1] == ")"
            and at not in taken
            and name.label not in ("SCORE", "PERSON")
            and shortens(words.words[at], words.shown(name.start, name.end))
        ):
            out.append(Name(at, at + 1, name.label, f"in brackets behind {words.shown(name.start, name.end)}"))
    return out


def shortens(short: str, full: str) -> bool:
    """Whether a word is made of letters of a name in their order, of the first letter of most of its words at least."""
    letters, rest = short.casefold().replace(".", ""), full.casefold()
    if not (2 <= len(letters) <= 9 and short[0].isupper() and letters.isalnum() and " " in full):
        return False
    position = -1
    for letter in letters:
        position = rest.find(letter, position + 1)
        if position < 0:
            return False
    big = [word[0].casefold() for word in full.replace("-", " ").split() if word[0].isupper()]
    return letters[0] == rest[0] and sum(letter in letters for letter in big) >= 0.7 * len(big)


def _short_forms_after_the(owner: dict[int, Name], words: Words, plain: set[str]) -> list[Name]:
    """Find "the Commission", "the Games", "the Falcons" for the one body or event that the article names in full."""
    full: defaultdict[str, dict[tuple[str, ...], str]] = defaultdict(dict)
    for name in owner.values():
        last = words.words[name.end - 1]
        if name.label in ("ORG", "EVENT") and name.end - name.start > 1 and _may_stand_alone(last, plain):
            full[last][tuple(words.words[name.start : name.end])] = name.label
    return [
        Name(i, i + 1, label, f"short for {' '.join(form)}")
        for i, word in enumerate(words.words)
        if len(full.get(word, ())) == 1 and i and i not in owner and words.lower[i - 1] == "the"
        if not (i + 1 < len(words) and words.capital[i + 1])
        for form, label in full[word].items()
    ]


def _recurring(owner: dict[int, Name], words: Words, plain: set[str]) -> list[Name]:
    """Find unknown words that the article always writes with a capital letter: names, mostly of firms and services."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    within: Counter[str] = Counter()
    for i, word in enumerate(words.words):
        if i in owner or not words.capital[i] or len(word) < 3 or not word[0].isalpha():
            continue
        if not _beside_capital(i, words):
            places[word].append(i)
            within[word] += words.tags[i] in _NOUNS and not words.opens[i]
    return [
        Name(i, i + 1, "ORG", "always written with a capital letter")
        for word, at in places.items()
        if within[word] >= _OFTEN and word.lower() not in plain and not _is_kind(word) and _may_be_unknown_name(word)
        for i in at
    ]


def _may_be_unknown_name(word: str) -> bool:
    return not (
        word in NOT_NAMES or word in TITLES or word in TITLE_WORDS or small_word(word.lower()) or word.isupper()
    )


def _may_stand_alone(word: str, plain: set[str]) -> bool:
    """Whether a body's or event's last word means it: not "the Year" where "year" is a word of the article."""
    return _may_be_unknown_name(word) and (word in ORG_HEADS or word in EVENT_HEADS or word.lower() not in plain)


def _is_kind(word: str) -> bool:
    """Whether a word tells a kind of thing ("the Bill")."""
    return word in LAW_HEADS or word in FAC_HEADS or word in ORG_HEADS


def _beside_capital(i: int, words: Words) -> bool:
    before = i > 0 and words.capital[i - 1] and not words.opens[i - 1]
    return before or (i + 1 < len(words) and words.capital[i + 1])
