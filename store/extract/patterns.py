"""Names found by their form: well-known ones, those with a telling last word, and people by title or given name."""

from __future__ import annotations

from collections.abc import Iterator

from store.extract.lists import (
    BODY_NOUNS,
    BROADCASTS,
    EVENT_HEADS,
    FAC_HEADS,
    GPE_HEADS,
    LAW_HEADS,
    LOC_HEADS,
    NAME_STARTS,
    NOT_NAMES,
    ORG_HEADS,
    ORG_STARTS,
    PRODUCT_HEADS,
    ROLE_NOUNS,
    TITLE_WORDS,
    TITLES,
    WEAK_EVENT_HEADS,
    WORK_NOUNS,
    Fact,
    facts,
    first_names,
    first_word,
    forms_by_first_word,
    word_set,
)
from store.extract.spans import ByToken, Name, Words

_HARD_TITLES = word_set(
    """Mr Mrs Ms Miss Mr. Mrs. Ms. Dr Dr. Prof Prof. Sir Dame Lord Lady Baroness Senator Sen. Gov. Rep. President"""
)
_HEADS = (
    (EVENT_HEADS, "EVENT"),
    (FAC_HEADS, "FAC"),
    (LAW_HEADS, "LAW"),
    (ORG_HEADS, "ORG"),
    (LOC_HEADS, "LOC"),
    (GPE_HEADS, "GPE"),
    (PRODUCT_HEADS, "PRODUCT"),
)
_SUMS = word_set("m bn tn k million billion trillion")
_TITLE_LINKS = word_set("of the and in a an for to on with my your is 's n't")
#: Words that end names of places and, behind a given name, those of people.
_SURNAMES_TOO = word_set(
    """Bridge Hall Park Street Lane House Castle Abbey Temple Court Ground Tower Towers Church Hill Hills Lake Bay
    Forest Heath Cape Field Post Law Bill River Peak Canyon Bank Office Price Rice"""
)
#: Given names after which many streets and halls are called.
_PLACE_GIVEN = word_set("Victoria Albert George Elizabeth Charlotte Florence Regent Alexandra Windsor Lincoln Madison")
_COMMON_HEADED = word_set("Prime Foreign First Second Third Last Next Final Same Every This That")


def known(words: Words) -> list[Name]:
    """Return the mentions of well-known names, the longest form at each place."""
    out: list[Name] = []
    by_first = forms_by_first_word()
    end = 0
    for i, start in enumerate(words.starts):
        if start < end or not words.words[i]:
            continue
        for form in by_first.get(first_word(words.words[i]), ()):
            last = words.token_at_end.get(start + len(form))
            if last is not None and words.text.startswith(form, start):
                fact = sure_fact(form)
                if fact and _stands_alone(i, last, words):
                    out.append(Name(i, last + 1, fact.label, f"well-known name ({fact.name})"))
                    end = start + len(form)
                    break
    return out


def sure_fact(form: str) -> Fact | None:
    """Return what a form names whatever the context says, first of all a place."""
    sure = [fact for fact in facts().get(form, ()) if not fact.unsure]
    return next((fact for fact in sure if fact.label in ("GPE", "LOC")), sure[0] if sure else None)


def _stands_alone(start: int, last: int, words: Words) -> bool:
    """Whether a name is not just the first part of a compound ("Mercedes-Benz" aside, which is in the lists)."""
    if words.words[start] == "Euros" and start and (words.tags[start - 1] == "CD" or words.raw[start - 1] in _SUMS):
        return False
    if last == start and len(words.words[start]) < 3 and words.tags[start] not in ("NNP", "NNPS", "NN", "JJ"):
        return False
    return not (last + 1 < len(words) and words.words[last + 1] == "-" and words.capital[min(last + 2, len(words) - 1)])


def headed(words: Words) -> list[Name]:
    """Return runs of capitalised words that end in a telling word ("... Cup", "... University", "... Stadium")."""
    out = []
    for i, word in enumerate(words.words):
        if not words.capital[i]:
            continue
        if word in ORG_STARTS and (end := _run_after_of(i, words)):
            out.append(Name(i, end, "ORG", f"begins with '{word} of'"))
            continue
        label = next((label for heads, label in _HEADS if word in heads), "")
        if label and not _goes_on(i, words):
            start = _run_before(i, words)
            if i - start >= (2 if word in WEAK_EVENT_HEADS and label == "EVENT" else 1):
                out.append(Name(start, i + 1, label, f"ends in '{word}'"))
    return out


def head_label(word: str) -> str:
    """Return the label of names that end in ``word``, or ""."""
    return next((label for heads, label in _HEADS if word in heads and word not in WEAK_EVENT_HEADS), "")


def _goes_on(i: int, words: Words) -> bool:
    return i + 1 < len(words) and words.capital[i + 1] and words.tags[i + 1] in ("NNP", "NNPS")


def _run_before(i: int, words: Words) -> int:
    start = i
    while start > 0 and words.tags[start - 1] in ("NNP", "NNPS", "JJ", "CD") and _in_run(start - 1, words):
        start -= 1
    return start


def _in_run(i: int, words: Words) -> bool:
    word = words.words[i]
    return (words.name_like(i) and word not in _COMMON_HEADED and word not in TITLES) or (
        word.isdigit() and len(word) < 3 and i > 0 and words.capital[i - 1]
    )


def _run_after_of(i: int, words: Words) -> int:
    if i + 2 >= len(words) or words.lower[i + 1] not in ("of", "for") or not words.name_like(i + 2):
        return 0
    end = i + 3
    while end < len(words) and (words.name_like(end) or _joins(end, words)):
        end += 1
    return end


def _joins(i: int, words: Words) -> bool:
    return (
        words.lower[i] in ("and", "&", ",")
        and i + 1 < len(words)
        and words.tags[i - 1] in ("NNP", "NNPS")
        and (words.name_like(i + 1) and words.lower[i] != "," and words.words[i - 2] in ("of", "for"))
    )


def works(words: Words) -> list[Name]:
    """Return titles of works told by what stands before them ("the film Hard Rain", "Almond's The Late Bus")."""
    out = []
    for i, word in enumerate(words.words):
        if i + 2 >= len(words) or not (word in WORK_NOUNS or word == "'s"):
            continue
        start = i + 1
        if words.words[start] == "The":
            start += 1
        elif word == "'s" or (word == "single" and words.lower[i - 1] in ("a", "any", "every", "no", "not")):
            continue
        end = _title_end(start, words)
        if end - start > 1 or (end > start and words.name_like(start) and words.tags[start] in ("NNP", "NNPS")):
            out.append(Name(start, end, "WORK_OF_ART", f"after '{word}'"))
    return out


def in_context(words: Words) -> list[Name]:
    """Return capitalised words that what stands beside them makes a name ("striker Vashko", "Brackmoor-based")."""
    out = []
    for i in range(len(words)):
        if not words.name_like(i) or len(words.words[i]) < 2 or (i and words.name_like(i - 1)):
            continue
        before = words.compound_before(i)
        if before in ROLE_NOUNS and not words.opens[i]:
            out.append(Name(i, _person_end(i, words), "PERSON", f"after '{before}'"))
        elif before in BODY_NOUNS and not words.opens[i]:
            out.append(Name(i, i + 1, "ORG", f"after '{before}'"))
        elif i + 2 < len(words) and words.words[i + 1] == "-" and words.lower[i + 2] in ("based", "born"):
            out.append(Name(i, i + 1, "GPE", f"before '-{words.lower[i + 2]}'"))
    return [name for name in out if name.end > name.start and words.words[name.start] not in NOT_NAMES]


def broadcasts(words: Words, listed: ByToken) -> list[Name]:
    """Return titles told by the word behind them ("Radio 9's Late Window programme"); not the station's own name."""
    out = []
    for i, word in enumerate(words.words):
        start = i
        while (
            start > i - 4 and start > 0 and words.capital[start - 1] and not listed.touching(Name(start - 1, start, ""))
        ):
            start -= 1
        if word not in BROADCASTS or words.tags[i] not in ("NN", "") or (words.opens[start] and start == i - 1):
            continue
        if start < i and words.name_like(start) and words.words[start] not in NOT_NAMES:
            out.append(Name(start, i, "WORK_OF_ART", f"before '{word}'"))
    return out


def _title_end(start: int, words: Words) -> int:
    """Return where a title ends: capitalised words and small words between them."""
    end = start
    while end < len(words) and end - start < 9:
        if words.capital[end] and words.words[end][0].isalpha():
            end += 1
        elif start < end < len(words) - 1 and words.lower[end] in _TITLE_LINKS and words.capital[end + 1]:
            end += 2
        else:
            break
    if start < end < len(words) and words.words[end].isdigit() and len(words.words[end]) == 1:
        end += 1  # "Hard Rain 2"
    return end


def people(words: Words) -> list[Name]:
    """Return people told by a title ("Mr Hain") or by a given name before a capitalised word ("Fiona Hall")."""
    out = []
    given = first_names()
    i = 0
    while i < len(words):
        word, name = words.words[i], None
        if word in _HARD_TITLES:
            name = _titled(i, words)
        elif word == "[":
            name = _bracketed(i, words)
        elif words.capital[i] and (word in given or (word.split("-")[0] in given and "-" in word)):
            name = _with_given_name(i, words)
        if name:
            out.append(name)
            i = name.end
        else:
            i += 1
    return out


def _titled(i: int, words: Words) -> Name | None:
    start = i + 1
    while start < len(words) and words.words[start] in TITLES:
        start += 1
    end = _person_end(start, words)
    if end == start or words.words[start] in TITLE_WORDS:
        return None
    return Name(start, end, "PERSON", f"follows '{words.words[i]}'")


def _bracketed(i: int, words: Words) -> Name | None:
    """A given name that an editor put in: "[Tony] Blair"."""
    if i + 3 < len(words) and words.words[i + 2] == "]" and words.capital[i + 1] and words.name_like(i + 3):
        return Name(i, _person_end(i + 3, words), "PERSON", "given name put in brackets")
    return None


def _with_given_name(i: int, words: Words) -> Name | None:
    end = _person_end(i + 1, words)
    if end == i + 1 or (any(words.words[end - 1] in heads for heads, _ in _HEADS) and not _person_still(i, end, words)):
        return None
    return Name(i, end, "PERSON", f"given name '{words.words[i]}' and a name")


def _person_still(i: int, end: int, words: Words) -> bool:
    """Whether a given name and a word that ends names of places are a person ("Gary Lane", "Fiona Hall")."""
    return (
        end - i == 2
        and words.words[end - 1] in _SURNAMES_TOO
        and words.words[i] not in _PLACE_GIVEN
        and not (i and words.lower[i - 1] in ("the", "at", "in", "near", "on"))
    )


def _person_end(i: int, words: Words) -> int:
    """Return where the name that goes on at ``i`` ends: capitalised words, with small words such as "van" between."""
    end = i
    while end < len(words) and end - i < 6:
        if _part_of_person(end, words):
            end += 1
        elif (end + 1 < len(words) and words.lower[end] in NAME_STARTS and _part_of_person(end + 1, words)) or (
            words.hyphenated(end) and words.capital[end + 1]
        ):
            end += 2
        else:
            break
    return end


def _part_of_person(i: int, words: Words) -> bool:
    word = words.words[i]
    return (
        words.capital[i]
        and words.tags[i] in ("NNP", "NNPS", "NN", "NNS", "JJ", "FW", "VBG", "VBN", "VB", "VBP")
        and word[0].isalpha()
        and word not in TITLES
        and not (len(word) > 1 and word.isupper() and len(word) > 3)
    )


def spread(names: list[Name]) -> Iterator[Name]:
    """Yield the names longest first, so that the longer of two that overlap is met first."""
    yield from sorted(names, key=lambda name: (name.start - name.end, name.start))
