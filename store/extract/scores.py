"""Match scores ("5-2", "0–0", "6-2 aggregate"): the spaCy component ``pressbox_scores``.

A score is two numbers joined by a dash. So are ranges of years, ages, dates, odds, votes and telephone numbers: the
words next to the numbers tell them apart, and where they say nothing the rest of the article does.
"""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from store.extract.spans import named

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212"

_DASH = re.escape(DASHES)
_PAIR = re.compile(
    rf"(?<![\w.,:/{_DASH}$€£¥#+])(?P<score>(?P<a>\d{{1,3}})[{_DASH}](?P<b>\d{{1,3}}))(?![\w/%°:{_DASH}]|[.,]\d)"
)

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
#: What follows a range, an age, a vote or odds, but never a score.
_NOT_BEFORE = re.compile(
    rf"[\s-]*(?:{_MONTH}\b(?!\s+(?:be|have)\b)"
    r"|(?:(?:calendar|business|working|trading|more|other|additional)\s)?"
    r"(?:years?|months?|weeks?|days?|hours?|hrs?|minutes?|mins?|seconds?|secs?|nights?|decades?|centuries|century"
    r"|per\s?cent|percent|pc|percentage|million|billion|trillion|thousand|hundred|dozen|m|bn|k"
    r"|miles?|metres?|meters?|yards?|feet|foot|ft|inch(?:es)?|in\.|km|kms|cm|mm|kg|kgs|lbs?|pounds?|stone|tons?"
    r"|tonnes?|litres?|degrees?|mph|kph|hp|megapixels?|megabytes?|gigabytes?|mb|gb|tb|mbps|kbps|bits?|inch"
    r"|people|persons|seats?|pages?|copies|times|points?\s(?:scale|higher|lower)|students?|children|kids|players"
    r"|euros?|dollars?|cents|pence|age|aged|age-group|age\sgroup|bracket|demographic|somethings?"
    r"|majority|vote|votes|ruling|ruled|decision\s(?:by|of|in|that|on)|opinion|supreme|split\sdecision|chance|odds|shot"
    r"|favou?rites?|outsiders?|split|job|attacks?|terror|commission|hijack\w*|formation|workday|routine"
    r"|year|month|week|day|hour|minute|mile|metre|meter|yard|kilometre|kilometer|acre|room|story|storey|page|seat)\b)",
    re.IGNORECASE,
)
#: What stands before one.
_NOT_AFTER = re.compile(
    r"(?:\b(?:aged?|ages|between|chapters?|pages?|pp\.?|verses?|sections?|articles?|phone|tel|telephone|call|dial|odds"
    r"(?:\sof|\sat)?|bookmakers?|priced(?:\sat)?|years?|voted|vote|ruled|channels?|flight|highway|route|interstate"
    r"|approximately|roughly|about|around|every|takes?|lasts?|volumes?|nos?\.?|numbers?|figures?|tables?"
    rf"|{_MONTH})\s*|[+$€£¥]\s?)$",
    re.IGNORECASE,
)
#: Words of contests beside the numbers: a score without any doubt.
_SPORT = (
    r"w[io]ns?|winning|winner|lost|los[es]s?|losing|lose|beat(?:s|en|ing)?|defeat\w*|victor(?:y|ies|ious)|dr[ae]w\w*"
    r"|thrash\w*|triumph\w*|success\w*|lead\w*|led|ahead|behind|down|up|deficit|aggregate|score\w*|scorelines?|tie[sd]?"
    r"|stalemate|rout\w*|hammer\w*|crush\w*|edg(?:ed|ing)|trail\w*|half-time|halftime|full-time|interval|break"
    r"|sets?|tie-?break\w*|penalt\w+|shoot-?out|reverse|margin|goal\w*|match\w*|games?|final|leg|whitewash\w*"
    r"|hump(?:ed|ing)|mauling|comeback|upset|opener|decider|replay|overcame|overcome|knocked|cruised|slumped|ended"
    r"|finish(?:ed)?|level\w*|equali\w+|friendly|qualifier|downed|sank|stunned|dispatched|clinched|sealed|series|went"
)
_SPORT_NEAR = re.compile(rf"\b(?:{_SPORT})\b", re.IGNORECASE)
_SPORT_ARTICLE = re.compile(
    r"\b(?:match(?:es)?|coach|striker|goalkeeper|midfielder|defender|team-?mates?|kick-off|half-time|scored|league"
    r"|tournament|semi-?finals?|quarter-?finals?|innings|wicket|fly-half|quarterback|playoffs?|seed(?:ed)?|title"
    r"|penalty|championships?|touchdowns?|try|tries|goals?|sets?|grand\sslam)\b",
    re.IGNORECASE,
)
#: Pairs that are fixed phrases.
_PHRASES = {"50-50", "24-7", "20-20", "9-11", "7-11", "9-5", "360-360"}
_NEAR = 45


@Language.component("pressbox_scores")  # type: ignore[untyped-decorator]
def pressbox_scores(doc: Doc) -> Doc:
    """Mark every match score as an entity ``SCORE`` in ``doc.ents``; entities that it overlaps give way."""
    spans = []
    for start, end, reason in find_scores(doc.text):
        span = doc.char_span(start, end)
        if span is not None:
            spans.append(named(doc, span.start, span.end, "SCORE", reason))
    if spans:
        taken = {token.i for span in spans for token in span}
        kept = [ent for ent in doc.ents if not any(i in taken for i in range(ent.start, ent.end))]
        doc.ents = filter_spans([*spans, *kept])
    return doc


def find_scores(text: str) -> list[tuple[int, int, str]]:
    """Return (start, end, reason) of every match score in ``text``."""
    found: list[tuple[int, int, str]] = []
    undecided: list[tuple[int, int, bool]] = []
    for match in _PAIR.finditer(text):
        start, end = match.span("score")
        verdict = _judge(text, start, end, found)
        if verdict:
            found.append((start, end, verdict))
        elif verdict is None:
            undecided.append((start, end, int(match["a"]) >= int(match["b"])))
    if undecided and (found or len(_SPORT_ARTICLE.findall(text)) >= 3):
        found += [(a, b, "two numbers with a dash in a report of a contest") for a, b, _ in undecided]
        found.sort()
    return found


def _judge(text: str, start: int, end: int, found: list[tuple[int, int, str]]) -> str | None:
    """Why the numbers are a score; "" if they are something else; None if the words beside them do not tell."""
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    plain = re.sub(f"[{DASHES}]", "-", text[start:end])
    if _NOT_BEFORE.match(after) or _NOT_AFTER.search(before):
        return ""
    if found and text[found[-1][1] : start].strip(" ,()") == "":
        return "follows another score"
    cue = _last(before) or _SPORT_NEAR.search(after)
    if cue and not (plain in _PHRASES and not _tight(before, after)):
        return f"two numbers with a dash near '{cue.group().lower()}'"
    return "" if plain in _PHRASES else None


def _last(before: str) -> re.Match[str] | None:
    return next(iter(list(_SPORT_NEAR.finditer(before))[::-1]), None)


def _tight(before: str, after: str) -> bool:
    """Whether a contest word stands right beside the numbers."""
    return bool(re.search(rf"\b(?:{_SPORT})\s+(?:by\s+)?(?:an?\s+)?$", before, re.I)) or bool(
        re.match(rf"\s+(?:{_SPORT})\b", after, re.I)
    )
