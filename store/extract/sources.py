"""Syntax of the source: the subject of a reporting cue, through participles, relative clauses and inversion."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from spacy.tokens import Token

from store.extract.cues import DOCUMENTS, cue_lemma, words
from store.extract.layout import Layout
from store.extract.nouns import can_speak

SUBJECTS = ("nsubj", "nsubjpass")
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "X"})
_PHRASE = frozenset({"NOUN", "PROPN", "ADJ", "DET", "NUM", "PART", "X"})
_INNER = frozenset(
    {"det", "amod", "compound", "nummod", "poss", "nmod", "case", "advmod", "quantmod", "predet", "npadvmod"}
)
#: With a document as object these mean that the words in it are the subject's own.
_PUTS_OUT = words(
    "air circulate deliver distribute email file give issue make post print produce publish put release run send"
    " sign submit tweet write"
)
_STEPS = 6


def subject_of(cue: Token, layout: Layout) -> Token | None:
    """Return the head of the cue's subject: its own, or that of the clause it hangs on; never a quoted word."""
    here, seen = cue, 0
    while seen < _STEPS:
        found = _own_subject(here, layout)
        if found is not None and cue.tag_ == "VBG" and here is not cue and _aside(cue):
            found = _outer_subject(here, layout) or found
        if found is not None and not can_speak(found):
            found = _speaking_above(here, layout) or found
        if found is not None:
            fits = layout.paragraph[found.i] == layout.paragraph[cue.i] and any(c.isalnum() for c in found.text)
            return found if fits else None
        if _back_to_speaker(here):
            here, seen = here.head.head, seen + 1
            continue
        if here.dep_ in ("acl", "relcl") and here.head.pos_ in _NOMINAL:
            found = _writer(here.head, layout) or here.head
            if here.tag_ == "VBG" and (not can_speak(found) or here.head.head.lower_ == "at"):
                found = _speaking_above(here, layout, cues=False) or found
            return found if layout.narration(found) else None
        if (
            here.dep_ in ("conj", "advcl", "xcomp", "pcomp", "prep", "dep", "ccomp", "parataxis")
            and here.head is not here
        ):
            if here.dep_ == "ccomp" and here is not cue and here.tag_ != "VBG":
                return None
            here, seen = here.head, seen + 1
        else:
            return None
    return None


def _writer(document: Token, layout: Layout) -> Token | None:
    """Whose words a document is that somebody puts out: "she issued [a statement saying ...]"."""
    verb = document.head
    if not is_document(document) or document.dep_ != "dobj" or verb.lemma_.lower() not in _PUTS_OUT:
        return None
    if any(c.dep_ == "poss" for c in document.children):
        return None
    found = _own_subject(verb, layout) or subject_of(verb, layout)
    return found if found is not None and can_speak(found) else None


def _speaking_above(clause: Token, layout: Layout, *, cues: bool = True) -> Token | None:
    """The nearest subject above a clause that can speak, of a reporting verb or (``cues`` off) of any."""
    for verb in itertools.islice(clause.ancestors, _STEPS):
        if (cues and cue_lemma(verb) is None) or not layout.narration(verb):
            continue
        found = _own_subject(verb, layout)
        if found is not None and can_speak(found):
            return found
    return None


def _aside(participle: Token) -> bool:
    """Whether a comma parts the participle from what stands before it, as in ", adding ..."."""
    i = participle.i - 1
    while i > 0 and participle.doc[i].pos_ == "ADV":
        i -= 1
    return cue_lemma(participle) != "say" or participle.doc[i].text == ","


def _outer_subject(clause: Token, layout: Layout) -> Token | None:
    """Whose participle it is after a reported clause: "X said Y had lost, adding ..." is X's."""
    for verb in (clause, *itertools.islice(clause.ancestors, 2)):
        if verb.dep_ == "ccomp" and cue_lemma(verb.head) is not None and layout.narration(verb.head):
            return subject_of(verb.head, layout)
    return None


def _back_to_speaker(verb: Token) -> bool:
    """Whether a past verb hangs on a reported clause it cannot agree with: "felt they had tried but agreed ..."."""
    clause = verb.head
    if verb.dep_ != "conj" or verb.tag_ != "VBD" or clause.dep_ != "ccomp" or cue_lemma(clause.head) is None:
        return False
    subject = next((c for c in clause.children if c.dep_ in SUBJECTS), None)
    if subject is not None and cue_lemma(verb) and not can_speak(subject):
        return True
    return clause.tag_ in ("VB", "VBN", "VBG") and any(c.dep_ in ("aux", "auxpass") for c in clause.children)


def _own_subject(verb: Token, layout: Layout) -> Token | None:
    if passive(verb) and cue_lemma(verb) and verb.lower_ != "quoted":
        return _agent(verb)
    for child in verb.children:
        if child.dep_ in SUBJECTS and layout.narration(child) and layout.paragraph[child.i] == layout.paragraph[verb.i]:
            if child.lower_ in _RELATIVE and verb.dep_ in ("relcl", "acl") and layout.narration(verb.head):
                return verb.head
            return child
    return _before_aside(verb, layout)


def _before_aside(verb: Token, layout: Layout) -> Token | None:
    """The subject that the parser gave to the relative clause behind it: "Cruz, whose lead had gone, said ..."."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP") or cue_lemma(verb) is None:
        return None
    for clause in verb.lefts:
        if clause.dep_ != "ccomp" or not layout.narration(clause):
            continue
        first = next((c for c in clause.lefts if c.dep_ in SUBJECTS and layout.narration(c)), None)
        after = [t.lower_ for t in first.doc[first.i + 1 : first.i + 3]] if first is not None else []
        if first is not None and after[:1] == [","] and after[-1] in ("whose", "who", "which"):
            return first
    return None


def passive(verb: Token) -> bool:
    """Whether a verb is in the passive ("was told"): its subject is not who speaks."""
    return any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children)


def _agent(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep_ == "agent":
            return next((t for t in child.children if t.dep_ == "pobj"), None)
    return None


def phrase_after(tokens: Sequence[Token]) -> Token | None:
    """Head of the noun phrase that ``tokens`` begin with, by parts of speech alone."""
    head: Token | None = None
    for token in tokens:
        if token.tag_ == "PRP$":
            continue
        if token.tag_ in ("WP", "WDT", "WRB"):
            return None
        if token.pos_ == "PRON" and head is None:
            return token
        if token.text == "-" and not token.whitespace_:
            continue
        hyphened = token.i > 0 and token.doc[token.i - 1].text == "-" and not token.doc[token.i - 1].whitespace_
        if hyphened and head is not None and token.pos_ not in ("NOUN", "PROPN"):
            head = token if token.lower_ == "old" else head  # "the 43-year-old", "the court-ordered report"
            continue
        if token.pos_ not in _PHRASE or (token.pos_ == "DET" and head is not None):
            break
        if token.pos_ in ("NOUN", "PROPN", "X"):
            if head is not None and token.i - head.i > 3:
                break
            head = token
    return head


def phrase_before(tokens: Sequence[Token]) -> Token | None:
    """Head of the nearest noun phrase that ends ``tokens``; adverbs and auxiliaries are passed over."""
    for token in reversed(tokens):
        if token.pos_ in ("NOUN", "PROPN", "PRON"):
            return token
        if token.pos_ not in ("ADV", "AUX", "PART"):
            return None
    return None


def phrase_bounds(head: Token, layout: Layout) -> tuple[int, int]:
    """Token bounds of the noun phrase of ``head`` without clauses and appositions ("a spokesman for the club")."""
    first = head.i
    while first > 0 and layout.narration(head.doc[first - 1]) and _belongs(head.doc[first - 1], head):
        first -= 1
    last = head.i + 1
    for child in head.rights:
        if (
            child.dep_ == "prep"
            and child.lower_ in ("for", "of", "from", "at")
            and child.i == last
            and head.pos_ == "NOUN"
        ):
            edge = max((t.i for t in child.subtree if _plain(t, child)), default=last - 1) + 1
            if edge - last <= 6 and all(layout.narration(head.doc[i]) for i in range(last, edge)):
                last = edge
            break
    return first, last


def _belongs(token: Token, head: Token) -> bool:
    if token.dep_ not in _INNER or token.is_punct:
        return str(token.text) == "-"
    here = token
    for _ in range(_STEPS):
        if here is head or here.i == head.i:
            return True
        here = here.head
    return False


def _plain(token: Token, top: Token) -> bool:
    """Whether a word of a prepositional phrase is part of it without a clause, comma or second phrase in between."""
    here = token
    for _ in range(_STEPS):
        if here.i == top.i:
            return True
        if here.dep_ in ("relcl", "acl", "appos", "conj", "cc", "punct", "prep", "advcl"):
            return False
        here = here.head
    return False


def is_document(head: Token) -> bool:
    """Whether the head noun is something written, which can say things itself."""
    return bool(head.lemma_.lower() in DOCUMENTS)
