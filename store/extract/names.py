"""Spans of names: the spaCy component ``pressbox_names``.

It puts the recogniser's spans right, adds the names that lists and forms tell, and finds again what the recogniser
found elsewhere in the article but missed here. Labels are settled afterwards by ``pressbox_labels``.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from store.extract import patterns
from store.extract.cleaning import recognised, trim
from store.extract.findings import register
from store.extract.lineups import lineups
from store.extract.lists import facts
from store.extract.repeats import with_repeats
from store.extract.spans import FROM_MODEL, ByToken, Name, Words, place, reason

register()


@Language.component("pressbox_names")  # type: ignore[untyped-decorator]
def pressbox_names(doc: Doc) -> Doc:
    """Make ``doc.ents`` the named mentions (and the scores already there), each with the borders of the bare name."""
    words = Words(doc)
    scores = [Name(ent.start, ent.end, "SCORE", reason(ent)) for ent in doc.ents if ent.label_ == "SCORE"]
    seen = recognised(doc, words)
    doc._.pressbox_recognised = {words.place(name): name.label for name in seen}
    names = _merge(scores, seen, words)
    place(doc, with_repeats(names, words))
    return doc


def _merge(scores: list[Name], found: list[Name], words: Words) -> list[Name]:
    """Decide between what the recogniser, the lists and the forms say of the same words."""
    seen = ByToken(found)
    players = lineups(words, seen)
    people = [_whole(p, seen, words) for p in patterns.people(words) if not _breaks(p, seen, words)]
    surname_tokens = _surnames([*people, *found], words)
    longer = ByToken([*found, *people])
    listed = [k for k in patterns.known(words) if not _inside_longer(k, longer, surname_tokens, words)]
    others, people_at = ByToken([*listed, *people]), ByToken(people)
    formed = [h for h in patterns.headed(words) if _fits(h, others) and not _better_said(h, others, seen)]
    works = [*patterns.works(words), *patterns.broadcasts(words, others)]
    titled = [w for w in works if not people_at.touching(w) and not _cuts(w, others)]
    strong = [*scores, *players, *patterns.spread([*listed, *formed, *people, *titled])]
    out: list[Name] = []
    owner: dict[int, Name] = {}
    for name in strong:
        if not any(i in owner for i in range(name.start, name.end)):
            _take(name, out, owner)
    for name in found:
        for rest in _free(name, owner, words):
            _take(rest, out, owner)
    for name in patterns.in_context(words):
        there = owner.get(name.start)
        if not any(i in owner for i in range(name.start, name.end)):
            _take(name, out, owner)
        elif there and (there.start, there.end) == (name.start, name.end) and there.reason.startswith(FROM_MODEL):
            there.label, there.reason = name.label, name.reason
    return out


def _surnames(names: list[Name], words: Words) -> set[int]:
    """Return the tokens that are the last word of a person's full name somewhere in the article."""
    forms = {words.words[name.end - 1] for name in names if name.label == "PERSON" and name.end - name.start > 1}
    return {i for i, word in enumerate(words.words) if word in forms}


def _take(name: Name, out: list[Name], owner: dict[int, Name]) -> None:
    out.append(name)
    owner.update(dict.fromkeys(range(name.start, name.end), name))


def _free(name: Name, owner: dict[int, Name], words: Words) -> list[Name]:
    """Return what is left of a recognised name beside the names that are surer."""
    free: list[Name] = []
    start = name.start
    for i in range(name.start, name.end + 1):
        if i == name.end or i in owner:
            if start < i and (rest := trim(Name(start, i, name.label, name.reason), words)):
                free.append(rest)
            start = i + 1
    return free


def _fits(formed: Name, others: ByToken) -> bool:
    """Whether a name told by its last word meets no person and cuts through no listed name."""
    return all(other.label != "PERSON" and formed.covers(other) for other in others.touching(formed))


def _cuts(title: Name, others: ByToken) -> bool:
    """Whether a title would cut through another name."""
    return not all(title.covers(other) for other in others.touching(title))


def _breaks(person: Name, found: ByToken, words: Words) -> bool:
    """Whether the recogniser sees a longer name of another kind here ("Victoria and Albert Museum").

    One that only puts a well-known name before the person's is none ("the Commons Fiona Quarle").
    """
    size = person.end - person.start
    return any(
        f.covers(person)
        and f.label != "PERSON"
        and f.end - f.start > size
        and not (f.end == person.end and words.shown(f.start, person.start) in facts())
        for f in found.touching(person)
    )


def _whole(person: Name, found: ByToken, words: Words) -> Name:
    """The person's name with the given names before it that only the recogniser knows ("Ole Gunnar Solskjaer")."""
    for f in found.touching(person):
        if f.label == "PERSON" and f.start < person.start and f.end == person.end:
            before = words.words[f.start : person.start]
            if all(word.isalpha() and word.istitle() for word in before):
                return Name(f.start, person.end, person.label, person.reason)
    return person


def _before_person(listed: Name, longer: Name, surname_tokens: set[int]) -> bool:
    """Whether a nationality stands before a person's name ("Brazilian Ronaldo") and does not begin a longer name."""
    return longer.label in ("PERSON", "NORP", "GPE") or set(range(listed.end, longer.end)) <= surname_tokens


def _better_said(formed: Name, listed: ByToken, found: ByToken) -> bool:
    """Whether a name told by its last word is put better by the lists ("US Super Bowl") or by the recogniser."""
    size = formed.end - formed.start
    if any(k.end == formed.end and 1 < k.end - k.start < size for k in listed.touching(formed)):
        return True
    return any(f.covers(formed) and (f.end - f.start > size or f.label == "PERSON") for f in found.touching(formed))


def _inside_longer(listed: Name, longer: ByToken, surname_tokens: set[int], words: Words) -> bool:
    """Whether a listed name is only part of a longer one ("Paris" in "Paris Hilton").

    ``surname_tokens`` are the tokens that are part of some person's name in the article.
    """
    size = listed.end - listed.start
    for name in longer.touching(listed):
        if name.covers(listed) and name.end - name.start > size:
            if size > 1 and name.end == listed.end and words.shown(name.start, listed.start) in facts():
                return False
            return not (
                listed.start == name.start and listed.label == "NORP" and _before_person(listed, name, surname_tokens)
            )
    return False
