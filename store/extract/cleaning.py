"""The recogniser's spans put right: what belongs to a name and what only stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from store.extract.lists import (
    ARTICLES,
    LAW_HEADS,
    NAME_STARTS,
    NOT_NAMES,
    ORG_HEADS,
    ORG_STARTS,
    PARTICLES,
    ROLE_NOUNS,
    TITLE_WORDS,
    TITLES,
    facts,
    first_names,
    word_set,
)
from store.extract.spans import FROM_MODEL, Name, Words, small_word
from store.model import NAME_LABELS

_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_POSSESSIVES = ("'s", "'", "s'")
_EDGES = frozenset("\"'“”«»()[]{},.;:!?-–—…*_~|<>=+#@/\\")
_OPENERS = word_set("RB RBR IN CC WRB PRP$ MD")
_PLURAL_CAPITALS = re.compile(r"[A-Z]{2,5}s")
_CORPORATE = word_set("Inc Inc. Ltd Ltd. LLC LLP Co Co. Corp Corp. Jr")
_ENDS_WITH_STOP = word_set("Jr. Sr. Inc. Corp. Co. Ltd. U.S. U.K. U.N. St.")


def recognised(doc: Doc, words: Words) -> list[Name]:
    """Return the recogniser's names, cleaned; what is no name after that is left out."""
    out: list[Name] = []
    plain = {word for word, capital in zip(words.words, words.capital, strict=True) if not capital}
    for ent in doc.ents:
        if ent.label_ in NAME_LABELS:
            for name in _pieces(Name(ent.start, ent.end, ent.label_), words):
                if (trimmed := trim(name, words)) and not _only_opens(trimmed, words, plain):
                    if trimmed.label == "PERSON" and "&" in words.words[trimmed.start : trimmed.end]:
                        trimmed.label = "ORG"
                    out.extend(_members(trimmed, words))
    full = {words.words[name.end - 1] for name in out if name.label == "PERSON" and name.end - name.start > 1}
    return [people for name in out for people in _by_surnames(name, full, words, plain)]


def _by_surnames(name: Name, full: set[str], words: Words, plain: set[str]) -> list[Name]:
    """Put right what the surnames of the people whom the article names in full (``full``) show to be people.

    "Almond and Bray" is no firm, "Bray 60" no product; and a bare surname takes the unknown word before it along.
    """
    parts = words.words[name.start : name.end]
    if name.label != "PERSON" and parts[0] in full:
        if len(parts) == 3 and parts[1] == "and" and parts[2] in full:
            ends = (name.start, name.end - 1)
            return [Name(at, at + 1, "PERSON", "part of a full name in the article") for at in ends]
        if len(parts) == 2 and parts[1].isdigit():
            return [Name(name.start, name.start + 1, "PERSON", "part of a full name in the article")]
    if name.label == "PERSON" and len(parts) == 1 and name.start and _given(name.start - 1, words, plain):
        name.start -= 1
    return [name]


def _given(i: int, words: Words, plain: set[str]) -> bool:
    """Whether the word right before a surname can only be a given name."""
    word = words.words[i]
    return (
        words.tags[i] == "NNP"
        and words.name_like(i)
        and word.isalpha()
        and len(word) > 2
        and word.lower() not in plain
        and not (word in facts() or word in NOT_NAMES or word in TITLES or word in TITLE_WORDS)
        and word.lower() not in ROLE_NOUNS
        and words.text[words.starts[i] + len(word) : words.starts[i + 1]] == " "
    )


def _only_opens(name: Name, words: Words, plain: set[str]) -> bool:
    """Whether a single word has its capital letter only from opening a sentence or headline ("Court rejects claim")."""
    return (
        name.end - name.start == 1
        and words.opens[name.start]
        and words.lower[name.start] in plain
        and words.words[name.start] not in facts()
        and sum(word == words.words[name.start] for word in words.words) == 1
    )


def _is_role(start: int, end: int, words: Words) -> bool:
    """Whether a sentence opens with what a person is and the name ("Boss Otto Crumb", "Veteran Crumb")."""
    return (
        end - start > 1
        and words.opens[start]
        and words.lower[start] in ROLE_NOUNS
        and words.words[end - 1] not in ORG_HEADS
        and all(words.capital[start:end])
    )


def trim(name: Name, words: Words) -> Name | None:
    """Take away articles, titles, possessives, marks and lower-case words at both ends."""
    start, end = name.start, name.end
    while start < end and (_no_start(start, words) or _opens_sentence(start, end, words)):
        start += 1
    while start < end and _no_end(end - 1, words):
        end -= 1
    if name.label == "PERSON":
        start = after_titles(start, end, words)
    elif name.label == "ORG" and _is_role(start, end, words):
        return Name(start + 1, end, "PERSON", f"after '{words.words[start]}'")
    elif end - start > 1 and (_year(words.words[start]) or _ORDINAL.fullmatch(words.words[start])):
        start += 1
    if end - start > 1 and name.label == "EVENT" and _year(words.words[end - 1]) and words.words[end - 2] != "Euro":
        end -= 1
    while _goes_on(end, name, words):
        end += 2
    if start >= end or not any(words.capital[i] for i in range(start, end)):
        return None
    word = words.words[start]
    if end - start == 1 and (
        small_word(word.lower())
        or word in NOT_NAMES
        or (name.label == "LAW" and word in LAW_HEADS)
        or (name.label == "ORG" and _PLURAL_CAPITALS.fullmatch(word))  # "PVRs"
        or (word in TITLE_WORDS and end < len(words) and words.words[end] in TITLES)  # "Education Secretary"
        or (name.label == "PERSON" and _no_person(start, words))
    ):
        return None
    if words.words[start:end][:2] == ["State", "for"]:  # the rest of a "Secretary of State for ..."
        return None
    return Name(start, end, name.label, name.reason or f"{FROM_MODEL}'s name recogniser")


def _no_person(i: int, words: Words) -> bool:
    """Whether a single word is a title, or a given name that is also a word ("the Bill")."""
    after_the = i > 0 and words.lower[i - 1] == "the" and words.words[i] in first_names()
    return words.words[i] in TITLES or (after_the and not (i + 1 < len(words) and words.tags[i + 1].startswith("NN")))


def _goes_on(end: int, name: Name, words: Words) -> bool:
    """Whether a person's name goes on behind a hyphen ("Lewis" of "Mark Lewis-Francis")."""
    return name.label == "PERSON" and end + 1 < len(words) and words.hyphenated(end) and words.capital[end + 1]


def after_titles(start: int, end: int, words: Words) -> int:
    """Return where the name begins behind titles such as "Prime Minister" or "Sir"."""
    at = start
    while at < end and (words.words[at] in TITLES or (words.words[at] in TITLE_WORDS and at + 1 < end)):
        at += 1
    return at if at < end else start


def _no_start(i: int, words: Words) -> bool:
    word = words.words[i]
    if word in ARTICLES or word in ("GMT", "BST", "EST") or word.isspace() or word[0] in _EDGES or word in _POSSESSIVES:
        return True
    return not words.capital[i] and not word[0].isdigit() and word.lower() not in NAME_STARTS and word.isascii()


def _opens_sentence(i: int, end: int, words: Words) -> bool:
    """Whether a capital letter before a name only opens the sentence ("Later Blair said")."""
    return i + 1 < end and words.opens[i] and words.tags[i] in _OPENERS and words.capital[i + 1]


def _no_end(i: int, words: Words) -> bool:
    word = words.words[i]
    if (
        word in _POSSESSIVES
        or word.isspace()
        or (word[-1] in _EDGES and word not in _ENDS_WITH_STOP and len(word) == 1)
    ):
        return True
    return not words.capital[i] and not word[0].isdigit() and word.isascii()


def _year(word: str) -> bool:
    return len(word) == 4 and word.isdigit()


def _pieces(name: Name, words: Words) -> Iterator[Name]:
    """Cut at line ends and at words that cannot be inside a name; the piece that the label fits is kept."""
    cuts = [i for i in range(name.start, name.end) if _cut_at(i, name, words)]
    pieces = []
    start = name.start
    for cut in [*cuts, name.end]:
        if any(words.capital[i] for i in range(start, cut)):
            pieces.append(Name(start, cut, name.label, name.reason))
        start = cut + 1
    if pieces:
        owned = any(words.words[cut] == "'s" for cut in cuts) and name.label not in ("GPE", "NORP")
        yield pieces[-1] if name.label == "PERSON" or owned else pieces[0]


def _cut_at(i: int, name: Name, words: Words) -> bool:
    word = words.words[i]
    if "\n" in word or "\r" in word or word in ("(", ")", ";", ":", "—", "–", '"', "“", "”"):
        return True
    if i in (name.start, name.end - 1):
        return False
    if word in ("in", "at") and name.label in ("ORG", "FAC"):
        return words.shown(i + 1, name.end) in facts()  # "Dunvale Centre in Kent"
    if word == "'s":
        return name.label in ("PERSON", "GPE", "NORP") or any(
            part in facts() for part in (words.shown(name.start, i), words.shown(i + 1, name.end))
        )
    return word.isalpha() and not words.capital[i] and word not in PARTICLES and name.label != "WORK_OF_ART"


def _members(name: Name, words: Words) -> Iterator[Name]:
    """Split "X, Y and Z" into its members; a name that only contains "and" stays whole."""
    joints = [i for i in range(name.start + 1, name.end - 1) if words.lower[i] in (",", "and", "&", "or")]
    if not joints or not _is_list(name, joints, words):
        yield name
        return
    start = name.start
    for joint in [*joints, name.end]:
        if start < joint and (member := trim(Name(start, joint, name.label, "one of several joined names"), words)):
            yield member
        start = joint + 1


def _is_list(name: Name, joints: list[int], words: Words) -> bool:
    if words.shown(name.start, name.end) in facts() or words.words[name.start] in ORG_STARTS:
        return False
    if name.label == "PERSON" and any(words.words[joint] == "&" for joint in joints):
        return False
    if name.label in ("PERSON", "GPE"):
        return True
    if name.label in ("ORG", "WORK_OF_ART") and all(words.words[joint] == "," for joint in joints):
        return words.words[joints[-1] + 1] not in _CORPORATE
    if name.label == "ORG" and words.words[joints[0]] == ",":
        return name.end - name.start == 2 * len(joints) + 1 and all(words.words[j] != "&" for j in joints)
    if name.label == "ORG" and name.end - name.start == 3 and _ends_list(name, words):
        return True
    if name.label not in ("ORG", "NORP", "LOC", "FAC", "WORK_OF_ART", "PRODUCT"):
        return False
    parts = [
        words.shown(a, b).removeprefix("The ")
        for a, b in zip([name.start, *(j + 1 for j in joints)], [*joints, name.end], strict=True)
        if a < b
    ]
    return len(parts) > 1 and all(part in facts() for part in parts)


def _ends_list(name: Name, words: Words) -> bool:
    """Whether "X and Y" are the last of several names joined by commas ("Alden, Brill, Corvo and Dane")."""
    return name.start > 3 and all(
        words.words[name.start - back] == "," and words.capital[name.start - back - 1] for back in (1, 3)
    )
