"""Which reporting cue a quote hangs on, and whose it is: after the quote, before it, or the clause around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from store.extract.cues import ADDRESSING, BESIDE, INFINITIVE, JUDGE, SPEECH, SPEECH_NOUNS, THOUGHT, cue_end, cue_lemma
from store.extract.layout import Layout, Stretch
from store.extract.nouns import can_speak
from store.extract.sources import passive, phrase_after, phrase_before, subject_of

_LOOSE = frozenset(
    {"see", "show", "find", "know", "hold", "discover", "learn", "open", "go", "put", "end", "close", "hit", "mistake"}
)
_FRAGMENT = (SPEECH | JUDGE | THOUGHT | INFINITIVE) - _LOOSE
_DIRECT = SPEECH | BESIDE | THOUGHT | JUDGE
_SKIPPED = frozenset({"ADV", "CCONJ", "PUNCT", "SPACE", "INTJ"})
_NOMINAL = frozenset({"ADJ", "DET", "NOUN", "PROPN", "NUM"})
_DASH = re.compile(r"[\"”’'»]*\s*[―—–-]{1,2}\s*(?=[A-Z])")
_STEPS = 12
#: Whether a token is plausible as the head of a source.
Fits = Callable[[Token], bool]


@dataclass(slots=True)
class Attribution:
    """A cue (token bounds; empty for a colon after a name), the head of its source, and why it was chosen."""

    cue: tuple[int, int] | None
    source: Token | None
    reason: str
    after: bool = False


def attribute(layout: Layout, stretch: Stretch) -> Attribution | None:
    """Find the attribution of one quoted stretch within its sentence, to somebody who can speak if possible."""
    found = _attribute(layout, stretch, can_speak)
    return found if found is not None else _attribute(layout, stretch, _anybody)


def _anybody(_: Token) -> bool:
    return True


def _attribute(layout: Layout, stretch: Stretch, fits: Fits) -> Attribution | None:
    lead, tail = layout.before(stretch.number), layout.after(stretch.number)
    if stretch.kind == "partial":
        return (
            _tight_after(layout, stretch, tail, fits)
            or _governing(layout, stretch, fits)
            or _before(layout, lead, fits, fragment=True)
            or _sentence_final(layout, tail, fits)
        )
    stops = layout.ends_sentence(stretch.number)
    led = bool(lead) and (lead[-1].text == ":" or lead[-1].lower_ == "that" or cue_lemma(lead[-1]) in _DIRECT)
    if led and (stops or lead[-1].text != ":"):
        return _before(layout, lead, fits) or _tight_after(layout, stretch, tail, fits)
    return (
        _tight_after(layout, stretch, tail, fits) or _before(layout, lead, fits) or _loose_after(layout, stretch, tail)
    )


# -- after the quote ----------------------------------------------------


def _tight_after(layout: Layout, stretch: Stretch, tail: Sequence[Token], fits: Fits) -> Attribution | None:
    """ "...", he said / said Klopp / the 55-year-old, who had been away, told reporters / according to X."""
    words = _from_first_word(tail)
    if layout.ends_sentence(stretch.number) and (signed := _signature(layout, stretch)):
        return signed
    if not words:
        return None
    if words[0].lower_ == "according" and len(words) > 2 and words[1].lower_ == "to":
        head = phrase_after(words[2:])
        return _made(words[0].i, words[1].i + 1, head, "named after 'according to', after the quote") if head else None
    stops = layout.ends_sentence(stretch.number)
    allowed = SPEECH if stretch.kind == "partial" else SPEECH | BESIDE
    for position, token in enumerate(words[:40]):
        lemma = cue_lemma(token)
        if lemma not in allowed:
            continue
        source = _source_beside(layout, words, position, token)
        if source is None or not fits(source):
            continue
        if stops and position and not _only_attribution(layout, stretch, words, position, token):
            return None
        return _made(token.i, cue_end(token), source, f"subject of '{token.text}', after the quote", after=True)
    return None


def _signature(layout: Layout, stretch: Stretch) -> Attribution | None:
    """A name after a dash, beside a quote or below it: "..." — Maria Hartley, 41, nurse."""
    dash = _DASH.match(layout.text, stretch.end)
    if dash is None:
        return None
    name: list[Token] = []
    for token in layout.tokens[stretch.last : stretch.last + 24]:
        if token.idx < dash.end():
            continue
        if layout.inside[token.i] >= 0 or layout.ends[token.i] or (token.pos_ in ("VERB", "AUX") and token.is_alpha):
            break
        name.append(token)
    following = layout.tokens[name[-1].i + 1] if name and name[-1].i + 1 < len(layout.tokens) else None
    head = phrase_after(name)
    if head is None or head.pos_ != "PROPN" or (following is not None and following.pos_ in ("VERB", "AUX")):
        return None
    at = max(i for i in range(stretch.last, name[0].i) if layout.tokens[i].idx < dash.end())
    return Attribution((at, at + 1), head, "named after a dash", after=True)


def _from_first_word(tail: Sequence[Token]) -> Sequence[Token]:
    for i, token in enumerate(tail):
        if token.is_alpha or token.pos_ in ("NOUN", "PROPN", "PRON", "DET", "NUM", "VERB", "ADJ"):
            return tail[i:]
        if token.text not in ",-–—―":
            break
    return []


def _source_beside(layout: Layout, words: Sequence[Token], position: int, cue: Token) -> Token | None:
    """The cue's source where the phrase of the two begins right after the quote: cue first, or its subject first."""
    before = words[:position]
    if all(t.pos_ in ("ADV", "AUX", "CCONJ") for t in before):
        own = next((c for c in cue.rights if c.dep_ == "nsubj" and layout.narration(c)), None)
        if cue.tag_ == "VBG":
            return None
        return own or phrase_after([t for t in words[position + 1 :] if t.pos_ != "ADV"])
    source = subject_of(cue, layout)
    if source is None or source.i > cue.i or source.i < words[0].i:
        near = phrase_before(before) or phrase_after(words)
        source = near if near is not None and near.i < cue.i and _apposed(before, near) else source
    if source is None or not words[0].i <= source.i:
        return None
    lead = [t for t in before if t.i < source.left_edge.i and t.pos_ not in _SKIPPED]
    return source if len(lead) <= 2 and all(t.pos_ in _NOMINAL for t in lead) else None


def _apposed(before: Sequence[Token], near: Token) -> bool:
    """Whether only what belongs to the name stands between it and the cue: no verb, or a clause in commas."""
    between = [t for t in before if t.i > near.i]
    if not any(t.pos_ == "VERB" for t in between):
        return all(t.pos_ not in ("VERB", "SCONJ") for t in before if t.i < near.i)
    return bool(between[0].text == "," and between[-1].text == ",")


def _only_attribution(layout: Layout, stretch: Stretch, words: Sequence[Token], position: int, cue: Token) -> bool:
    """Whether a sentence after a finished quote is only its attribution: no reported clause, no new quote."""
    plain = cue_lemma(cue) in SPEECH or layout.text[stretch.end - 1] != "."
    if words[-1].text == ":" or not plain:
        return False
    if layout.text[stretch.end - 1] in "!?" and words[0].text[0].islower() and cue_lemma(cue) in SPEECH:
        return True  # a sentence of its own would begin with a capital
    objects = ("ccomp", "xcomp") if cue_lemma(cue) in ADDRESSING else ("ccomp", "xcomp", "dobj")
    if any(c.dep_ in objects and c.i > cue.i for c in cue.children):
        return False
    following = layout.inside[words[-1].i + 1] if words[-1].i + 1 < len(layout.inside) else -1
    verb = next((n for n, t in enumerate(words[position + 1 :]) if t.pos_ == "VERB"), None)
    clause = verb is not None and all(t.dep_ != "mark" for t in words[position + 1 : position + 1 + verb])
    return following < 0 and len(words) - position <= 20 and not clause


def _loose_after(layout: Layout, stretch: Stretch, tail: Sequence[Token]) -> Attribution | None:
    """A cue anywhere in the rest of the sentence, where the quote does not end it ("..." is what Klopp said)."""
    if layout.ends_sentence(stretch.number):
        return None
    for token in tail:
        if cue_lemma(token) in SPEECH:
            source = subject_of(token, layout)
            if source is not None:
                return _made(
                    token.i, cue_end(token), source, f"subject of '{token.text}', later in the sentence", after=True
                )
    return None


def _sentence_final(layout: Layout, tail: Sequence[Token], fits: Fits) -> Attribution | None:
    """A fragment's sentence that ends in ", Brown said" or ", according to X"."""
    for i in range(len(tail) - 1, -1, -1):
        token = tail[i]
        if token.lower_ == "according" and i + 2 < len(tail):
            head = phrase_after(tail[i + 2 :])
            return _made(token.i, token.i + 2, head, "named after 'according to'") if head else None
        if cue_lemma(token) in SPEECH and not any(c.dep_ == "ccomp" and c.i > token.i for c in token.children):
            source = subject_of(token, layout) or phrase_before(tail[:i]) or phrase_after(tail[i + 1 :])
            if source is not None and fits(source) and source.i >= tail[0].i and abs(source.i - token.i) < 15:
                return _made(
                    token.i,
                    cue_end(token),
                    source,
                    f"subject of '{token.text}', at the end of the sentence",
                    after=True,
                )
    return None


# -- before the quote ---------------------------------------------------


def _before(layout: Layout, lead: Sequence[Token], fits: Fits, *, fragment: bool = False) -> Attribution | None:
    """X said: / X told Y, / ..., adding that / According to X, / X: — the last cue that leads up to the quote."""
    if not lead:
        return None
    allowed = _FRAGMENT if fragment else _DIRECT
    for i in range(len(lead) - 1, -1, -1):
        token = lead[i]
        if token.lower_ == "according" and i + 2 < len(lead):
            head = phrase_after(lead[i + 2 :])
            if head is not None:
                return _made(token.i, token.i + 2, head, "named after 'according to', before the quote")
        if cue_lemma(token) not in allowed or _not_governing(token, lead, i):
            continue
        source = subject_of(token, layout) or phrase_before(lead[:i])
        if source is None and i == 0:
            source = phrase_after(lead[1:])
        if source is not None and (not fragment or source.i < token.i) and fits(source):
            return _made(token.i, cue_end(token), source, f"subject of '{token.text}', before the quote")
    return None if fragment else _without_cue(layout, lead)


def _not_governing(token: Token, lead: Sequence[Token], i: int) -> bool:
    """Whether a cue leads to no quote: a question put to the speaker ("when asked"), a finished relative clause."""
    if passive(token) or _doerless(token):
        return True
    if token.dep_ == "relcl":
        return any(t.text == "," for t in lead[i + 1 : -1]) and any(t.pos_ == "VERB" for t in lead[i + 1 :])
    return False


def _without_cue(layout: Layout, lead: Sequence[Token]) -> Attribution | None:
    """A name and a colon, or the subject of the sentence that a quote interrupts or ends."""
    words = [t for t in lead if not t.is_space]
    if not words:
        return None
    if words[-1].text == ":":
        if not any(t.pos_ in ("VERB", "AUX") for t in words[:-1]) and len(words) <= 12:
            head = phrase_before(words[:-1]) or (words[0] if len(words) == 2 else None)
            return Attribution((words[-1].i, words[-1].i + 1), head, "named before the colon") if head else None
        near = words[-2] if len(words) > 1 else words[0]
        if near.ent_type_ == "PERSON":
            return Attribution((words[-1].i, words[-1].i + 1), near, "named right before the colon")
        for token in reversed(words):
            if token.pos_ in ("VERB", "AUX"):
                source = subject_of(token, layout)
                if source is not None:
                    return Attribution(None, source, "subject of the sentence before the colon")
        return None
    for token in words:
        if token.dep_ == "ROOT" and token.pos_ in ("VERB", "AUX"):
            source = subject_of(token, layout)
            if source is not None and (source.ent_type_ == "PERSON" or source.lower_ in ("he", "she")):
                return Attribution(None, source, "subject of the sentence around the quote")
    return None


# -- around the quote ---------------------------------------------------


def _governing(layout: Layout, stretch: Stretch, fits: Fits) -> Attribution | None:
    """The nearest cue whose clause the fragment is part of."""
    if stretch.last <= stretch.first:
        return None
    here = layout.doc[stretch.first : stretch.last].root
    for _ in range(_STEPS):
        parent = here.head
        if parent is here or parent.i == here.i:
            return None
        if layout.narration(parent) and layout.paragraph[parent.i] == stretch.paragraph:
            found = _as_cue(layout, parent, here, stretch, fits)
            if found is not None:
                return found
        here = parent
    return None


def _reports(layout: Layout, token: Token, child: Token) -> bool:
    """Whether a verb presents the fragment as its subject's words: a cue, "put it", or "goes after him as ..."."""
    if cue_lemma(token) in _FRAGMENT:
        return True
    if token.lemma_ == "put" and any(c.dep_ == "dobj" and c.lower_ == "it" for c in token.children):
        return True
    if token.pos_ != "VERB" or child.dep_ != "prep" or child.lower_ != "as" or passive(token) or token.dep_ == "relcl":
        return False
    source = subject_of(token, layout)
    return source is not None and (source.ent_type_ == "PERSON" or source.lower_ in ("he", "she"))


def _as_cue(layout: Layout, token: Token, child: Token, stretch: Stretch, fits: Fits) -> Attribution | None:
    if _reports(layout, token, child) and child.dep_ not in ("nsubj", "nsubjpass", "csubj", "advcl", "relcl"):
        source = subject_of(token, layout)
        if passive(token) or _doerless(token):
            source = (source if source is not None and source.i > token.i else None) or _agent_after(layout, stretch)
        if source is not None and not (stretch.first <= source.i < stretch.last) and fits(source):
            return _made(token.i, cue_end(token), source, f"subject of '{token.text}', which governs the fragment")
    if (
        token.lemma_.lower() in SPEECH_NOUNS
        and token.pos_ == "NOUN"
        and child.i > token.i
        and (child.dep_ in ("acl", "ccomp", "relcl") or child.lower_ in ("of", "for"))
    ):
        owner = next((c for c in token.children if c.dep_ == "poss"), None)
        if owner is not None:
            return _made(token.i, cue_end(token), owner, f"whose {token.text} it is")
    return None


def _doerless(verb: Token) -> bool:
    """Whether a participle says nothing about who did it: "when asked", "a rule called ...", "described as ..."."""
    return bool(verb.tag_ == "VBN" and not any(c.dep_ in ("aux", "nsubj") for c in verb.children))


def _agent_after(layout: Layout, stretch: Stretch) -> Token | None:
    """X in: has been called "..." by X."""
    tail = layout.after(stretch.number)
    return phrase_after(tail[1:]) if tail and tail[0].lower_ == "by" else None


def _made(start: int, end: int, source: Token | None, reason: str, *, after: bool = False) -> Attribution:
    return Attribution((start, end), source, reason, after)
