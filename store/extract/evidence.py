"""What the words around a name, and its form, say of its label: cues to be weighed against the recogniser's word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc

from store.extract.lists import (
    ARTS_WORDS,
    BODY_NOUNS,
    BODY_POSSESSIONS,
    ORG_HEADS,
    ORG_STARTS,
    PERSON_VERBS,
    PERSONAL_POSSESSIONS,
    PLAIN,
    PRODUCT_FOLLOWERS,
    PRODUCT_HEADS,
    PRODUCT_NOUNS,
    ROLE_NOUNS,
    SPEECH_VERBS,
    SPORT_WORDS,
    TITLES,
    WORK_NOUNS,
    facts,
    famous_surnames,
    first_names,
    word_set,
)
from store.extract.spans import FROM_MODEL, Name, compound_before

#: A label that something speaks for, how strongly (the recogniser's own word weighs 1), and the reason.
Cue = tuple[str, float, str]

_OWNER = ("'s", "’s", "'", "’")
_SCOTS_IRISH = re.compile(r" (?:Mc|Mac|O['’])[A-Z]\w+$")
_TITLE_WORDS = word_set("the a of is in to my your with without against on for at from this that")
# Endings that surnames of many languages have and hardly any place, body or thing.
_SURNAME_ENDING = re.compile(
    r"[A-Z]\w{2,}(?:[oe]vi[cć]|ovsky|owski|ewski|enko|chuk|inho|sson|sdottir|opoulos|oulis|akis|escu|oglu|shvili|adze|czyk"
    r"|wicz|etti|elli|ucci|ieri|anez|inez|nandez|rez|guez|strom|kainen|nen|aev|yev|ov[aá]|berger|stein|mann|ville-\w+)$"
)
_DWELLER = re.compile(r"[a-z](?:m[ae]n|wom[ae]n)$")
_BODY_FOLLOWERS = word_set(
    """magazine newspaper website shares spokesman spokeswoman executives shareholders plc stock employees workers
    customers investors bosses subsidiary branch branches stores"""
)
_STAKES = word_set("shares stake stakes takeover merger bid investment holding")
_STAKE_LINKS = word_set("in of with for")
_POSTS = word_set("of at for with from")
_ELECTED = word_set("mp msp mep candidate congressman congresswoman senator")
_EXAMPLES = word_set("like as including")
_MANY_BODIES = word_set(
    "companies firms banks groups giants retailers airlines brands rivals newspapers bands insurers"
)


@dataclass(frozen=True, slots=True)
class Topic:
    """What an article reports on, as far as names mean other things there."""

    sport: bool = False
    arts: bool = False


def topic(doc: Doc) -> Topic:
    """Tell sport by a score or by many words of sport, the arts by many of their words."""
    words = [token.lower_ for token in doc]
    sport = sum(word in SPORT_WORDS for word in words)
    score = any(ent.label_ == "SCORE" for ent in doc.ents)
    if sport >= 2 if score else sport >= 4 and sport > 0.02 * len(doc):
        return Topic(sport=True)
    arts = sum(word in ARTS_WORDS for word in words)
    return Topic(arts=arts >= 4 and arts > 0.015 * len(doc))


def cues(doc: Doc, name: Name, about: Topic) -> Iterator[Cue]:
    """Yield what speaks for a label of the name at this place."""
    sporting = about.sport
    yield from _by_form(doc, name)
    if about.arts and name.label in ("ORG", "PRODUCT", "GPE", "LOC", "FAC") and name.reason.startswith(FROM_MODEL):
        yield from _title_cues(doc, name)
    yield from _by_place(doc, name)
    yield from _from_before(doc, name, sporting)
    yield from _from_after(doc, name, sporting)


def _by_form(doc: Doc, name: Name) -> Iterator[Cue]:
    words = [token.text for token in doc[name.start : name.end]]
    text = " ".join(words)
    if "&" not in words and name.label in ("ORG", "GPE", "FAC", "LOC", "PERSON", "NORP", "PRODUCT"):
        if _SCOTS_IRISH.search(text):
            yield "PERSON", 2.0, "has the form of a surname"
        elif _SURNAME_ENDING.search(words[-1]) and len(words) < 4:
            yield "PERSON", 0.8, f"'{words[-1]}' has the form of a surname"
    if text.translate(PLAIN) in famous_surnames():
        yield "PERSON", 1.5, "the surname of well-known people"
    known = any(fact.label == "PRODUCT" for fact in facts().get(words[-1], ()))
    if len(words) > 1 and (known or (words[-1] in PRODUCT_HEADS and words[0] not in first_names())):
        yield "PRODUCT", 2.5, f"ends in '{words[-1]}'"


def _title_cues(doc: Doc, name: Name) -> Iterator[Cue]:
    """Cues for the title of a work, in an article on the arts."""
    words = [token.text for token in doc[name.start : name.end]]
    if any(word in ORG_HEADS or word in ORG_STARTS for word in words):
        return
    if any(word.lower() in _TITLE_WORDS for word in words[1:-1]):
        yield "WORK_OF_ART", 1.3, "worded like a title in an article on the arts"
        return
    within = name.start > 1 and doc[name.start - 1].text == "The" and doc[name.start - 2].text.islower()
    if within and not words[-1].endswith("s"):  # "The Larks" are a band
        yield "WORK_OF_ART", 1.3, "after 'The' in an article on the arts"


def _by_place(doc: Doc, name: Name) -> Iterator[Cue]:
    """Cues of the marks around a name."""
    after = doc[name.end : name.end + 2].text
    if after in ("-based", "-born"):
        yield "GPE", 2.5, f"before '{after}'"
    text = doc[name.start : name.end].text
    in_brackets = name.start > 1 and after[:1] == ")" and doc[name.start - 1].text == "("
    if in_brackets and text.isupper() and len(text) > 2 and doc[name.start - 2].ent_type_ == "ORG":
        yield "ORG", 2.0, "capitals in brackets behind a body"


def _from_before(doc: Doc, name: Name, sporting: bool) -> Iterator[Cue]:
    if not name.start:
        return
    before, at = compound_before(doc, name.start)
    lower = before.lower()
    if (lower in ROLE_NOUNS or before in TITLES) and "&" not in doc[name.start : name.end].text:
        yield "PERSON", 1.5, f"after '{before}'"
    elif lower in BODY_NOUNS:
        yield "ORG", 3.5, f"after '{before}'"
    elif lower in PRODUCT_NOUNS:
        yield "PRODUCT", 1.5, f"after '{before}'"
    elif lower in WORK_NOUNS:
        yield "WORK_OF_ART", 3.5, f"after '{before}'"
    elif before in _OWNER and sporting and name.end - name.start == 1:
        yield "PERSON", 0.7, "after a possessive in an article on sport"
    if before in ("The", "A", "An") and at:
        earlier = doc[at - 1].lower_
        if earlier in WORK_NOUNS:
            yield "WORK_OF_ART", 3.5, f"after '{earlier}'"
        elif earlier in _OWNER:
            yield "WORK_OF_ART", 1.5, f"after '{earlier} {before}'"
    if at and (lower in _POSTS or lower in _STAKE_LINKS):
        earlier = compound_before(doc, at)[0].lower()
        if lower in _STAKE_LINKS and earlier in _STAKES:
            yield "ORG", 1.5, f"after '{earlier} {lower}'"
        elif lower == "for" and earlier in _ELECTED:
            yield "GPE", 2.0, f"after '{earlier} for'"
        elif earlier in ROLE_NOUNS and lower in _POSTS and not sporting:
            yield "ORG", 1.2, f"after '{earlier} {lower}'"
        elif lower == "from" and earlier == "," and at > 1 and doc[at - 2].ent_type_ == "PERSON":
            yield "ORG", 1.2, "after a person and 'from'"
    if lower == "the" and name.end - name.start == 1 and _DWELLER.search(doc[name.start].text):
        yield "NORP", 2.5, "where somebody comes from"
    if lower in _EXAMPLES and _MANY_BODIES.intersection(token.lower_ for token in doc[max(0, at - 3) : at]):
        yield "ORG", 1.2, f"an example after '{lower}'"


def _from_after(doc: Doc, name: Name, sporting: bool) -> Iterator[Cue]:
    after = [token.lower_ for token in doc[name.end : name.end + 3]]
    if not after:
        return
    single = name.end - name.start == 1
    head = doc[name.end - 1]
    if head.dep_ == "nsubj":
        if sporting and single and head.head.lower_ in SPEECH_VERBS:
            yield "PERSON", 1.0, f"subject of '{head.head.lower_}' in an article on sport"  # clubs speak through people
        elif head.head.lower_ in PERSON_VERBS:
            yield "PERSON", 1.0, f"subject of '{head.head.lower_}'"
    if after[0] == "who" or after[:2] == [",", "who"]:
        yield "PERSON", 1.0, "before 'who'"
    if after[0] in SPEECH_VERBS and name.label == "PERSON":
        yield "PERSON", 0.5, f"before '{after[0]}'"
    if len(after) == 3 and after[0] == after[2] == "," and after[1].isdigit() and len(after[1]) == 2:
        yield "PERSON", 2.0, "before an age"
    if after[0] in _BODY_FOLLOWERS:
        yield "ORG", 1.5, f"before '{after[0]}'"
    elif after[0] in PRODUCT_FOLLOWERS and single:
        yield "PRODUCT", 1.5, f"before '{after[0]}'"
    elif after[0] in _OWNER and len(after) > 1:
        if after[1] in BODY_POSSESSIONS:
            yield "ORG", 1.2, f"has {after[1]}"
        elif after[1] in PERSONAL_POSSESSIONS:
            yield "PERSON", 1.0, f"has {'an' if after[1][0] in 'aeiou' else 'a'} {after[1]}"
