"""Component ``pressbox_speakers``: who said each quote, and which segments are one utterance.

Runs after ``pressbox_quotes`` and, where there is one, the entities component. Fragments without a source are dropped.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc, Token

from store.extract.attribution import Attribution, attribute
from store.extract.cues import SPEECH_NOUNS, cue_lemma
from store.extract.findings import CharSpan, FoundEntity, FoundMention, FoundQuote, register
from store.extract.gender import pronoun_gender
from store.extract.layout import Layout, Stretch
from store.extract.linking import EntityIndex, entities_of
from store.extract.nouns import can_speak
from store.extract.pronouns import Cast, resolve_pronoun
from store.extract.quote_confidence import estimate
from store.extract.sources import is_document, phrase_bounds, subject_of

#: "The Germans", "one Democrat" are described, not named.
_ONE_OF_THEM = frozenset({"the", "a", "an", "one", "another", "some"})
_EMPTY_SOURCES = frozenset({"this", "that", "there", "what", "which", "these", "those", "one", "all", "it"})
#: A pronoun is clear where its person's score leads the next one's by this much (see ``store.extract.pronouns``).
_CLEAR_LEAD = 1.0
#: A fragment of fewer characters is often a term or a title.
_SHORT = 15
_CONTINUED = "speaker: goes on from the quote before"

register()


@dataclass(slots=True)
class Who:
    """A speaker as the text names them: entity key and name, or only the description; and the words used."""

    entity: FoundEntity | None
    name: str
    mention: CharSpan
    doubts: frozenset[str] = frozenset()


class SpeakerResolver:
    """Turns the head of a source into a speaker."""

    def __init__(self, layout: Layout, spoken: dict[int, frozenset[str]]) -> None:
        entities = entities_of(layout.doc)
        self.layout = layout
        self.index = EntityIndex(layout.tokens, entities)
        self.cast = Cast(layout, entities, self.index, spoken)

    def who(self, head: Token) -> Who:
        """Name the speaker whose noun phrase has this head."""
        first, last = phrase_bounds(head, self.layout)
        named = self._named(head, first, last)
        if named is not None:
            return named
        entity = self.cast.resolve(head) or self._pronoun_owner(head)
        final = self.layout.tokens[last - 1]
        start, end = self.layout.tokens[first].idx, final.idx + len(final)
        name = entity.name if entity else self.layout.text[start:end]
        return Who(entity, name, (start, end), self._doubts(head, entity))

    def _doubts(self, head: Token, entity: FoundEntity | None) -> frozenset[str]:
        """What makes a speaker uncertain that has no name of its own in the attribution."""
        if entity is None:
            pronoun = head.pos_ == "PRON"
            return frozenset({"pronoun for nobody" if pronoun else "no name" if can_speak(head) else "cannot speak"})
        what = "pronoun" if pronoun_gender(head.lower_) or head.lower_ == "it" else "description"
        close = self.cast.leads.get(head.i, 0.0) < _CLEAR_LEAD
        return frozenset({f"{what} among several" if close else what})

    def _named(self, head: Token, first: int, last: int) -> Who | None:
        found = self.index.at(head.i) or self._author(head)
        if found is None and head.pos_ in ("NOUN", "PROPN", "NUM"):
            bare = head.tag_ == "NN" and not any(c.dep_ in ("det", "poss") for c in head.children)
            for child in head.children:
                near = child.dep_ == "appos" or (child.dep_ == "conj" and bare)
                hit = self.index.at(child.i) if near and self.layout.narration(child) else None
                if hit is not None and hit[0].label in ("PERSON", "ORG"):
                    found = hit
                    break
        if found is None or (found[0].label == "NORP" and self.layout.tokens[first].lower_ in _ONE_OF_THEM):
            return None
        entity, mention = found
        return Who(entity, entity.name, (mention.start, mention.end))

    def _pronoun_owner(self, head: Token) -> FoundEntity | None:
        """Whose "his comments" or "her letter" is."""
        owner = next((c for c in head.children if c.dep_ == "poss" and pronoun_gender(c.lower_)), None)
        if owner is None or not (is_document(head) or head.lemma_.lower() in SPEECH_NOUNS):
            return None
        return resolve_pronoun(owner.lower_, owner.i, self.cast)

    def _author(self, head: Token) -> tuple[FoundEntity, FoundMention] | None:
        """Whose a statement or letter is: what it says, its owner says."""
        if not is_document(head):
            return None
        owners = [c for c in head.children if c.dep_ == "poss"]
        owners += [t for c in head.children if c.dep_ == "prep" and c.lower_ in ("from", "by") for t in c.children]
        hits = (self.index.at(t.i) for t in owners if self.layout.narration(t))
        return next((h for h in hits if h is not None and h[0].label in ("PERSON", "ORG")), None)


@Language.component("pressbox_speakers", requires=["doc._.pressbox_quotes"])  # type: ignore[untyped-decorator]
def find_speakers(doc: Doc) -> Doc:
    """Give every quote of ``doc._.pressbox_quotes`` its speaker and join the segments of one utterance."""
    quotes: list[FoundQuote] = doc._.pressbox_quotes or []
    if not quotes:
        doc._.pressbox_quotes = []
        return doc
    layout = Layout(doc, [(q.segments[0], q.kind) for q in quotes])
    found = [attribute(layout, s) for s in layout.stretches]
    keep = [n for n, q in enumerate(quotes) if q.kind == "direct" or _has_source(found[n])]
    resolver = SpeakerResolver(layout, _spoken(layout, found))
    turns = _turns(layout, [(quotes[n], layout.stretches[n], found[n]) for n in keep], resolver)
    for quote in turns:
        if quote.kind == "partial" and quote.segments[-1][1] - quote.segments[0][0] < _SHORT:
            quote.doubts.add("few words")
        quote.confidence = estimate(quote)
    doc._.pressbox_quotes = turns
    return doc


def _spoken(layout: Layout, found: list[Attribution | None]) -> dict[int, frozenset[str]]:
    """The capitalised words of the quotes of each source, by the token of the source."""
    out: dict[int, frozenset[str]] = {}
    for stretch, attribution in zip(layout.stretches, found, strict=True):
        if attribution is not None and attribution.source is not None:
            said = frozenset(t.lower_ for t in layout.tokens[stretch.first : stretch.last] if t.text[:1].isupper())
            out[attribution.source.i] = out.get(attribution.source.i, frozenset()) | said
    return out


def _has_source(attribution: Attribution | None) -> bool:
    return (
        attribution is not None and attribution.source is not None and attribution.source.lower_ not in _EMPTY_SOURCES
    )


Item = tuple[FoundQuote, Stretch, Attribution | None]


def _turns(layout: Layout, items: list[Item], resolver: SpeakerResolver) -> list[FoundQuote]:
    """Fill in speakers in text order, carry them on to segments without their own, and merge segments of one turn."""
    out: list[FoundQuote] = []
    previous: tuple[Stretch, Attribution | None, FoundQuote] | None = None
    ahead = _from_next(layout, items)
    for n, (quote, stretch, attribution) in enumerate(items):
        gap = _gap(layout, previous[0], stretch) if previous else []
        if attribution is None and quote.kind == "direct" and not _goes_on(layout, previous, stretch, gap):
            attribution = ahead[n]
        joined = False
        if attribution is not None and attribution.source is not None:
            _assign(layout, quote, attribution, resolver)
            joined = previous is not None and _same_turn(quote, attribution, previous, gap)
        elif previous is not None and quote.kind == "direct":
            joined = _carried(layout, quote, stretch, previous, gap, resolver)
        elif quote.kind == "direct":
            _from_sentence_before(layout, quote, stretch, resolver)
        if joined and previous is not None and previous[2].kind == quote.kind:
            previous[2].segments.extend(quote.segments)
            quote = previous[2]
        else:
            out.append(quote)
        previous = (stretch, attribution or (previous[1] if joined and previous else None), quote)
    return out


def _gap(layout: Layout, before: Stretch, after: Stretch) -> list[Token]:
    """Words of narration between two stretches."""
    tokens = layout.tokens[before.last : after.first]
    return [t for t in tokens if not t.is_space and not t.is_punct and layout.narration(t)]


def _from_next(layout: Layout, items: list[Item]) -> list[Attribution | None]:
    """For each segment the attribution after the next one, or the one after that, where nothing stands between them."""
    out: list[Attribution | None] = [None] * len(items)
    for n in range(len(items) - 2, -1, -1):
        following = items[n + 1]
        if following[0].kind != "direct" or _gap(layout, items[n][1], following[1]):
            continue
        found = following[2]
        if found is None:
            out[n] = out[n + 1]
        elif found.after and found.source is not None:
            reason = found.reason.split(",")[0] + ", after the next segment"
            out[n] = Attribution(found.cue, found.source, reason, after=True)
    return out


def _assign(layout: Layout, quote: FoundQuote, attribution: Attribution, resolver: SpeakerResolver) -> None:
    assert attribution.source is not None
    who = resolver.who(attribution.source)
    quote.entity = who.entity.key if who.entity else None
    quote.name, quote.mention = who.name, who.mention
    quote.doubts |= who.doubts
    if attribution.cue is not None:
        first, last = layout.tokens[attribution.cue[0]], layout.tokens[attribution.cue[1] - 1]
        quote.cue = (first.idx, last.idx + len(last))
    quote.reason = f"speaker: {attribution.reason}"


def _same_turn(
    quote: FoundQuote,
    attribution: Attribution,
    previous: tuple[Stretch, Attribution | None, FoundQuote],
    gap: list[Token],
) -> bool:
    """Whether a segment with an attribution still belongs to the utterance before it."""
    before = previous[1]
    if before is None or before.cue is None or attribution.cue is None:
        return False
    if before.cue == attribution.cue:
        return True
    if quote.kind != "direct" or not attribution.after:
        return False
    if attribution.source is None or attribution.source.pos_ != "PRON":
        return False  # who is named anew speaks anew; "he said" only reminds of who it was
    same = (quote.entity, quote.name) == (previous[2].entity, previous[2].name)
    return same and (not gap or _only_cue(before, gap))


def _goes_on(
    layout: Layout, previous: tuple[Stretch, Attribution | None, FoundQuote] | None, stretch: Stretch, gap: list[Token]
) -> bool:
    """Whether a segment goes on from the one before: nothing but an attribution of that one stands between them."""
    if previous is None:
        return False
    if not gap:
        return previous[2].name is not None
    return previous[1] is not None and _only_cue(previous[1], gap)


def _only_cue(before: Attribution, gap: list[Token]) -> bool:
    """Whether the narration between two segments is one sentence-final attribution of the first."""
    if not before.after or before.cue is None:
        return False
    spans = {gap[0].i <= before.cue[0] <= gap[-1].i}
    stops = sum(t.doc[t.i + 1].text in (".", "!", "?") for t in gap[:-1] if t.i + 1 < len(t.doc))
    return True in spans and stops == 0


def _carried(
    layout: Layout,
    quote: FoundQuote,
    stretch: Stretch,
    previous: tuple[Stretch, Attribution | None, FoundQuote],
    gap: list[Token],
    resolver: SpeakerResolver,
) -> bool:
    """A segment without attribution: the utterance goes on, or the sentence before says who speaks."""
    before, earlier = previous[1], previous[2]
    goes_on = not gap or (before is not None and _only_cue(before, gap))
    if not goes_on and _from_sentence_before(layout, quote, stretch, resolver):
        return False
    quote.entity, quote.name, quote.mention, quote.cue = earlier.entity, earlier.name, earlier.mention, earlier.cue
    quote.doubts |= earlier.doubts
    quote.reason = _CONTINUED
    return goes_on


def _from_sentence_before(layout: Layout, quote: FoundQuote, stretch: Stretch, resolver: SpeakerResolver) -> bool:
    """Take the speaker from the narrated sentence before: the subject of its cue, else its subject if a person."""
    sentence = _sentence_before(layout, stretch)
    chosen: tuple[Token, Token] | None = None
    for token in sentence:
        if cue_lemma(token) and (source := subject_of(token, layout)) is not None:
            chosen = (token, source)
    for token in sentence if chosen is None else ():
        if token.dep_ == "ROOT" and token.is_alpha and (source := subject_of(token, layout)) is not None:
            found = resolver.index.at(source.i)
            if source.lower_ in ("he", "she") or (found is not None and found[0].label == "PERSON"):
                chosen = (token, source)
    if chosen is None:
        return _from_heading(layout, quote, sentence, resolver)
    verb, source = chosen
    _assign(
        layout,
        quote,
        Attribution((verb.i, verb.i + 1), source, f"subject of '{verb.text}', in the sentence before"),
        resolver,
    )
    return True


def _from_heading(layout: Layout, quote: FoundQuote, sentence: list[Token], resolver: SpeakerResolver) -> bool:
    """A person's name alone above the quote, or with age and trade ("Maria Hartley, 41, nurse")."""
    if not sentence or len(sentence) > 12 or any(t.pos_ in ("VERB", "AUX") for t in sentence):
        return False
    found = resolver.index.at(sentence[0].i)
    if found is None or found[0].label != "PERSON":
        return False
    last = next((n for n, t in enumerate(sentence) if t.idx >= found[1].end), len(sentence))
    if last < len(sentence) and sentence[last].text not in (",", ":", "(", "-", "–", "—", "―"):
        return False
    _assign(layout, quote, Attribution(None, sentence[0], "named above the quote"), resolver)
    return True


def _sentence_before(layout: Layout, stretch: Stretch) -> list[Token]:
    """The narrated sentence that ends right before a stretch, in its paragraph or the one before."""
    out: list[Token] = []
    for i in range(stretch.first - 1, -1, -1):
        token = layout.tokens[i]
        if not layout.narration(token) or stretch.paragraph - layout.paragraph[i] > 1:
            break
        if layout.ends[i] and not token.is_space and out:
            break
        if layout.ends[i] or (token.is_punct and not out):
            continue
        out.append(token)
    out.reverse()
    return out
