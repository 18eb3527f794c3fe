"""Where a reported clause ends, and where narration's sentences begin and end around it."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Token

from store.extract.cues import JUDGE, SPEECH, cue_lemma, words
from store.extract.layout import MARKS, Layout

CUT = frozenset({"despite", "while", "although", "though", "whereas", "following", "after", "amid", "but", "as"})
CIRCUMSTANCES = frozenset({"after", "as", "when", "while", "before", "since", "because", "until", "once"})
#: After a comma, these begin what the reporter adds to a report.
ENDING = (CUT - {"but"}) | {"even"}
#: These end a report right behind a quoted fragment, without a comma.
_ASIDE = frozenset({"as", "despite", "while", "although", "though", "whereas"})
#: Words that begin a clause in front of the main one ("While Klopp said ..., the club ...").
_LEADING = CIRCUMSTANCES | words("although though if whereas despite in by")
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_BEGINNING = frozenset({"DET", "PRON", "PROPN", "NOUN", "ADJ", "NUM", "ADV"})
#: A sentence is looked at for this many tokens either way.
_LONGEST = 200


@dataclass(slots=True)
class Report:
    """A cue, its source, and the token ranges of what was reported."""

    cue: tuple[int, int]
    source: Token
    spans: list[tuple[int, int]]
    reason: str


def clause_range(layout: Layout, cue: Token, clause: Token, start: int) -> tuple[int, int]:
    """From the clause's first word to its end: where the cue's own next clause, a new cue, or the sentence ends it."""
    start = max(start, cue.i + 1)
    mark = next((c for c in clause.lefts if c.lower_ == "that" and c.dep_ == "mark"), None)
    start = mark.i if mark is not None and mark.i > cue.i else start
    stop = _outer_end(layout, cue, clause)
    leading = _leads(layout, cue)
    for i in range(start + 2, min(clause.i, stop)):
        if _comma(layout, i) and _credited(layout, i + 1, stop):
            return start, i
    for i in range(clause.i + 1, stop - 1):
        token = layout.tokens[i]
        if _comma(layout, i) and _new_clause(layout, i + 1, stop, leading):
            return start, i
        if token.text in MARKS and layout.inside[i - 1] >= 0 and layout.tokens[i + 1].lower_ in _ASIDE:
            return start, i + 1
        if token.pos_ == "CCONJ" and layout.narration(token) and _resumes(layout, i, stop, clause, cue):
            return start, i
    return start, _with_quote(layout, stop)


def _with_quote(layout: Layout, stop: int) -> int:
    """The end of a direct quote that the report leads up to with a colon ("said the coach told him: 'Go'")."""
    last = stop
    while last < len(layout.tokens) and layout.tokens[last].text in MARKS:
        last += 1
    before = next((t.text for t in reversed(layout.tokens[max(0, last - 3) : last]) if t.text not in MARKS), "")
    if last >= len(layout.tokens) or layout.inside[last] < 0 or before != ":":
        return stop
    return layout.stretches[layout.inside[last]].last


def _outer_end(layout: Layout, cue: Token, clause: Token) -> int:
    """The last place where a report can end by the syntax around its cue."""
    stop = sentence_end(layout, cue.i)
    own = [c for c in cue.rights if c.i > clause.i and c.dep_ in ("conj", "cc", "advcl", "parataxis")]
    own = [c for c in own if c.dep_ != "advcl" or layout.tokens[max(0, c.left_edge.i - 1)].text in (",", ";")]
    own = [c for c in own if c.dep_ != "conj" or _second_verb(c, cue)]
    own = [c for c in own if c.dep_ != "cc" or any(o.dep_ == "conj" and o.i > c.i for o in own)]
    stop = min([stop, *(c.left_edge.i for c in own if c.left_edge.i > clause.i)])
    if cue.pos_ == "NOUN":
        stop = min(stop, cue.right_edge.i + 1)
    if cue.dep_ in ("acl", "relcl") and cue.head.right_edge.i > clause.i:
        stop = min(stop, cue.head.right_edge.i + 1)
    main = next((a for a in cue.ancestors if a.i > clause.i), None)
    if main is not None and main.i < stop:
        commas = (i for i in range(main.i - 1, clause.i, -1) if _comma(layout, i))
        stop = next(commas, stop)
    return stop


def _second_verb(verb: Token, cue: Token) -> bool:
    """Whether a verb joined to the cue is the speaker's next act: it reports too, or shares subject and tense.

    Others are what the parser joined to the cue instead of the reported clause.
    """
    own = any(c.dep_ in ("nsubj", "nsubjpass", "expl") and c.i < verb.i for c in verb.children)
    return cue_lemma(verb) is not None or (not own and verb.tag_ == cue.tag_)


def _comma(layout: Layout, i: int) -> bool:
    """Whether a comma of narration stands here, be it within the marks at the end of a quoted fragment."""
    number = layout.inside[i]
    closing = number >= 0 and layout.inside[min(i + 1, len(layout.inside) - 1)] != number
    return layout.tokens[i].text == "," and (number < 0 or closing)


def _new_clause(layout: Layout, first: int, stop: int, leading: bool) -> bool:
    """Whether what follows a comma is the reporter's own again."""
    while first < stop - 1 and layout.tokens[first].text in MARKS:
        first += 1
    if _ends_report(layout.tokens[first]) or _turns_away(layout, first, stop) or _credited(layout, first, stop):
        return True
    return leading and _main_clause(layout, first, stop)


def _leads(layout: Layout, cue: Token) -> bool:
    """Whether the cue stands in a clause that leads up to the main one: "While X said ..., "."""
    start = sentence_start(layout, cue.i)
    opening = [t.lower_ for t in layout.tokens[start : min(cue.i, start + 3)]]
    if opening[:1] in (["but"], ["and"], ["yet"], ["even"]):
        opening = opening[1:]
    return (
        bool(opening)
        and opening[0] in _LEADING
        and not any(t.text == "," for t in layout.tokens[start : cue.i] if layout.narration(t))
    )


def _main_clause(layout: Layout, first: int, stop: int) -> bool:
    """Whether a subject and its verb follow."""
    for n, token in enumerate(layout.tokens[first : min(first + 12, stop)]):
        if n == 0 and token.pos_ not in _BEGINNING:
            return False
        if token.tag_ in FINITE:
            return n > 0
        if token.text == "," or token.tag_ in ("WP", "WP$", "WDT", "WRB", "CC"):
            return False
    return False


def _credited(layout: Layout, first: int, stop: int) -> bool:
    """Whether all that follows is who told it: ", the paper reported on Monday"."""
    cue = next((i for i in range(first, min(first + 7, stop)) if layout.tokens[i].tag_ in FINITE), None)
    if cue is None or cue == first or cue_lemma(layout.tokens[cue]) not in SPEECH or stop - cue > 6:
        return False
    words = layout.tokens[first:cue]
    return layout.narration(layout.tokens[cue]) and all(t.pos_ in _BEGINNING for t in words) and words[-1].pos_ != "ADV"


def _turns_away(layout: Layout, i: int, stop: int) -> bool:
    """Whether ", and although ..." or ", but when ..." follows: a sentence of the reporter's own."""
    return i + 1 < stop and layout.tokens[i].pos_ == "CCONJ" and layout.tokens[i + 1].lower_ in CUT | CIRCUMSTANCES


def _resumes(layout: Layout, i: int, stop: int, clause: Token, cue: Token) -> bool:
    """Whether "and" or "but" goes back to the speaker: "said he would stay and promised ..."."""
    for token in layout.tokens[i + 1 : min(i + 4, stop)]:
        if token.tag_ == cue.tag_ == "VBG" and cue_lemma(token) is not None:
            return True
        if token.pos_ == "ADV":
            continue
        if token.tag_ not in FINITE or not layout.narration(token):
            return False
        helped = any(c.dep_ in ("aux", "auxpass") and c.tag_ == "MD" for c in clause.children)
        return cue_lemma(token) is not None or (helped and token.tag_ != "MD")
    return False


def _ends_report(token: Token) -> bool:
    """Whether the word after a comma takes narration up again: ", despite ...", ", adding ...", ", according to"."""
    following = token.doc[token.i + 1].lower_ if token.i + 1 < len(token.doc) else ""
    if token.lower_ == "even" or (token.lower_, following) == ("as", "well"):
        return following == "as"
    if token.lower_ in ENDING or token.lower_ == "according":
        return True
    return token.tag_ == "VBG" and cue_lemma(token) in SPEECH | JUDGE


def sentence_end(layout: Layout, i: int) -> int:
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


def sentence_start(layout: Layout, i: int) -> int:
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
    return lead[-1:] == ":" or (not first.islower() and lead[-1:] in "\n,.!?…;—–-)")


def _runs_on(layout: Layout, number: int) -> bool:
    """Whether the reporter's sentence goes on after the quote without a comma or a stop."""
    stretch = layout.stretches[number]
    after = layout.text[stretch.end : stretch.end + 4].lstrip("\"“”„»«’'`")
    return layout.text[stretch.end - 1] not in ".,!?…" and after[:1] == " " and after[1:2].islower()


def _stops(layout: Layout, i: int) -> bool:
    return layout.ends[i] and not layout.tokens[i].is_space


def all_quoted(layout: Layout, spans: list[tuple[int, int]]) -> bool:
    """Whether no content word stands outside quote marks: then they are that quote, not an indirect one."""
    tokens = [i for first, last in spans for i in range(first, last)]
    tokens = [i for i in tokens if layout.tokens[i].pos_ not in ("DET", "PUNCT") and layout.tokens[i].lower_ != "that"]
    return all(layout.inside[i] >= 0 for i in tokens)
