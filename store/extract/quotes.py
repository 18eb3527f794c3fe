"""Component ``pressbox_quotes``: what stands between quote marks, as direct quotes or as fragments ("partial"), and
dialogue and block quotes.

Titles and names in marks are left out. Fragments are candidates: the speakers component keeps those with a source.
"""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc, Span

from store.extract.cues import LEMMA_OF, RESUMES, SPEECH, words
from store.extract.dialogue import set_off
from store.extract.findings import FoundQuote, register
from store.extract.marks import Segment, find_segments

_LABEL = re.compile(r"(?:[A-Z][A-Z.’'-]+ ){0,3}[A-Z][A-Z.’'-]{2,}:\s+")
_WORD = re.compile(r"[\w’'-]+")
_SMALL = words("a an and as at but by for from in into nor of on or over per than the to upon via vs with is it")
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_INTRODUCED = re.compile(r"[:,–—-]\s*[\"“”„«‘'`]*$")
_TERM = re.compile(
    r"(?:\bknown as|\bso-called|\b[nN]amed|\bcodenamed|\bentitled|\btitled)(?: (?:the|an?))?\s[\"“”„«‘'`]+$"
)
_END = frozenset(".,!?…—–-")

register()


@Language.component("pressbox_quotes", assigns=["doc._.pressbox_quotes"])  # type: ignore[untyped-decorator]
def find_quotes(doc: Doc) -> Doc:
    """Fill ``doc._.pressbox_quotes`` with one quote for each segment, without speakers."""
    whole = doc.text
    lines = set_off(whole)
    found = [FoundQuote("direct", [line], reason="words set off by lines") for line in lines]
    for segment in find_segments(whole):
        if any(start <= segment.start < end for start, end in lines):
            continue
        start, end = _cut(whole, segment)
        if start < end:
            kind = _kind(doc, whole, start, end, segment)
            if kind:
                doubts = set() if segment.closed else {"never closed"}
                found.append(FoundQuote(kind, [(start, end)], reason=_reason(segment), doubts=doubts))
    doc._.pressbox_quotes = sorted(found, key=lambda quote: quote.segments[0])
    return doc


def _reason(segment: Segment) -> str:
    marks = "single quote marks" if segment.single else "quote marks"
    return f"between {marks}" if segment.closed else f"{marks} opened, never closed"


#: A quote and who said it, before a sentence in marks that goes on with it ('"We lost," he said. "Badly."') and behind
#: which another sentence, another quote or nothing follows.
_GOES_ON = re.compile(r"[,?!][\"”»’'] [^\"”»]{3,40}\.\s+[\"“«‘']$")
_STANDS_ALONE = re.compile(r"[\"”»’']\s*(?:$|\n|[A-Z\"“«‘])")


def _cut(text: str, segment: Segment) -> tuple[int, int]:
    """Leave out a transcript's label ("SMITH: ...") and, where the mark is missing, the narration that follows."""
    start, end = segment.start, segment.end
    label = _LABEL.match(text, start, end)
    if label and label.end() < end:
        start = label.end()
    if not segment.closed:
        resumed = RESUMES.search(text, start, end)
        if resumed:
            end = resumed.start() + 1
    return start, end


def _kind(doc: Doc, whole: str, start: int, end: int, segment: Segment) -> str | None:
    """Return "direct", "partial", or None for a title or a name in marks."""
    text = whole[start:end]
    if not any(c.isalnum() for c in text) or (text[0] == "(" and text[-1] == ")"):
        return None
    if not segment.closed:
        return "direct"
    said = _WORD.findall(text)
    span = doc.char_span(start, end, alignment_mode="expand")
    finite = span is not None and _finite(span)
    lead = whole[max(0, start - 60) : start]
    introduced = bool(_INTRODUCED.search(lead))
    first = next((c for c in text if c.isalnum()), "")
    sentence = (first.isupper() or first.isdigit() or text[0] in "[(…") and text[-1] in _END
    begins = _begins_sentence(lead)
    if span is not None and (_is_nickname(span, said) or _is_term(lead)):
        return None
    if sentence and _GOES_ON.search(lead) and _STANDS_ALONE.match(whole, end):
        return "direct"
    named = _is_title(said, text) or (len(said) == 1 and said[0][0].isupper() and not begins)
    if named and not (introduced and _said_before(lead)):
        return None
    attributed = begins and _said_after(whole[end : end + 80])
    if sentence and (len(said) > 2 or text[-1] in "!?" or finite or introduced or attributed):
        return "direct"
    if (introduced or begins) and (finite or (len(said) > 3 and text[-1] in _END)):
        return "direct"
    return "partial"


def _begins_sentence(lead: str) -> bool:
    stem = lead.rstrip(" \t\"“”„«‘'`")
    return not stem or stem[-1] in ".!?…\n"


def _is_nickname(span: Span, said: list[str]) -> bool:
    """Whether the words stand within a person's name: Robert "Bobby" Scott."""
    doc, first, last = span.doc, span.start - 2, span.end + 1
    if len(said) > 3 or first < 0 or last >= len(doc):
        return False
    return bool(doc[first].pos_ == doc[last].pos_ == "PROPN" and said[0][0].isupper() and not doc[last - 1].is_alpha)


def _is_term(lead: str) -> bool:
    return bool(_TERM.search(lead))


def _said_before(lead: str) -> bool:
    return lead.rstrip(" \t\"“”„«‘'`").endswith(":") or any(
        LEMMA_OF.get(w) in SPEECH for w in re.findall(r"[a-z]+", lead.lower())[-3:]
    )


def _finite(span: Span) -> bool:
    """Whether the words hold a finite verb with a subject, or a command."""
    subject = any(t.dep_ in ("nsubj", "nsubjpass", "expl", "csubj") for t in span)
    return (subject and any(t.tag_ in _FINITE for t in span)) or span[0].tag_ == "VB"


def _said_after(tail: str) -> bool:
    return any(LEMMA_OF.get(w) in SPEECH for w in re.findall(r"[a-z]+", tail.partition(".")[0])[:6])


def _is_title(said: list[str], text: str) -> bool:
    """Whether the words are written as a title or a name: each one capitalised but for the small ones."""
    if text[-1:] in "!?." and len(said) > 6:
        return False
    big = [w for w in said if w.lower() not in _SMALL]
    return len(said) > 1 and len(big) > 1 and all(w[0].isupper() or w[0].isdigit() for w in big)
