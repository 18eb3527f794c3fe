"""A place's name for the place or for its club: "in Madrid" against "Madrid won"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Protocol

from spacy.tokens import Doc

from store.extract.lists import CONTEST_VERBS, PLACE_PREPOSITIONS, TEAM_FOLLOWERS, TEAM_PREPOSITIONS, facts, word_set
from store.extract.spans import Name

_FALLS_TO = word_set(
    """lost lose losing fell fall defeat defeats loss losses beaten move moved moving transfer switch"""
)
_PLACES_OF = word_set("""city town streets people mayor university university outskirts suburb port region home""")
_SIDES = word_set("""club side team champions leaders rivals giants outfit neighbours strugglers minnows""")
_ENOUGH = 1.0


class _Grouped(Protocol):
    names: list[Name]


class Teams:
    """Decides, mention by mention, whether a form means a club or the place it is named after."""

    def __init__(self, doc: Doc, groups: Mapping[str, _Grouped], sporting: bool) -> None:
        self.doc = doc
        self.sporting = sporting
        self.clubs = {fact.name for form in groups for fact in facts().get(form, ()) if _sure_club(form)}
        self.words_of_clubs = {word for form in groups if _sure_club(form) for word in form.split()}
        self.rivals = len({form for form in groups if _sure_club(form)})
        self.scores = {ent.start for ent in doc.ents if ent.label_ == "SCORE"}
        self.sides = {ent.start for ent in doc.ents if _sure_club(ent.text)} | {
            ent.end for ent in doc.ents if _sure_club(ent.text)
        }

    def may_be_team(self, form: str) -> bool:
        """Whether the form names both a place and a club, by the lists or by a club that this article names in full."""
        found = facts().get(form, ())
        if not any(fact.label == "GPE" and fact.kind == "places" for fact in found):
            return any(fact.kind == "clubs" and fact.unsure and not fact.nickname for fact in found) and not any(
                fact.label != "ORG" for fact in found
            )
        return any(fact.kind == "clubs" for fact in found) or (self.sporting and form in self.words_of_clubs)

    def decide(self, form: str, names: Iterable[Name]) -> None:
        """Set label and reason of all mentions of a form."""
        names = list(names)
        scored = [(name, *self._evidence(name)) for name in names]
        prior = 1.0 if self._present(form) else 0.0
        prior += 1.0 if any(score >= 2 for _, score, _ in scored) else 0.0
        prior += 0.5 if self.rivals >= 2 else 0.0
        prior -= 0.0 if self.sporting else 1.5
        place = "GPE" if any(fact.label == "GPE" for fact in facts().get(form, ())) else ""
        for name, score, why in scored:
            if score + prior >= _ENOUGH:
                name.label, name.reason = "ORG", f"the club: {why or 'it is what the article is about'}"
            elif place:
                name.label, name.reason = place, f"the place: {why or 'nothing speaks for the club'}"

    def _present(self, form: str) -> bool:
        """Whether the article names the club in full."""
        return form in self.words_of_clubs or any(fact.name in self.clubs for fact in facts().get(form, ()))

    def _evidence(self, name: Name) -> tuple[float, str]:
        """Weigh the words around a mention: above zero for the club, below for the place; with the best reason."""
        found = [*self._before(name), *self._after(name)]
        if not found:
            return 0.0, ""
        total = sum(weight for weight, _ in found)
        for_club = total > 0
        reasons = [(abs(weight), why) for weight, why in found if (weight > 0) == for_club]
        return total, max(reasons)[1] if reasons else ""

    def _before(self, name: Name) -> Iterable[tuple[float, str]]:
        doc = self.doc
        if name.start == 0:
            return
        before = doc[name.start - 1].lower_
        earlier = doc[name.start - 2].lower_ if name.start > 1 else ""
        if before == "to":
            words = [token.lower_ for token in doc[max(0, name.start - 6) : name.start - 1]]
            yield (
                (1.5, "after 'to' with a defeat or transfer") if _FALLS_TO.intersection(words) else (-1.0, "after 'to'")
            )
        elif before == "from":
            yield (-0.5, "after 'from'")
        elif before == "of" and earlier in _PLACES_OF:
            yield (-3.0, f"after '{earlier} of'")
        elif before in _SIDES:
            yield (3.0, f"after '{before}'")
        elif before in PLACE_PREPOSITIONS:
            yield (-4.0, f"after '{before}'")
        elif before in TEAM_PREPOSITIONS:
            yield (1.5, f"after '{before}'")
        elif before in ("and", ",", "or") and name.start - 1 in self.sides:
            yield (1.5, "beside another club")
        elif before == "-" and earlier in ("ex", "non"):
            yield (1.0, f"after '{earlier}-'")
        if name.start - 1 in self.scores or name.end in self.scores:
            yield (3.0, "beside a score")

    def _after(self, name: Name) -> Iterable[tuple[float, str]]:
        doc = self.doc
        after = [token.lower_ for token in doc[name.end : name.end + 4]]
        if not after:
            return
        owner = after[0] in ("'s", "’s", "'", "’")
        following = after[1:] if owner else after[:2]
        role = next((word for word in following if word in TEAM_FOLLOWERS), "")
        if role and (owner or after[0] == role or doc[name.end].pos_ in ("ADJ", "NOUN")):
            yield (4.5, f"before '{role}'")
        elif owner:
            yield (0.5, "with a possessive")
        head = doc[name.end - 1]
        if head.dep_ in ("nsubj", "nsubjpass") and head.head.lower_ in CONTEST_VERBS:
            yield (2.0, f"subject of '{head.head.lower_}'")
        elif head.dep_ == "dobj" and head.head.lower_ in CONTEST_VERBS:
            yield (1.5, f"object of '{head.head.lower_}'")
        elif after[0] in CONTEST_VERBS and head.dep_ != "pobj":
            yield (1.5, f"before '{after[0]}'")
        if after[0] == "," and name.end + 1 < len(doc) and _country(doc[name.end + 1].text):
            yield (-3.0, "before its country")
        if after[0] in ("and", ",", "or", "v") and name.end + 1 in self.sides:
            yield (1.5, "beside another club")


@cache
def _sure_club(form: str) -> bool:
    return any(fact.kind == "clubs" and not fact.unsure for fact in facts().get(form, ()))


def _country(form: str) -> bool:
    return any(fact.kind == "countries" for fact in facts().get(form, ()))
