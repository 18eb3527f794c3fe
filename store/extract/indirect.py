"""Component ``pressbox_indirect``: reported speech without quote marks ("Klopp said the team had been good").

Runs after ``pressbox_speakers`` and adds quotes of kind "indirect" to ``doc._.pressbox_quotes``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Token

from store.extract.cues import ADDRESSING, INFINITIVE, JUDGE, SPEECH, THOUGHT, cue_lemma, words
from store.extract.findings import CharSpan, FoundQuote, register
from store.extract.layout import MARKS, Layout
from store.extract.pronouns import BODY_NOUNS
from store.extract.sources import is_document, passive, phrase_after, phrase_bounds, subject_of
from store.extract.speakers import SpeakerResolver

#: Findings: reported only where a document or a body finds them ("the survey showed ...").
_FINDINGS = words("find show discover learn determine suggest indicate imply reveal conclude estimate hold see")
_SILENT = words("know see understand realise realize accept intend teach pray hit doubt imagine sense")
_CLAUSAL = (SPEECH | THOUGHT | frozenset({"accuse", "blame"})) - _SILENT
_NARRATOR = frozenset({"i", "we", "you", "one", "what", "which", "that", "this", "there", "these", "those"})
_CUT = frozenset({"despite", "while", "although", "though", "whereas", "following", "after", "amid", "but", "as"})
_GERUND = frozenset({"deny", "admit", "accuse", "regret", "suggest", "recommend", "propose", "report", "acknowledge"})
_POSSIBLE = frozenset({"can", "could", "should", "might", "may", "must", "to"})
_CIRCUMSTANCES = frozenset({"after", "as", "when", "while", "before", "since", "because", "until", "once"})
#: A sentence is looked at for this many tokens either way.
_LONGEST = 200
_TOLD = ADDRESSING | {"tell"}
_PLAIN_CLAUSE = words(
    "say claim believe insist reveal admit think announce warn tell argue add confirm feel agree acknowledge"
    " concede hope fear note"
)
_SUBJECT = frozenset({"DET", "PRON", "PROPN", "NOUN", "SCONJ", "ADJ", "NUM"})
_BREAKS = frozenset({"CC", "WDT", "WP", "WP$", "WRB", "VBG"})
_LEADING = frozenset({"that", "but", "although", "though", "and", "however", ","})

register()


@dataclass(slots=True)
class _Report:
    """A cue, its source, and the token ranges of what was reported."""

    cue: tuple[int, int]
    source: Token
    spans: list[tuple[int, int]]
    reason: str


@Language.component("pressbox_indirect", requires=["doc._.pressbox_quotes"])  # type: ignore[untyped-decorator]
def find_indirect(doc: Doc) -> Doc:
    """Add the indirect quotes of a document, in text order with the others."""
    quotes: list[FoundQuote] = list(doc._.pressbox_quotes or [])
    places = sorted((segment, q.kind) for q in quotes for segment in q.segments)
    layout = Layout(doc, places, frozenset(q.cue[0] for q in quotes if q.cue and q.kind == "direct"))
    reports = list(_reports(layout))
    if reports:
        resolver = SpeakerResolver(layout, _spoken(layout, quotes))
        quotes += [q for q in (_quote(layout, r, resolver) for r in reports) if q is not None]
        quotes.sort(key=lambda q: (q.segments[0], q.kind))
    doc._.pressbox_quotes = quotes
    return doc


def _spoken(layout: Layout, quotes: list[FoundQuote]) -> dict[int, frozenset[str]]:
    """The capitalised words of the quotes of each source, by the token of the source."""
    token_at = {t.idx: t.i for t in layout.tokens}
    out: dict[int, frozenset[str]] = {}
    for quote in quotes:
        at = token_at.get(quote.mention[0]) if quote.mention else None
        if at is not None:
            said = (w for start, end in quote.segments for w in layout.text[start:end].split())
            out[at] = out.get(at, frozenset()) | {w.strip(".,!?'’").lower() for w in said if w[:1].isupper()}
    return out


def _quote(layout: Layout, report: _Report, resolver: SpeakerResolver) -> FoundQuote | None:
    segments = [s for s in (_chars(layout, *span) for span in report.spans) if s is not None]
    if not segments:
        return None
    who = resolver.who(report.source)
    first, last = layout.tokens[report.cue[0]], layout.tokens[report.cue[1] - 1]
    return FoundQuote(
        "indirect",
        segments,
        entity=who.entity.key if who.entity else None,
        name=who.name,
        mention=who.mention,
        cue=(first.idx, last.idx + len(last)),
        reason=f"speaker: {report.reason}",
    )


def _chars(layout: Layout, first: int, last: int) -> CharSpan | None:
    """Character span of a token range without commas, stops and a leading "that" at its edges."""
    doc = layout.tokens
    while first < last and (doc[first].lower_ in _LEADING or doc[first].is_space or doc[first].text in ("-", "–", "—")):
        first += 1
    while last > first and (
        doc[last - 1].text in ".,;:-–—!?" or doc[last - 1].is_space or doc[last - 1].lower_ in ("and", "but")
    ):
        last -= 1
    if last - first < 2:
        return None
    return doc[first].idx, doc[last - 1].idx + len(doc[last - 1])


# -- reports -------------------------------------------------------------


def _reports(layout: Layout) -> Iterator[_Report]:
    for token in layout.tokens:
        if not layout.narration(token):
            continue
        if token.lower_ == "according":
            report = _according(layout, token)
        elif cue_lemma(token) in _CLAUSAL | INFINITIVE:
            report = _of_cue(layout, token)
        else:
            continue
        if report is not None and not _mostly_quoted(layout, report.spans):
            yield report


def _of_cue(layout: Layout, cue: Token) -> _Report | None:
    source = _source(layout, cue)
    if source is None:
        return None
    spans = _complement(layout, cue) or _parenthetical(layout, cue, source)
    return _Report((cue.i, cue.i + 1), source, spans, f"subject of '{cue.text}'") if spans else None


def _source(layout: Layout, cue: Token) -> Token | None:
    """The cue's subject where somebody really says it: not passive, denied, imagined, nor the reporter's own view."""
    if (passive(cue) and not any(c.dep_ == "agent" for c in cue.children)) or _unsaid(cue):
        return None
    source = subject_of(cue, layout)
    if source is None or source.lower_ in _NARRATOR or abs(source.i - cue.i) > 40:
        return None
    if cue_lemma(cue) in _FINDINGS and not _can_find(source):
        return None
    return source


def _unsaid(cue: Token) -> bool:
    """Whether a cue is negated, only possible, without a doer ("asked to ...") or an idiom ("goes without saying")."""
    helpers = [c for c in cue.children if c.dep_ in ("aux", "neg")]
    if any(c.dep_ == "neg" or c.lower_ in _POSSIBLE for c in helpers):
        return True
    if cue.dep_ == "pcomp" and cue.head.lower_ == "without":
        return True
    return bool(cue.tag_ == "VBN" and cue.dep_ in ("advcl", "acl", "amod") and not helpers)


def _can_find(source: Token) -> bool:
    known = source.ent_type_ in ("PERSON", "ORG", "NORP") or source.lower_ in ("he", "she", "it", "they")
    return known or is_document(source) or source.lemma_.lower() in BODY_NOUNS or source.tag_ == "NNS"


def _complement(layout: Layout, cue: Token) -> list[tuple[int, int]]:
    """The reported clause after the cue: finite, an infinitive, or a gerund."""
    lemma = cue_lemma(cue)
    for child in cue.rights:
        if not layout.narration(child) and layout.stretches[layout.inside[child.i]].kind == "direct":
            continue
        if child.dep_ == "ccomp" and lemma in _CLAUSAL and _finite(child) and not _circumstance(child):
            return [_range(layout, cue, child, child.left_edge.i)]
        if child.dep_ in ("xcomp", "ccomp") and lemma in INFINITIVE:
            to = next((c for c in child.lefts if c.tag_ == "TO"), None)
            asks = any(c.tag_ in ("WRB", "WP") for c in child.lefts)
            if to is not None and not asks and not any(c.dep_ == "ccomp" for c in cue.rights if c.i > child.i):
                start = to.i if lemma in _TOLD else child.left_edge.i
                return [_range(layout, cue, child, start)]
        if child.dep_ == "xcomp" and child.tag_ == "VBG" and lemma in _GERUND:
            return [_range(layout, cue, child, child.left_edge.i)]
        if child.dep_ == "prep" and child.lower_ == "of" and lemma == "accuse":
            for verb in child.children:
                if verb.dep_ == "pcomp":
                    return [_range(layout, cue, verb, verb.left_edge.i)]
    quoting = cue.idx in layout.cues
    return _unparsed(layout, cue) if lemma in _PLAIN_CLAUSE and not quoting else []


def _circumstance(clause: Token) -> bool:
    """Whether a clause says when or why something was said, not what."""
    return any(c.dep_ in ("mark", "advmod") and c.lower_ in _CIRCUMSTANCES for c in clause.lefts)


def _unparsed(layout: Layout, cue: Token) -> list[tuple[int, int]]:
    """The rest of the sentence where the parser saw no clause after a verb of saying, but there is one."""
    end = _sentence_end(layout, cue.i)
    start = cue.i + 1
    for child in cue.rights:
        beside = child.dep_ in ("prep", "npadvmod", "advmod", "prt", "dative") or child.ent_type_ in ("DATE", "TIME")
        if child.left_edge.i != start or not (beside or (child.dep_ == "dobj" and cue_lemma(cue) in _TOLD)):
            break
        start = child.right_edge.i + 1
    words = [layout.tokens[i] for i in range(start, end)]
    verb = next((n for n, t in enumerate(words) if t.tag_ in ("VBD", "VBZ", "VBP", "MD")), 0)
    that = next((n for n, t in enumerate(words[:verb]) if t.lower_ == "that" and t.tag_ == "IN"), None)
    if len(words) < 4 or not verb or words[0].lower_ in _CIRCUMSTANCES:
        return []
    if that is None and (
        words[0].pos_ not in _SUBJECT or any(t.text == "," or t.tag_ in _BREAKS for t in words[:verb])
    ):
        return []
    return [_range(layout, cue, words[verb], words[that].i if that is not None else start)]


def _finite(verb: Token) -> bool:
    if verb.tag_ in ("VBD", "VBZ", "VBP"):
        return True
    return any(c.dep_ in ("aux", "auxpass") and c.tag_ in ("VBD", "VBZ", "VBP", "MD") for c in verb.children) or any(
        c.dep_ in ("nsubj", "nsubjpass", "expl") for c in verb.children
    )


def _range(layout: Layout, cue: Token, clause: Token, start: int) -> tuple[int, int]:
    """From the clause's first word to its end: where the cue's own next clause, a new cue, or the sentence ends it."""
    stop = _sentence_end(layout, cue.i)
    start = max(start, cue.i + 1)
    own = (c for c in cue.rights if c.i > clause.i and c.dep_ in ("conj", "cc", "advcl", "parataxis"))
    stop = min([stop, *(c.left_edge.i for c in own if c.left_edge.i > clause.i)])
    mark = next((c for c in clause.lefts if c.lower_ == "that" and c.dep_ == "mark"), None)
    start = mark.i if mark is not None and mark.i > cue.i else start
    for i in range(clause.i + 1, stop - 1):
        token, following = layout.tokens[i], layout.tokens[i + 1]
        if not layout.narration(token):
            continue
        if token.text == "," and (_ends_report(following) or _turns_away(layout, i + 1, stop)):
            return start, i
        if token.text in MARKS and layout.inside[i - 1] >= 0 and following.lower_ != "but" and _ends_report(following):
            return start, i + 1
        if token.pos_ == "CCONJ" and _resumes(layout, i, stop, clause):
            return start, i
    return start, stop


def _turns_away(layout: Layout, i: int, stop: int) -> bool:
    """Whether ", and although ..." or ", but when ..." follows: a sentence of the reporter's own."""
    return i + 1 < stop and layout.tokens[i].pos_ == "CCONJ" and layout.tokens[i + 1].lower_ in _CUT | _CIRCUMSTANCES


def _resumes(layout: Layout, i: int, stop: int, clause: Token) -> bool:
    """Whether "and" or "but" goes back to the speaker: "said he would stay and promised ..."."""
    for token in layout.tokens[i + 1 : min(i + 4, stop)]:
        if token.pos_ == "ADV":
            continue
        if token.tag_ not in ("VBD", "VBZ", "VBP", "MD") or not layout.narration(token):
            return False
        helped = any(c.dep_ in ("aux", "auxpass") and c.tag_ == "MD" for c in clause.children)
        return cue_lemma(token) is not None or (helped and token.tag_ != "MD")
    return False


def _ends_report(token: Token) -> bool:
    """Whether the word after a comma takes narration up again: ", despite ...", ", adding ...", ", according to"."""
    if token.lower_ in _CUT or token.lower_ == "according":
        return True
    return token.tag_ == "VBG" and cue_lemma(token) in SPEECH | JUDGE


def _sentence_end(layout: Layout, i: int) -> int:
    """First token after ``i`` that ends narration's sentence: a stop, a direct quote, or the paragraph's end."""
    paragraph = layout.paragraph[i]
    last = min(i + _LONGEST, len(layout.tokens))
    while i < last and layout.paragraph[i] == paragraph:
        number = layout.inside[i]
        if (number >= 0 and _stands_alone(layout, number)) or (number < 0 and _stops(layout, i)):
            return i
        i += 1
        if number >= 0 and layout.ends_sentence(number) and i == layout.stretches[number].last:
            return i
    return i


def _sentence_start(layout: Layout, i: int) -> int:
    paragraph = layout.paragraph[i]
    first = max(0, i - _LONGEST)
    while i > first and layout.paragraph[i - 1] == paragraph:
        number = layout.inside[i - 1]
        if number >= 0 and (_stands_alone(layout, number) or layout.ends_sentence(number)):
            break
        if number < 0 and _stops(layout, i - 1):
            break
        i -= 1
    while (
        i < len(layout.tokens)
        and layout.tokens[i].text in MARKS
        and layout.inside[min(i + 1, len(layout.tokens) - 1)] < 0
    ):
        i += 1
    return i


def _stands_alone(layout: Layout, number: int) -> bool:
    """Whether a quote is a sentence by itself, not the end or the beginning of the reporter's."""
    stretch = layout.stretches[number]
    if stretch.kind != "direct" or _runs_on(layout, number):
        return False
    first = next((c for c in layout.text[stretch.start : stretch.end] if c.isalnum()), "A")
    lead = layout.text[max(0, stretch.start - 4) : stretch.start].rstrip(" \t\"“”„«‘'`")
    return not first.islower() or lead[-1:] == ":"


def _runs_on(layout: Layout, number: int) -> bool:
    """Whether the reporter's sentence goes on after the quote without a comma or a stop."""
    stretch = layout.stretches[number]
    after = layout.text[stretch.end : stretch.end + 4].lstrip("\"“”„»«’'`")
    return layout.text[stretch.end - 1] not in ".,!?…" and after[:1] == " " and after[1:2].islower()


def _stops(layout: Layout, i: int) -> bool:
    return layout.ends[i] and not layout.tokens[i].is_space


# -- content first --------------------------------------------------------


def _parenthetical(layout: Layout, cue: Token, source: Token) -> list[tuple[int, int]]:
    """ "The deal is off, he said." and "The deal, he said, is off." """
    start, end = _sentence_start(layout, cue.i), _sentence_end(layout, cue.i)
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
    if begins and _mostly_quoted(layout, [(start, comma)]):
        return []
    if (
        goes_on
        and end - after > 3
        and source.i < cue.i
        and layout.tokens[after + 1].lower_ not in _CUT | _CIRCUMSTANCES
    ):
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


def _according(layout: Layout, token: Token) -> _Report | None:
    """ "According to X, ..." and "..., according to X"."""
    doc = layout.tokens
    if token.i + 2 >= len(doc) or doc[token.i + 1].lower_ != "to":
        return None
    start, end = _sentence_start(layout, token.i), _sentence_end(layout, token.i)
    source = phrase_after(doc[token.i + 2 : end])
    if source is None:
        return None
    if token.i - start > 3:
        spans = [(start, token.i)]
    else:
        comma = next((i for i in range(source.i, end) if doc[i].text == ","), None)
        spans = [(comma + 1, end)] if comma is not None else []
    return _Report((token.i, token.i + 2), source, spans, "named after 'according to'") if spans else None


def _mostly_quoted(layout: Layout, spans: list[tuple[int, int]]) -> bool:
    """Whether the words are quoted anyway: then they are that quote, not an indirect one."""
    tokens = [i for first, last in spans for i in range(first, last)]
    tokens = [i for i in tokens if layout.tokens[i].pos_ not in ("DET", "PUNCT") and layout.tokens[i].lower_ != "that"]
    quoted = sum(layout.inside[i] >= 0 for i in tokens)
    return not tokens or quoted * 10 > len(tokens) * 8
