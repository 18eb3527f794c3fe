"""Prodigy's tasks, one a line, as ``spans.manual`` and ``rel.manual`` take and give them; and back to records.

``spans`` are the names (by their label, with the entity's id as ``entity``), the segments of quotes (``DIRECT``,
``PARTIAL``, ``INDIRECT``) and what speakers are called where that is no name (``SPEAKER``). ``relations`` go from a
quote's first segment to its speaker (``SAID_BY``) and from each further segment to the one before it (``GOES_ON``).
A speaker who is not named in the text is the segment's ``speaker``. Tokens are our own: no span's border is inside one.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, BinaryIO

from store.exchange import lines
from store.exchange.kinds import SPEAKER, TYPE_OF
from store.exchange.tokens import Place, words
from store.record import Record

SAID_BY = "SAID_BY"
GOES_ON = "GOES_ON"

_QUOTES = {TYPE_OF[kind].upper(): kind for kind in TYPE_OF}
_SPEAKER = SPEAKER.upper()

Task = dict[str, Any]


def write(records: Iterable[Record], out: BinaryIO) -> None:
    """One task a line."""
    for record in records:
        out.write(lines.line(task(record)).encode())


def task(record: Record) -> Task:
    """A record as a task. ``meta`` says which article it is, ``covers`` that names and quotes are all there."""
    made = _Maker(record)
    return {
        "text": record["text"],
        "tokens": made.tokens(),
        "spans": made.spans,
        "relations": made.relations,
        "meta": {"id": record["id"], "source": record["source"], "title": record["title"]},
        "covers": ["names", "quotes"],
    }


class _Maker:
    """The spans and relations of one record."""

    def __init__(self, record: Record) -> None:
        self._text: str = record["text"]
        self._places = [
            *((m["start"], m["end"]) for e in record["entities"] for m in e["mentions"]),
            *((s["start"], s["end"]) for q in record["quotes"] for s in q["segments"]),
            *(_place(q["speaker"]["mention"]) for q in record["quotes"] if q["speaker"]["mention"]),
        ]
        self._words = words(self._text, self._places)
        self._first = {start: n for n, (start, _) in enumerate(self._words)}
        self._last = {end: n for n, (_, end) in enumerate(self._words)}
        self.relations: list[Task] = []
        named = [(m, e["id"]) for e in record["entities"] for m in e["mentions"]]
        names = [self._span(_place(m), m["label"], entity=key) for m, key in named]
        self._by_place = {(span["start"], span["end"]): span for span in names}
        self.spans = names
        for quote in record["quotes"]:
            self._quote(quote)
        self.spans.sort(key=lambda span: (span["start"], span["end"]))

    def tokens(self) -> list[Task]:
        after = [start for start, _ in self._words[1:]]
        return [
            {"text": self._text[a:b], "start": a, "end": b, "id": n, "ws": n < len(after) and after[n] > b}
            for n, (a, b) in enumerate(self._words)
        ]

    def _span(self, place: Place, label: str, **more: Any) -> Task:
        # A border in white space belongs to no token; the next one inside the span stands for it.
        first = self._first.get(place[0]) if place[0] in self._first else self._near(place)[0]
        last = self._last.get(place[1]) if place[1] in self._last else self._near(place)[1]
        return {"start": place[0], "end": place[1], "token_start": first, "token_end": last, "label": label, **more}

    def _near(self, place: Place) -> tuple[int, int]:
        inside = [n for n, (start, end) in enumerate(self._words) if start >= place[0] and end <= place[1]]
        return (inside[0], inside[-1]) if inside else (0, 0)

    def _quote(self, quote: Record) -> None:
        speaker = quote["speaker"]
        segments = [self._span(_place(s), TYPE_OF[quote["kind"]].upper()) for s in quote["segments"]]
        self.spans += segments
        for before, segment in pairwise(segments):
            self._relate(segment, before, GOES_ON)
        if speaker["mention"] and segments:
            self._relate(segments[0], self._speaker(speaker), SAID_BY)
        elif speaker["name"] and segments:
            segments[0]["speaker"] = {"entity": speaker["entity"], "name": speaker["name"]}

    def _speaker(self, speaker: Record) -> Task:
        """The span that names a speaker: a name's if it is one of that entity, else one of its own."""
        place = _place(speaker["mention"])
        name = self._by_place.get(place)
        if name is not None and name["entity"] == speaker["entity"]:
            return name
        span = self._span(place, _SPEAKER, entity=speaker["entity"], name=speaker["name"])
        same = next((s for s in self.spans if s == span), None)
        if same is None:
            self.spans.append(span)
        return same or span

    def _relate(self, head: Task, child: Task, label: str) -> None:
        self.relations.append(
            {
                "head": head["token_end"],
                "child": child["token_end"],
                "head_span": _bare(head),
                "child_span": _bare(child),
                "label": label,
            }
        )


def _place(span: Record) -> Place:
    return span["start"], span["end"]


def _bare(span: Task) -> Task:
    return {key: span[key] for key in ("start", "end", "token_start", "token_end", "label")}


def read(found: Task) -> Record:
    """What a task says of its article, as a record; raises ``KeyError`` or ``TypeError`` if it is none.

    ``entities`` or ``quotes`` is missing where the task is not about them: one of ours says so itself, of any other
    what it has no span of is not its subject. An entity without id is whichever the name belongs to.
    """
    spans = found.get("spans") or []
    said = [span for span in spans if span["label"] in _QUOTES]
    speakers = {_place(span): span for span in spans if span["label"] == _SPEAKER}
    names = [span for span in spans if span["label"] not in _QUOTES and span["label"] != _SPEAKER]
    covers = found.get("covers") or [*(["names"] if names else []), *(["quotes"] if said else [])]
    meta = found.get("meta") or {}
    record: Record = {"id": meta.get("id"), "source": meta.get("source"), "text": found["text"]}
    if "names" in covers:
        record["entities"] = [
            {"id": s.get("entity"), "mentions": [{"start": s["start"], "end": s["end"], "label": s["label"]}]}
            for s in names
        ]
    if "quotes" in covers:
        record["quotes"] = _quotes(said, found.get("relations") or [], {_place(s) for s in names}, speakers)
    return record


def _quotes(said: list[Task], relations: list[Task], names: set[Place], speakers: dict[Place, Task]) -> list[Record]:
    """The segments put together, each quote with whom its first related segment, or the segment itself, names."""
    before = {_end(r, "head"): _end(r, "child") for r in relations if r["label"] == GOES_ON}
    by = {_end(r, "head"): _end(r, "child") for r in relations if r["label"] == SAID_BY}
    groups: dict[tuple[Place, str], list[Task]] = {}
    different = {(_place(segment), segment["label"]): segment for segment in said}
    for _, segment in sorted(different.items()):
        key = _place(segment), segment["label"]
        seen = set()
        while key in before and key not in seen:
            seen.add(key)
            key = before[key]
        groups.setdefault(key, []).append(segment)
    quotes = []
    for segments in groups.values():
        mention = next((by[k] for s in segments if (k := (_place(s), s["label"])) in by), None)
        own = next((s["speaker"] for s in segments if s.get("speaker")), None)
        speaker = own if mention is None else _named(mention, names, speakers)
        quotes.append(
            {
                "kind": _QUOTES[segments[0]["label"]],
                "segments": [{"start": s["start"], "end": s["end"]} for s in segments],
                "speaker": speaker,
            }
        )
    return quotes


def _end(relation: Task, side: str) -> tuple[Place, str]:
    span = relation[f"{side}_span"]
    return _place(span), span["label"]


def _named(mention: tuple[Place, str], names: set[Place], speakers: dict[Place, Task]) -> Record:
    place, label = mention
    where = {"start": place[0], "end": place[1]}
    span = speakers.get(place, {})
    if (label != _SPEAKER and place in names) or not {"entity", "name"} & span.keys():
        return {"of_mention": True, "mention": where}
    return {"entity": span.get("entity"), "name": span.get("name"), "mention": where}
