"""Pronouns and descriptions as speakers: "he", "the manager", "the bank".

Everything works on a ``Cast``: who is named where, with what gender and which roles the article gives them.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Token

from store.extract.cues import cue_lemma, words
from store.extract.findings import FoundEntity
from store.extract.gender import name_gender, pronoun_gender, word_gender
from store.extract.layout import Layout
from store.extract.linking import EntityIndex
from store.extract.nouns import BODY_NOUNS, is_person_noun
from store.extract.sources import phrase_bounds

_LAND_NOUNS = words("government administration side team council parliament court")
_UNNAMED = frozenset(
    {"spokesman", "spokeswoman", "spokesperson", "source", "official", "insider", "witness", "representative", "aide"}
)
_PEOPLE_AND_BODIES = frozenset({"PERSON", "ORG", "GPE"})
#: Mentions further back than this many are not looked at.
_MEMORY = 60
_DEFINITE = frozenset({"the", "this", "that"})
_OTHER = frozenset({"shadow", "vice", "deputy", "assistant", "former", "ex", "co", "acting", "under"})
_MODIFIERS = frozenset({"compound", "amod", "nmod", "appos"})


@dataclass(slots=True)
class Naming:
    """One mention of a person or body: where, in which sentence, and how prominent its place there is."""

    token: int
    sentence: int
    weight: float
    quoted: bool


@dataclass(slots=True)
class Member:
    """A person or body of the article with what the article says about them."""

    entity: FoundEntity
    name_words: frozenset[str]
    gender: str | None = None
    roles: set[str] = field(default_factory=set)
    namings: list[Naming] = field(default_factory=list)


class Cast:
    """The people and bodies of one document, and the sentence each token is in.

    ``spoken`` gives the capitalised words of the quotes of each source (a token): whom they name did not say them.
    """

    def __init__(
        self,
        layout: Layout,
        entities: list[FoundEntity],
        index: EntityIndex,
        spoken: Mapping[int, frozenset[str]] | None = None,
    ) -> None:
        self.layout = layout
        self.spoken = spoken or {}
        #: By token: how far the chosen member's score leads that of the next one.
        self.leads: dict[int, float] = {}
        self._index = index
        self.sentence = _sentences(layout)
        self.people: list[Member] = []
        self.bodies: list[Member] = []
        members = {id(e): Member(e, frozenset(e.name.lower().split())) for e in entities}
        self._collect(members, index)
        for member in members.values():
            if member.entity.label == "PERSON":
                member.gender = _gender(member, layout)
                self.people.append(member)
            elif member.entity.label in _PEOPLE_AND_BODIES:
                self.bodies.append(member)
        self._gender_from_pronouns()
        self._follow_subjects()

    def _follow_subjects(self) -> None:
        """Resolve the narration's subjects in text order, so that each counts as a mention for the next."""
        self.subjects: dict[int, FoundEntity] = {}
        by_entity = {id(m.entity): m for m in (*self.people, *self.bodies)}
        for token in self.layout.tokens:
            if token.dep_ not in ("nsubj", "nsubjpass") or not self.layout.narration(token):
                continue
            entity = self.resolve(token)
            if entity is not None:
                self.subjects[token.i] = entity
                naming = Naming(token.i, self.sentence[token.i], _weight(token, quoted=False), quoted=False)
                insort(by_entity[id(entity)].namings, naming, key=lambda n: n.token)

    def resolve(self, head: Token) -> FoundEntity | None:
        """Whom a pronoun or a description with this head stands for; None for names and for the unnamed."""
        if head.i in self.subjects:
            return self.subjects[head.i]
        if head.lower_ in ("he", "she", "it", "his", "her"):
            return resolve_pronoun(head.lower_, head.i, self)
        named = self._index.at(head.i)
        if head.pos_ not in ("NOUN", "PROPN", "ADJ", "NUM") or (named is not None and named[0].label != "NORP"):
            return None
        first, last = phrase_bounds(head, self.layout)
        return resolve_description(head, self.layout.tokens[first:last], self)

    def _collect(self, members: dict[int, Member], index: EntityIndex) -> None:
        for first, last, entity in index.spans:
            if entity.label not in _PEOPLE_AND_BODIES:
                continue
            head = self.layout.doc[first:last].root
            member = members[id(entity)]
            member.roles |= _roles(head, index)
            quoted = not self.layout.narration(head)
            member.namings.append(Naming(first, self.sentence[first], _weight(head, quoted), quoted))

    def _gender_from_pronouns(self) -> None:
        """People of unknown gender: the gendered pronouns that follow in sentences that name nobody else."""
        named: dict[int, set[int]] = {}
        first: dict[int, int] = {}
        for number, person in enumerate(self.people):
            for naming in person.namings:
                if not naming.quoted:
                    named.setdefault(naming.sentence, set()).add(number)
                    first.setdefault(naming.sentence, naming.token)
        votes: dict[int, Counter[str]] = {}
        for token in self.layout.tokens:
            gender = pronoun_gender(token.lower_) if self.sentence[token.i] in named else None
            sentence = self.sentence[token.i]
            if (
                gender
                and self.layout.narration(token)
                and len(named.get(sentence, ())) == 1
                and first[sentence] < token.i
            ):
                votes.setdefault(next(iter(named[sentence])), Counter())[gender] += 1
        for number, counts in votes.items():
            person = self.people[number]
            if person.gender is None:
                best, n = counts.most_common(1)[0]
                if n > counts.total() - n:
                    person.gender = best


def _weight(head: Token, quoted: bool) -> float:
    """How prominent a mention is: subjects and speakers most, owners and places least, quoted words hardly at all."""
    if quoted:
        return -2.5
    top = head.head if head.dep_ in ("appos", "compound") else head
    if top.dep_ in ("nsubj", "nsubjpass"):
        return 1.5 if cue_lemma(top.head) else 1.2
    following = head.doc[head.i + 1].lower_ if head.i + 1 < len(head.doc) else ""
    if head.dep_ == "poss" or following in ("'s", "’s", "'", "’"):
        return -0.8
    return -0.8 if head.dep_ == "pobj" and head.head.lower_ in ("at", "in", "near") else 0.0


def _sentences(layout: Layout) -> list[int]:
    """Number narration's sentences; quoted words belong to the sentence around them."""
    out, number, paragraph = [], 0, 0
    for token in layout.tokens:
        if layout.paragraph[token.i] != paragraph:
            paragraph = layout.paragraph[token.i]
            number += 1
        out.append(number)
        if layout.ends[token.i] and not token.is_space and layout.narration(token):
            number += 1
    return out


def _roles(head: Token, index: EntityIndex) -> set[str]:
    """Lower-case nouns that a mention is described with: "striker X", "X, the Tory leader", "X is the manager"."""
    nearby = [c for c in head.children if c.dep_ in _MODIFIERS and index.at(c.i) is None]
    behind = head.dep_ == "compound" and head.head.i > head.i  # "the Hartley camp" says nothing of Hartley
    if head.dep_ in ("appos", "compound") and head.head.pos_ in ("NOUN", "PROPN") and not behind:
        nearby.append(head.head)
    if head.dep_ == "nsubj" and head.head.lemma_ == "be":
        nearby += [c for c in head.head.children if c.dep_ == "attr"]
    out: set[str] = set()
    for token in nearby:
        for word in (token, *(c for c in token.children if c.dep_ in ("compound", "amod", "conj"))):
            if word.pos_ in ("NOUN", "PROPN", "ADJ"):
                out.add(_role(word))
    if head.i > 0 and head.left_edge.i <= head.i:
        for token in head.doc[max(0, head.left_edge.i - 1) : head.i]:
            if token.pos_ in ("NOUN", "PROPN") and index.at(token.i) is None:
                out.add(_role(token))
    return out


def _role(noun: Token) -> str:
    """A role as a word, together with what makes it another role ("shadow chancellor" is no chancellor)."""
    before = noun.doc[noun.i - 1].lower_ if noun.i else ""
    return f"{before} {noun.lower_}" if before in _OTHER else noun.lower_


def _gender(member: Member, layout: Layout) -> str | None:
    for naming in member.namings:
        if naming.token > 0 and (gender := word_gender(layout.tokens[naming.token - 1].lower_)):
            return gender
    if gender := word_gender(member.entity.name.partition(" ")[0]):
        return gender
    for role in sorted(member.roles):
        if gender := word_gender(role):
            return gender
    return name_gender(member.entity.name)


def resolve_pronoun(word: str, at: int, cast: Cast) -> FoundEntity | None:
    """The person that "he" or "she" at token ``at`` stands for, or the body that "it" does."""
    gender = pronoun_gender(word)
    if gender:
        return _most_salient([p for p in cast.people if p.gender in (gender, None)], at, cast, gender)
    if word.lower() != "it":
        return None
    return _most_salient([b for b in cast.bodies if b.entity.label == "ORG"], at, cast, None)


def resolve_description(head: Token, words: Sequence[Token], cast: Cast) -> FoundEntity | None:
    """Who "the manager" or "the bank" is: a person with that role in the article, else the last plausible one."""
    noun = _role(head)
    if words[0].lower_ not in _DEFINITE or head.tag_ in ("NNS", "NNPS"):
        return None
    described = {w.lower_ for w in words[1:] if w.pos_ in ("NOUN", "PROPN", "ADJ")}
    exact = [p for p in cast.people if noun in p.roles]
    if exact:
        best = max(len(described & p.roles) for p in exact)
        chosen = _most_salient([p for p in exact if len(described & p.roles) == best], head.i, cast, None)
        return chosen or min(exact, key=lambda p: p.namings[0].token if p.namings else 0).entity
    if head.lower_ in _UNNAMED:
        return None
    if noun in BODY_NOUNS:
        called = [b for b in cast.bodies if noun in b.name_words]
        bodies = cast.bodies if noun in _LAND_NOUNS else [b for b in cast.bodies if b.entity.label == "ORG"]
        return _most_salient(called or bodies, head.i, cast, None)
    aged = noun.endswith("-old") or (noun == "old" and any(w.lower_ in ("year", "-") for w in words))
    if aged or is_person_noun(head):
        gender = word_gender(noun)
        return _most_salient(
            [p for p in cast.people if gender is None or p.gender in (gender, None)], head.i, cast, gender
        )
    return None


def _most_salient(members: list[Member], at: int, cast: Cast, gender: str | None) -> FoundEntity | None:
    """The most likely member; how far it leads the next one is kept in ``cast.leads``."""
    scores = [(score, n) for n, m in enumerate(members) if (score := _salience(m, at, cast, gender)) is not None]
    if not scores:
        return None
    scores.sort(key=lambda s: (s[0], -s[1]), reverse=True)
    cast.leads[at] = scores[0][0][0] - scores[1][0][0] if len(scores) > 1 else 99.0
    return members[scores[0][1]].entity


def _salience(member: Member, at: int, cast: Cast, gender: str | None) -> tuple[float, int] | None:
    """How likely the words at token ``at`` mean this member: by nearness and prominence."""
    here = cast.sentence[at]
    best: tuple[float, int] | None = None
    known = bisect_left(member.namings, at, key=lambda n: n.token)
    for naming in reversed(member.namings[max(0, known - _MEMORY) : known]):
        distance = here - naming.sentence
        score = -min(distance, 12) + naming.weight
        if best is None or (score, naming.token) > best:
            best = (score, naming.token)
        if distance > 12:
            break
    if best is None:
        return None
    if not member.name_words.isdisjoint(cast.spoken.get(at, ())):
        best = (best[0] - 3.0, best[1])
    bonus = (0.4 if gender and member.gender == gender else 0.0) + min(len(member.namings), 10) * 0.05
    return best[0] + bonus, best[1]
