"""Reported speech before its cue: "The deal is off, he said", "According to the club, ...", "As Klopp said, ..."."""

from __future__ import annotations

from spacy.tokens import Token

from store.extract.borders import CIRCUMSTANCES, CUT, Report, all_quoted, sentence_end, sentence_start
from store.extract.cues import SPEECH, THOUGHT, cue_lemma
from store.extract.layout import MARKS, Layout
from store.extract.sources import phrase_after, phrase_bounds


def parenthetical(layout: Layout, cue: Token, source: Token) -> list[tuple[int, int]]:
    """ "The deal is off, he said." and "The deal, he said, is off." """
    start, end = sentence_start(layout, cue.i), sentence_end(layout, cue.i)
    left, right = phrase_bounds(source, layout)
    left, right = min(left, cue.i, source.left_edge.i if source.i < cue.i else cue.i), max(right, cue.i + 1)
    if cue_lemma(cue) not in SPEECH | THOUGHT or cue.dep_ in ("relcl", "acl") or end - start < 5:
        return []
    if layout.tokens[start].lower_ == "as" and left <= start + 2 and right < end and layout.tokens[right].text == ",":
        return [(right + 1, end)]
    if not start < left:
        return []
    comma = _comma_before(layout, left, start)
    if comma is None:
        return []
    after = next((i for i in range(right, end) if layout.tokens[i].text == ","), end)
    if any(layout.tokens[i].pos_ == "VERB" for i in range(right, after)):
        return []
    begins, goes_on = _has_verb(layout, start, comma), _has_verb(layout, after, end)
    if begins and all_quoted(layout, [(start, comma)]):
        return []
    if goes_on and end - after > 3 and source.i < cue.i and layout.tokens[after + 1].lower_ not in CUT | CIRCUMSTANCES:
        return [(start, comma), (after + 1, end)]
    return [(start, comma)] if begins else []


def _has_verb(layout: Layout, first: int, last: int) -> bool:
    return any(layout.tokens[i].tag_ in ("VBD", "VBZ", "VBP", "MD") for i in range(first, last))


def _comma_before(layout: Layout, left: int, start: int) -> int | None:
    """The comma that parts the content from the attribution, a few words before it at most ("..., Mr Brown said")."""
    for i in range(left - 1, max(start, left - 5), -1):
        token = layout.tokens[i]
        if token.text == "," or not layout.narration(token):
            return i if token.text == "," else i + 1
        if token.pos_ not in ("PROPN", "NOUN", "ADJ", "DET", "NUM") and token.text not in MARKS:
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
    if token.i - start > 3:
        spans = [(start, token.i)]
    else:
        comma = next((i for i in range(source.i, end) if doc[i].text == ","), None)
        spans = [(comma + 1, end)] if comma is not None else []
    return Report((token.i, token.i + 2), source, spans, "named after 'according to'") if spans else None
