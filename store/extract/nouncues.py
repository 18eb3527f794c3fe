"""Reported speech that hangs on a noun: "his claim that ...", "a promise by the club to ..."."""

from __future__ import annotations

from spacy.tokens import Token

from store.extract.borders import Report, clause_range
from store.extract.cues import words
from store.extract.layout import Layout

#: Nouns whose "that" clause is what somebody said.
_THAT = words(
    """accusation acknowledgement admission allegation announcement argument assertion assurance boast claim
    complaint conclusion contention declaration denial forecast hint insistence plea pledge prediction promise
    remark revelation statement suggestion threat vow warning confession"""
)
#: Nouns whose infinitive is what somebody said.
_TO = words("plea pledge promise threat vow")


def noun_report(layout: Layout, noun: Token) -> Report | None:
    """The report of a noun with an owner and a clause, or None."""
    lemma = noun.lemma_.lower()
    if noun.pos_ != "NOUN" or lemma not in _THAT | _TO:
        return None
    owner = _owner(layout, noun)
    if owner is None:
        return None
    for clause in noun.rights:
        if clause.dep_ not in ("acl", "ccomp", "relcl") or not layout.narration(clause.left_edge):
            continue
        first = clause.left_edge
        reported = first.lower_ == "that" and first.dep_ == "mark" and lemma in _THAT
        if reported or (first.tag_ == "TO" and clause.tag_ == "VB" and lemma in _TO):
            span = clause_range(layout, noun, clause, first.i)
            return Report((noun.i, noun.i + 1), owner, [span], f"whose {noun.text} it is")
    return None


def _owner(layout: Layout, noun: Token) -> Token | None:
    """Who stands before the noun with "'s" or "his", or after it with "by" or "from"."""
    for child in noun.children:
        if child.dep_ == "poss" and child.lower_ not in ("my", "our", "your", "its", "their"):
            return child if layout.narration(child) else None
        if child.dep_ == "prep" and child.lower_ in ("by", "from"):
            return next((t for t in child.children if t.dep_ == "pobj" and layout.narration(t)), None)
    return None
