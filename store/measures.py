"""How well one annotation of an article agrees with another, the gold: precision, recall, F1 and B-cubed.

White space does not count: places are compared as if there were none. Names are compared without a leading "the" and a
possessive ending, and are the same if both borders are. Quotes are compared segment by segment, without marks and
punctuation at their ends, and are the same if they share enough of their characters (intersection over union): 0.8 for
direct and partial ones, which are told apart by their kind alone, 0.5 for indirect ones; each is matched at most once,
those that agree best first. A speaker is right if the name found is one of the gold speaker's: the same words, or the
same last word where one of the two is that word alone or both begin alike; where the gold's speaker is no entity, if
none was found either. Links are whose names are put together: B-cubed (Bagga and Baldwin, 1998) within each article,
over the names found with the gold's borders.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable

import msgspec

from store.model import LABELS, NAME_LABELS
from store.record import Record

Place = tuple[int, int]

_SCORE = "SCORE"

#: Kinds of quotes that are matched with each other, and the least overlap that counts.
_GROUPS = {"quotes": (("direct", "partial"), 0.8), "indirect quotes": (("indirect",), 0.5)}

_LEADING = re.compile(r"\s*(?:the\s)?\s*", re.IGNORECASE)
_ENDING = re.compile(r"(?:['’]s|['’])?\s*$")
_EDGE = "\"'“”‘’«»„`‹›.,;:!?…-–— \t\r\n\xa0"


class Measure(msgspec.Struct):
    """How many were found, how many there are in the gold, and how many of those found are right."""

    right: int = 0
    found: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        """Of those found, the share that is right; 0 if none was."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Of the gold's, the share that was found; 0 if it has none."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _harmonic(self.precision, self.recall)


class Links(msgspec.Struct, frozen=True):
    """B-cubed precision and recall over ``names`` items."""

    precision: float
    recall: float
    names: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return _harmonic(self.precision, self.recall)


class Agreement:
    """Counts over any number of articles, each added once.

    ``measures`` has "names", "name borders" (whatever the label), "scores", "quotes", "indirect quotes", and "speakers
    of" the latter two; ``labels`` names by label and ``kinds`` quotes by kind.
    """

    def __init__(self) -> None:
        names = ("names", "name borders", "scores", *_GROUPS, *(f"speakers of {group}" for group in _GROUPS))
        self.articles = 0
        self.words = 0
        self.measures = {name: Measure() for name in names}
        self.labels: defaultdict[str, Measure] = defaultdict(Measure)
        self.kinds: defaultdict[str, Measure] = defaultdict(Measure)
        self._links: list[tuple[Hashable, Hashable]] = []

    def add(self, gold: Record, found: Record) -> None:
        """Compare one article's records; their texts may differ in white space only."""
        self.articles += 1
        self.words += len(gold["text"].split())
        self._add_names(_names(gold), _names(found))
        for group, (kinds, least) in _GROUPS.items():
            self._add_quotes(group, _quotes(gold, kinds), _quotes(found, kinds), least)

    @property
    def links(self) -> Links:
        """How well names were put together, over all articles."""
        return b_cubed(self._links)

    def _add_names(self, gold: list[_Name], found: list[_Name]) -> None:
        for name, labels in (("names", {*NAME_LABELS}), ("scores", {_SCORE})):
            theirs = [one for one in gold if labels & one.labels]
            ours = [one for one in found if labels & one.labels]
            at = {one.place: one for one in ours}
            measure, borders = self.measures[name], self.measures["name borders"]
            measure.gold += len(theirs)
            measure.found += len(ours)
            for one in ours:
                self.labels[one.label].found += 1
            for one in theirs:
                other = at.get(one.place)
                right = other is not None and other.label in one.labels
                label = other.label if other is not None and right else one.label
                self.labels[label].gold += 1
                self.labels[label].right += right
                measure.right += right
                if name == "names" and other is not None:
                    borders.right += 1
                    self._links.append(((self.articles, one.entity), (self.articles, other.entity)))
            if name == "names":
                borders.gold += len(theirs)
                borders.found += len(ours)

    def _add_quotes(self, group: str, gold: list[_Segment], found: list[_Segment], least: float) -> None:
        measure, speakers = self.measures[group], self.measures[f"speakers of {group}"]
        pairs = matched([s.place for s in gold], [s.place for s in found], least)
        for counted in (measure, speakers):
            counted.gold += len(gold)
            counted.found += len(found)
        for segment in gold:
            self.kinds[segment.kind].gold += 1
        for segment in found:
            self.kinds[segment.kind].found += 1
        measure.right += len(pairs)
        for g, f in pairs:
            self.kinds[gold[g].kind].right += gold[g].kind == found[f].kind
            speakers.right += _same_speaker(gold[g], found[f])


class _Name(msgspec.Struct, frozen=True):
    place: Place
    label: str
    labels: frozenset[str]
    entity: Hashable


class _Segment(msgspec.Struct, frozen=True):
    place: Place
    kind: str
    entity: str | None
    name: str
    names: tuple[str, ...]


def _names(record: Record) -> list[_Name]:
    """The names of a record. A mention's ``alt``, if a gold has it, lists further labels that are right too."""
    text: str = record["text"]
    solid = _solid(text)
    names = []
    for number, entity in enumerate(record["entities"]):
        for mention in entity.get("mentions", ()):
            label = mention.get("label") or entity["label"]
            if label in LABELS:
                start, end = trimmed_name(text, mention["start"], mention["end"])
                labels = frozenset((label, *(mention.get("alt") or ())))
                key = number if entity.get("id") is None else entity["id"]
                names.append(_Name((solid[start], solid[end]), label, labels, key))
    return names


def _quotes(record: Record, kinds: tuple[str, ...]) -> list[_Segment]:
    text: str = record["text"]
    solid = _solid(text)
    called = {e["id"]: (e["name"], *e.get("aliases", ())) for e in record["entities"] if e.get("id") and e.get("name")}
    segments = []
    for quote in record["quotes"]:
        speaker = quote.get("speaker") or {}
        entity, name = speaker.get("entity"), speaker.get("name") or ""
        for segment in quote["segments"] if quote["kind"] in kinds else ():
            start, end = trimmed_quote(text, segment["start"], segment["end"])
            if start < end:
                place = solid[start], solid[end]
                segments.append(_Segment(place, quote["kind"], entity, name, (*called.get(entity, ()), name)))
    return segments


def _solid(text: str) -> list[int]:
    """For each offset into a text, how many characters stand before it that are no white space."""
    counts = [0]
    for char in text:
        counts.append(counts[-1] + (not char.isspace()))
    return counts


def trimmed_name(text: str, start: int, end: int) -> Place:
    """The borders of a name without "the", possessive ending and white space around it."""
    shown = text[start:end]
    lead = _LEADING.match(shown)
    ending = _ENDING.search(shown)
    first = start + (lead.end() if lead else 0)
    last = start + (ending.start() if ending else len(shown))
    return (first, last) if first < last else (start, end)


def trimmed_quote(text: str, start: int, end: int) -> Place:
    """The borders of a quote without marks, punctuation and white space at its ends."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def overlap(one: Place, other: Place) -> float:
    """The share of the characters of two stretches that both have, from 0 to 1."""
    both = min(one[1], other[1]) - max(one[0], other[0])
    return both / (one[1] - one[0] + other[1] - other[0] - both) if both > 0 else 0.0


def matched(gold: list[Place], found: list[Place], least: float) -> list[tuple[int, int]]:
    """Pairs of numbers of stretches that overlap by at least ``least``, the most first, none twice."""
    shares = ((overlap(one, other), g, f) for g, one in enumerate(gold) for f, other in enumerate(found))
    pairs: list[tuple[int, int]] = []
    used_gold: set[int] = set()
    used_found: set[int] = set()
    for _, g, f in sorted((s for s in shares if s[0] >= least), key=lambda s: (-s[0], s[1], s[2])):
        if g not in used_gold and f not in used_found:
            used_gold.add(g)
            used_found.add(f)
            pairs.append((g, f))
    return pairs


def _same_speaker(gold: _Segment, found: _Segment) -> bool:
    return any(same_name(found.name, name) for name in gold.names) if gold.entity else not found.entity


def same_name(one: str, other: str) -> bool:
    """Whether two names may be of the same person: see the top of this module."""
    first, second = (re.findall(r"\w+", name.lower()) for name in (one, other))
    if not first or not second:
        return False
    alike = len(first) == 1 or len(second) == 1 or first[0] == second[0]
    return first == second or (first[-1] == second[-1] and alike)


def b_cubed(items: Iterable[tuple[Hashable, Hashable]]) -> Links:
    """B-cubed over items, each given by its cluster in the gold and the cluster found."""
    items = list(items)
    both, gold, found = Counter(items), Counter(g for g, _ in items), Counter(f for _, f in items)
    precision = sum(both[g, f] / found[f] for g, f in items)
    recall = sum(both[g, f] / gold[g] for g, f in items)
    return Links(precision / (len(items) or 1), recall / (len(items) or 1), len(items))


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
