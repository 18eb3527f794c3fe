"""Reported speech before its cue: "The deal is off, he said", "According to the club, ...", "As Klopp said, ..."."""

from __future__ import annotations

from spacy.tokens import Token

from store.extract.borders import CIRCUMSTANCES, CUT, FINITE, Report, all_quoted, sentence_end, sentence_start
from store.extract.cues import SPEECH, THOUGHT, cue_lemma
from store.extract.layout import MARKS, Layout
from store.extract.sources import phrase_after, phrase_bounds

#: After ", he said," these begin why or when it is so, as the speaker sees it.
_REASONS = frozenset({"because", "since", "while", "until", "unless", "if"})
#: A clause that breaks off behind one of these goes on behind the attribution.
_OPEN = frozenset({"AUX", "VERB", "ADP"})


def parenthetical(layout: Layout, cue: Token, source: Token) -> list[tuple[int, int]]:
    """ "The deal is off, he said." and "The deal, he said, is off." """
    start, end = sentence_start(layout, cue.i), sentence_end(layout, cue.i)
    left, right = phrase_bounds(source, layout)
    left, right = min(left, cue.i, source.left_edge.i if source.i < cue.i else cue.i), max(right, cue.i + 1)
    if cue_lemma(cue) not in SPEECH | THOUGHT or cue.dep_ in ("relcl", "acl") or end - start < 5:
        return []
    if (after := _as_said(layout, cue, start, left, right, end)) is not None:
        return [(after, end)]
    if not start < left:
        return []
    comma = _comma_before(layout, left, start)
    if comma is None:
        return []
    after = next((i for i in range(right, end) if layout.tokens[i].text in (",", ";")), end)
    if _goes_on(layout, right, after):
        return []
    begins, goes_on = _main_clause_in(layout, start, comma), _has_verb(layout, after, end)
    if begins and all_quoted(layout, [(start, comma)]):
        return []
    if end - after > 3 and source.i < cue.i and _continues(layout, comma, after + 1, goes_on):
        return [(start, comma), (after + 1, end)]
    return [(start, comma)] if begins else []


def _goes_on(layout: Layout, first: int, last: int) -> bool:
    """Whether a verb follows the attribution that is not in a clause about it ("said X, who ...", "as he left")."""
    for token in layout.tokens[first:last]:
        if token.lower_ in CIRCUMSTANCES or token.tag_ in ("WP", "WDT"):
            return False
        if token.pos_ == "VERB":
            return True
    return False


def _as_said(layout: Layout, cue: Token, start: int, left: int, right: int, end: int) -> int | None:
    """Where the content of "As Klopp told the BBC, ..." begins."""
    opening = [t.lower_ for t in layout.tokens[start:left]]
    if opening not in (["as"], ["but", "as"], ["and", "as"], ["just", "as"], ["however", ",", "as"]):
        return None
    for i in range(right, min(right + 12, end)):
        token = layout.tokens[i]
        if token.text == ",":
            return i + 1 if end - i > 3 else None
        if token.tag_ in FINITE and token.i != cue.i:
            return None
    return None


def _continues(layout: Layout, before: int, first: int, verb: bool) -> bool:
    """Whether what follows the attribution goes on with what stands before it."""
    word = layout.tokens[first]
    if word.lower_ in _REASONS or word.tag_ == "TO":
        return True
    if word.lower_ in CUT | CIRCUMSTANCES:
        return False
    return verb or layout.tokens[before - 1].pos_ in _OPEN


def _has_verb(layout: Layout, first: int, last: int) -> bool:
    return any(layout.tokens[i].tag_ in ("VBD", "VBZ", "VBP", "MD") for i in range(first, last))


def _main_clause_in(layout: Layout, first: int, last: int) -> bool:
    """Whether the words hold a main clause: a verb that belongs to no leading "while ..." or "asked ..."."""
    word = layout.tokens[first]
    begins = word.lower_ in (CIRCUMSTANCES | CUT | {"asked"}) - {"but"}
    if begins or word.tag_ in ("VBN", "VBG"):
        comma = next((i for i in range(first, last) if layout.tokens[i].text == ","), last)
        subject = comma == last and word.tag_ == "VBG" and not begins
        return _has_verb(layout, first if subject else comma, last)
    return _has_verb(layout, first, last)


def _comma_before(layout: Layout, left: int, start: int) -> int | None:
    """The comma that parts the content from the attribution, a few words before it at most ("..., Mr Brown said")."""
    for i in range(left - 1, max(start, left - 5), -1):
        token = layout.tokens[i]
        if token.text == "," or not layout.narration(token):
            return i if token.text == "," else i + 1
        if token.pos_ not in ("PROPN", "NOUN", "ADJ", "DET", "NUM", "SPACE") and token.text not in MARKS:
            return None
    return None


def according(layout: Layout, token: Token) -> Report | None:
    """ "According to X, ..." and "..., according to X"."""
    doc = layout.tokens
    if token.i + 2 >= len(doc) or doc[token.i + 1].lower_ != "to":
        return None
    start, end = sentence_start(layout, token.i), sentence_end(layout, token.i)
    source = phrase_after(doc[token.i + 2 : end])
    if source is None:
        return None
    comma = next((i for i in range(source.i, end) if doc[i].text == ","), end)
    rest = [(comma + 1, end)] if end - comma > 2 else []
    if token.i - start > 3 or (token.i > start and doc[token.i - 1].text == ","):
        spans = [(start, token.i)]
        if rest and not _main_clause_in(layout, start, token.i) and _has_verb(layout, comma, end):
            spans += rest
    else:
        spans = rest
    return Report((token.i, token.i + 2), source, spans, "named after 'according to'") if spans else None
