"""Component ``pressbox_indirect``: reported speech without quote marks ("Klopp said the team had been good").

Runs after ``pressbox_speakers`` and adds quotes of kind "indirect" to ``doc._.pressbox_quotes``.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Token

from store.extract.asides import according, parenthetical
from store.extract.borders import CIRCUMSTANCES, FINITE, Report, all_quoted, clause_range, sentence_end
from store.extract.cues import ADDRESSING, INFINITIVE, SPEECH, THOUGHT, cue_end, cue_lemma, words
from store.extract.findings import CharSpan, FoundQuote, register
from store.extract.layout import MARKS, Layout
from store.extract.nouncues import noun_report
from store.extract.nouns import BODY_NOUNS, is_person_noun
from store.extract.quote_confidence import estimate
from store.extract.sources import SUBJECTS, is_document, passive, subject_of
from store.extract.speakers import SpeakerResolver

#: These stand for somebody when something limits them ("one of the men", "those who voted").
_LIMITED = frozenset({"one", "those"})
#: Findings: reported only where a document or a body finds them ("the survey showed ...").
_FINDINGS = words("find show discover learn determine suggest indicate imply reveal conclude estimate hold see")
_SILENT = words("know see understand realise realize accept intend teach pray hit doubt imagine sense")
_CLAUSAL = (SPEECH | THOUGHT | frozenset({"accuse", "blame"})) - _SILENT
_NARRATOR = frozenset(
    {"i", "we", "you", "nobody", "none", "no-one", "one", "what", "which", "that", "this", "there", "these", "those"}
)
_GERUND = frozenset({"deny", "admit", "accuse", "regret", "suggest", "recommend", "propose", "report", "acknowledge"})
#: Cues whose object is to do something: it belongs to what was said ("urged [fans to stay]").
_ASKED = words("ask urge call expect beg implore demand press encourage")
#: With an infinitive of their own subject these are plans, nothing said ("hopes to win").
_PLANNED = frozenset({"hope", "expect", "intend"})
_POSSIBLE = frozenset({"can", "could", "should", "might", "may", "must", "will", "would"})
#: Verbs with whose infinitive something was said ("went on to say").
_CARRIED_OUT = words(
    "go continue appear return take rush come use begin start proceed intervene stand phone emerge live"
)
#: Verbs that say what a thing is without a clause: "called [the plan a mistake]".
_NAMING = words("call consider declare deem")
#: What was said follows these as a noun or a gerund: "called for [a new bridge]", "accused of [lying]".
_DEEDS = {
    ("accuse", "of"), ("advise", "against"), ("argue", "against"), ("argue", "for"), ("boast", "about"),
    ("boast", "of"), ("call", "for"), ("complain", "about"), ("complain", "of"), ("suspect", "of"),
    ("talk", "about"), ("warn", "against"),
}  # fmt: skip
#: Verbs that judge a thing with these: "described [the plan as a mistake]", "criticised [her for leaving]".
_JUDGED = {"describe": "as", "criticise": "for", "criticize": "for"}
#: What these name in a noun phrase of some length was said.
_FACTS = words("acknowledge explain mention note propose question recall suggest urge")
_PREDICATES = frozenset({"oprd", "ccomp", "acomp", "dobj"})
#: In front of a cue these mean that a name is given, nothing reported: "what she called ...".
_RELATING = frozenset({"what", "as", "which", "that", "whom"})
_CUES = _CLAUSAL | INFINITIVE | _JUDGED.keys()
_TOLD = ADDRESSING | {"tell"}
#: A report of more tokens often runs over its border.
_LONG = 30
_PLAIN_CLAUSE = words(
    "say claim believe insist reveal admit think announce warn tell argue add confirm feel agree acknowledge"
    " concede hope fear note"
)
_SUBJECT = frozenset({"DET", "PRON", "PROPN", "NOUN", "SCONJ", "ADJ", "NUM"})
_BREAKS = frozenset({"CC", "WDT", "WP", "WP$", "WRB", "VBG"})
_LEADING = frozenset({"that", "but", "although", "though", "and", "however", ","})

register()


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


def _quote(layout: Layout, report: Report, resolver: SpeakerResolver) -> FoundQuote | None:
    segments = [s for s in (_chars(layout, *span) for span in report.spans) if s is not None]
    if not segments:
        return None
    who = resolver.who(report.source)
    first, last = layout.tokens[report.cue[0]], layout.tokens[report.cue[1] - 1]
    quote = FoundQuote(
        "indirect",
        segments,
        entity=who.entity.key if who.entity else None,
        name=who.name,
        mention=who.mention,
        cue=(first.idx, last.idx + len(last)),
        reason=f"speaker: {report.reason}",
        doubts=set(who.doubts) | _doubts(layout, report),
    )
    quote.confidence = estimate(quote)
    return quote


def _doubts(layout: Layout, report: Report) -> set[str]:
    """What makes the borders of a report uncertain."""
    out = set()
    cue = layout.tokens[report.cue[0]]
    if sum(b - a for a, b in report.spans) > _LONG:
        out.add("long")
    if cue_lemma(cue) is not None and cue_lemma(cue) not in SPEECH | _NAMING | _JUDGED.keys():
        out.add("no verb of saying")
    return out


def _chars(layout: Layout, first: int, last: int) -> CharSpan | None:
    """Character span of a token range without commas, stops and a leading "that" at its edges."""
    doc = layout.tokens
    while first < last and (doc[first].lower_ in _LEADING or doc[first].is_space or doc[first].text in ("-", "–", "—")):
        first += 1
    while last > first and _loose(doc, last - 1):
        last -= 1
    if last - first < 2:
        return None
    return doc[first].idx, doc[last - 1].idx + len(doc[last - 1])


def _loose(tokens: list[Token], i: int) -> bool:
    """Whether the last token of a report is no part of it: a stop, an "and", the mark that opens the quote behind."""
    token = tokens[i]
    opens = i > 0 and token.text in MARKS and tokens[i - 1].text in (",", ":")
    return opens or token.text in ".,;:-–—!?" or token.is_space or token.lower_ in ("and", "but")


# -- reports -------------------------------------------------------------


def _reports(layout: Layout) -> Iterator[Report]:
    for token in layout.tokens:
        if not layout.narration(token):
            continue
        if token.lower_ == "according":
            report = according(layout, token)
        elif cue_lemma(token) in _CUES:
            report = _of_cue(layout, token)
        else:
            report = noun_report(layout, token)
        if report is not None and not all_quoted(layout, report.spans):
            yield report


def _of_cue(layout: Layout, cue: Token) -> Report | None:
    source = _source(layout, cue)
    if source is None:
        return None
    spans = _complement(layout, cue) or parenthetical(layout, cue, source)
    return Report((cue.i, cue_end(cue)), source, spans, f"subject of '{cue.text}'") if spans else None


def _source(layout: Layout, cue: Token) -> Token | None:
    """The cue's subject where somebody really says it: not passive, denied, imagined, nor the reporter's own view."""
    if (passive(cue) and not any(c.dep_ == "agent" for c in cue.children)) or _unsaid(cue):
        return None
    source = subject_of(cue, layout)
    if source is None or abs(source.i - cue.i) > 40:
        return None
    if source.lower_ in _NARRATOR and not (source.lower_ in _LIMITED and any(source.rights)):
        return None
    if cue_lemma(cue) in _FINDINGS and not _can_find(source):
        return None
    return source


def _unsaid(cue: Token) -> bool:
    """Whether a cue is negated, only possible, without a doer ("asked to ...") or an idiom ("goes without saying")."""
    helpers = [c for c in cue.children if c.dep_ in ("aux", "neg")]
    if any(c.dep_ == "neg" or c.lower_ in _POSSIBLE for c in helpers):
        return True
    if any(c.lower_ == "to" for c in helpers) and not _done(cue):
        return True
    if any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "whether") for c in cue.lefts):
        return True
    if cue.dep_ == "pcomp" and cue.head.lower_ == "without":
        return True
    return bool(cue.tag_ == "VBN" and cue.dep_ in ("advcl", "acl", "amod") and not helpers)


def _done(infinitive: Token) -> bool:
    """Whether the infinitive really happened: "went on to say", "continues to insist", "took to the stage to say"."""
    verb = infinitive.head
    if infinitive.dep_ not in ("xcomp", "advcl") or verb.tag_ not in FINITE or _unsaid(verb):
        return False
    return verb.lemma_.lower() in _CARRIED_OUT


def _can_find(source: Token) -> bool:
    if source.ent_type_ in ("PERSON", "ORG", "NORP", "GPE") or source.lower_ in ("he", "she", "it", "they", "who"):
        return True
    noun = source.lemma_.lower()
    return is_document(source) or noun in BODY_NOUNS or source.tag_ == "NNS" or is_person_noun(source)


def _complement(layout: Layout, cue: Token) -> list[tuple[int, int]]:
    """The reported clause after the cue: finite, an infinitive, or a gerund."""
    lemma = cue_lemma(cue)
    for child in cue.rights:
        if _within_direct(layout, child):
            continue
        clause = child.dep_ == "ccomp" or (child.dep_ == "advcl" and child.left_edge.lower_ == "that")
        if clause and lemma in _CLAUSAL and _finite(child) and not _circumstance(child):
            return [clause_range(layout, cue, child, _first_word(cue, child))]
        called_for = lemma == "call" and child.dep_ == "advcl" and any(c.lower_ == "for" for c in child.lefts)
        if (child.dep_ in ("xcomp", "ccomp") or called_for) and lemma in INFINITIVE and not _gap(cue):
            to = next((c for c in child.lefts if c.tag_ == "TO"), None)
            asks = any(c.tag_ in ("WRB", "WP") for c in child.lefts)
            plan = lemma in _PLANNED and not any(c.dep_ in SUBJECTS for c in child.lefts)
            if (
                to is not None
                and not asks
                and not plan
                and not any(c.dep_ == "ccomp" for c in cue.rights if c.i > child.i)
            ):
                start = _asked(layout, cue, child) if lemma in _ASKED else to.i if lemma in _TOLD else child.left_edge.i
                return [clause_range(layout, cue, child, start)]
        if child.dep_ == "xcomp" and child.tag_ == "VBG" and lemma in _GERUND:
            return [clause_range(layout, cue, child, child.left_edge.i)]
        if child.dep_ == "prep" and (lemma, child.lower_) in _DEEDS:
            for verb in child.children:
                if verb.dep_ in ("pcomp", "pobj"):
                    return [clause_range(layout, cue, verb, verb.left_edge.i)]
    if (said := _small_clause(layout, cue) or _named_fact(layout, cue)) is not None:
        return [said]
    quoting = cue.idx in layout.cues
    return _unparsed(layout, cue) if lemma in _PLAIN_CLAUSE and not quoting else []


def _small_clause(layout: Layout, cue: Token) -> tuple[int, int] | None:
    """What something was said to be or do, with the thing: "called [the plan a mistake]", "described [it as ...]"."""
    lemma = cue_lemma(cue) or ""
    if lemma not in _NAMING | _JUDGED.keys() or any(c.lower_ in _RELATING for c in cue.lefts):
        return None
    thing = next((c for c in cue.rights if c.dep_ in ("dobj", "oprd")), None)
    if thing is None or thing.lower_ in ("himself", "herself", "itself", "themselves"):
        return None
    link = _JUDGED.get(lemma)
    said = [c for c in cue.rights if c.i > thing.i and (c.lower_ == link if link else c.dep_ in _PREDICATES)]
    if not said or (thing.pos_ == "PRON" and all_quoted(layout, [(thing.i + 1, said[-1].right_edge.i + 1)])):
        return None
    return clause_range(layout, cue, said[-1], thing.left_edge.i)


def _named_fact(layout: Layout, cue: Token) -> tuple[int, int] | None:
    """A fact or proposal put as a noun phrase: "acknowledged [the reality of the flood]"."""
    if cue_lemma(cue) not in _FACTS:
        return None
    fact = next((c for c in cue.rights if c.dep_ == "dobj" and c.pos_ in ("NOUN", "PROPN")), None)
    if fact is None or fact.right_edge.i - fact.left_edge.i < 2 or not layout.narration(fact.left_edge):
        return None
    return clause_range(layout, cue, fact, fact.left_edge.i)


def _first_word(cue: Token, clause: Token) -> int:
    """Where a clause begins, with a subject that the parser gave to the cue ("said [waiting] is ...")."""
    for child in cue.rights:
        if child.i >= clause.i:
            break
        if child.dep_ in ("advcl", "xcomp", "csubj", "ccomp", "dep") and child.left_edge.tag_ != "WRB":
            return int(child.left_edge.i)
    return int(clause.left_edge.i)


def _asked(layout: Layout, cue: Token, clause: Token) -> int:
    """Where "urged [fans to stay]" and "called on [the club to pay]" begin: with who is to do it."""
    who = next((c for c in cue.rights if c.dep_ in ("dobj", "nsubj", "dative") and c.i < clause.i), None)
    on = next(
        (c for c in cue.rights if c.dep_ in ("prep", "prt") and c.lower_ in ("on", "upon", "for") and c.i < clause.i),
        None,
    )
    if on is not None:
        who = next((c for c in on.children if c.dep_ == "pobj"), who)
    if who is not None and who.left_edge.i > cue.i:
        return int(who.left_edge.i)
    return int(clause.left_edge.i) + int(clause.left_edge.lower_ == "for")


def _gap(cue: Token) -> bool:
    """Whether the cue's object stands before it: "the target it pledged to reach" reports nothing."""
    if cue.dep_ != "relcl":
        return False
    first = next((c for c in cue.lefts if c.dep_ in SUBJECTS), None)
    return bool(first is not None and first.tag_ not in ("WDT", "WP") and first.lower_ != "that")


def _within_direct(layout: Layout, clause: Token) -> bool:
    """Whether the whole clause stands in a direct quote, or its verb in one that hangs on the same cue."""
    number: int = layout.inside[int(clause.i)]
    if number < 0 or layout.stretches[number].kind != "direct":
        return False
    return layout.inside[clause.left_edge.i] == number or clause.head.idx in layout.cues


def _circumstance(clause: Token) -> bool:
    """Whether a clause says when, why or with what result something was said ("so many that ..."), not what."""
    if any(c.dep_ in ("mark", "advmod") and c.lower_ in CIRCUMSTANCES for c in clause.lefts):
        return True
    edge = clause.left_edge
    between = clause.doc[clause.head.i + 1 : edge.i] if edge.i > clause.head.i else ()
    return edge.lower_ == "that" and any(t.lower_ in ("so", "such") for t in between)


def _unparsed(layout: Layout, cue: Token) -> list[tuple[int, int]]:
    """The rest of the sentence where the parser saw no clause after a verb of saying, but there is one."""
    end = sentence_end(layout, cue.i)
    start = cue.i + 1
    for child in cue.rights:
        beside = child.dep_ in ("prep", "npadvmod", "advmod", "prt", "dative") or child.ent_type_ in ("DATE", "TIME")
        if (
            child.lower_ == "that"
            or child.left_edge.i != start
            or not (beside or (child.dep_ == "dobj" and cue_lemma(cue) in _TOLD))
        ):
            break
        start = child.right_edge.i + 1
    words = [layout.tokens[i] for i in range(start, end)]
    verb = next((n for n, t in enumerate(words) if t.tag_ in ("VBD", "VBZ", "VBP", "MD")), 0)
    that = next((n for n, t in enumerate(words[:verb]) if t.lower_ == "that" and t.tag_ == "IN"), None)
    if len(words) < 4 or not verb or words[0].lower_ in CIRCUMSTANCES or words[0].tag_ == "VBG":
        return []
    if that is None and (
        words[0].pos_ not in _SUBJECT or any(t.text == "," or t.tag_ in _BREAKS for t in words[:verb])
    ):
        return []
    return [clause_range(layout, cue, words[verb], words[that].i if that is not None else start)]


def _finite(verb: Token) -> bool:
    if verb.tag_ in ("VBD", "VBZ", "VBP") or (verb.left_edge.lower_ == "that" and verb.left_edge.dep_ == "mark"):
        return True
    return any(c.dep_ in ("aux", "auxpass") and c.tag_ in ("VBD", "VBZ", "VBP", "MD") for c in verb.children) or any(
        c.dep_ in ("nsubj", "nsubjpass", "expl") for c in verb.children
    )
