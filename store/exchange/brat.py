"""brat standoff: a zip archive with ``ID.txt`` and ``ID.ann`` for each article and brat's configuration; and back.

Text-bound annotations (``T``) are names by their label, quotes as ``Direct``, ``Partial`` and ``Indirect``, of several
fragments where a quote has several segments, and ``Speaker`` for what a speaker is called where that is no name. A
relation ``Said_by`` (``R``) leads from a quote to its speaker. Whose name it is, is a reference (``N``) to
``pressbox:ENTITY``; so is, on the quote, a speaker who is not named in the text, or a note (``#``) if unknown to us.
A fragment ends at a line's end, as in brat itself, and goes on behind it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from store.exchange.kinds import KIND_OF, SPEAKER, TYPE_OF
from store.exchange.tokens import Place
from store.model import LABELS
from store.record import Record
from store.safe import safe_line

_SAID_BY = "Said_by"
_DATABASE = "pressbox"

#: The time that every file in an archive has: the same records make the same archive.
_EPOCH = (1980, 1, 1, 0, 0, 0)

_CONFIGURATION = f"""[entities]
{chr(10).join((*LABELS, *KIND_OF, SPEAKER))}

[relations]
{_SAID_BY} Arg1:{"|".join(KIND_OF)}, Arg2:{"|".join((*LABELS, SPEAKER))}
<OVERLAP> Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>

[events]

[attributes]
"""


def write(records: Iterable[Record], out: BinaryIO) -> None:
    """The archive; its folder can be put into brat's data as it is."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "annotation.conf", _CONFIGURATION)
        for record in records:
            _add(archive, f"{record['id']}.txt", record["text"])
            _add(archive, f"{record['id']}.ann", standoff(record))


def _add(archive: zipfile.ZipFile, name: str, content: str) -> None:
    info = zipfile.ZipInfo(f"pressbox/{name}", _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content.encode())


def standoff(record: Record) -> str:
    """The content of a record's ``.ann`` file."""
    return "".join(f"{line}\n" for line in _Maker(record).lines())


class _Maker:
    """Gives out the numbers of one file's annotations."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._text: str = record["text"]
        self._bound = self._relations = self._references = self._notes = 0
        self._names: dict[tuple[Place, str | None], str] = {}
        self._speakers: dict[tuple[Place, str | None, str | None], str] = {}

    def lines(self) -> Iterator[str]:
        for entity in self._record["entities"]:
            for mention in entity["mentions"]:
                key, line = self._span(mention["label"], [mention])
                yield line
                yield self._refer(key, entity["id"], entity["name"])
                self._names[(mention["start"], mention["end"]), entity["id"]] = key
        for quote in self._record["quotes"]:
            yield from self._quote(quote)

    def _quote(self, quote: Record) -> Iterator[str]:
        speaker = quote["speaker"]
        key, line = self._span(TYPE_OF[quote["kind"]], quote["segments"])
        yield line
        if speaker["mention"]:
            yield from self._said_by(key, speaker)
        elif speaker["entity"]:
            yield self._refer(key, speaker["entity"], speaker["name"])
        elif speaker["name"]:
            yield self._note(key, speaker["name"])

    def _said_by(self, quote: str, speaker: Record) -> Iterator[str]:
        place = speaker["mention"]["start"], speaker["mention"]["end"]
        found = self._names.get((place, speaker["entity"])) if speaker["entity"] else None
        found = found or self._speakers.get((place, speaker["entity"], speaker["name"]))
        if found is None:
            found, line = self._span(SPEAKER, [speaker["mention"]])
            yield line
            self._speakers[place, speaker["entity"], speaker["name"]] = found
            if speaker["entity"]:
                yield self._refer(found, speaker["entity"], speaker["name"])
            elif speaker["name"] != self._text[slice(*place)]:
                yield self._note(found, speaker["name"])
        self._relations += 1
        yield f"R{self._relations}\t{_SAID_BY} Arg1:{quote} Arg2:{found}"

    def _span(self, kind: str, places: list[Record]) -> tuple[str, str]:
        self._bound += 1
        parts = [part for place in places for part in _lines_of(self._text, place["start"], place["end"])]
        where = ";".join(f"{start} {end}" for start, end in parts)
        shown = " ".join(self._text[start:end] for start, end in parts)
        return f"T{self._bound}", f"T{self._bound}\t{kind} {where}\t{shown}"

    def _refer(self, key: str, entity: str, name: str | None) -> str:
        self._references += 1
        return f"N{self._references}\tReference {key} {_DATABASE}:{entity}\t{safe_line(name or entity)}"

    def _note(self, key: str, words: str) -> str:
        self._notes += 1
        return f"#{self._notes}\tAnnotatorNotes {key}\t{safe_line(words)}"


def _lines_of(text: str, start: int, end: int) -> list[Place]:
    """A stretch of text without the line ends in it."""
    return [(start + m.start(), start + m.end()) for m in re.finditer(r"[^\n\r]+", text[start:end])]


class _Bound(NamedTuple):
    kind: str
    places: list[Place]
    shown: str


_SPAN = re.compile(r"(\S+) (\d+ \d+(?:;\d+ \d+)*)")
_RELATION = re.compile(r"(\S+) Arg1:(\S+) Arg2:(\S+)")
_REFERENCE = re.compile(r"Reference (\S+) ([^\s:]+):(\S+)")
_NOTE = re.compile(r"AnnotatorNotes (\S+)")


def read(text: str, ann: str) -> Record:
    """What a file of annotations says of an article with this text, as a record; raises ``ValueError`` with a reason.

    An entity without id is whichever the name belongs to. Attributes, events and other databases are passed over.
    """
    found = _parsed(ann)
    for key, bound in found.bound.items():
        _check(text, key, bound)
    names = {key: b for key, b in found.bound.items() if b.kind not in KIND_OF and b.kind != SPEAKER}
    entities: list[Record] = []
    for key, bound in names.items():
        parts = _joined(text, bound.places)
        if len(parts) > 1:
            raise ValueError(f"{key} is a name in several pieces")
        mention = {"start": parts[0][0], "end": parts[0][1], "label": bound.kind}
        entities.append({"id": found.references.get(key, (None, ""))[0], "mentions": [mention]})
    quotes = [_read_quote(text, key, found) for key, bound in found.bound.items() if bound.kind in KIND_OF]
    return {"text": text, "entities": entities, "quotes": quotes}


class _Found(NamedTuple):
    bound: dict[str, _Bound]
    speakers: dict[str, str]
    references: dict[str, tuple[str, str]]
    notes: dict[str, str]


def _parsed(ann: str) -> _Found:
    found = _Found({}, {}, {}, {})
    for number, line in enumerate(ann.split("\n"), 1):
        if not line.strip():
            continue
        key, _, rest = line.rstrip("\r").partition("\t")
        about, _, shown = rest.partition("\t")
        _take(found, key, about, shown, f"line {number}")
    return found


def _take(found: _Found, key: str, about: str, shown: str, place: str) -> None:
    """One line of annotation; raises ``ValueError`` if it is none."""
    if key.startswith("T"):
        match = _SPAN.fullmatch(about)
        if match is None or key in found.bound:
            raise ValueError(f"{place} is no text-bound annotation")
        places = [(int(a), int(b)) for a, b in (part.split() for part in match[2].split(";"))]
        found.bound[key] = _Bound(match[1], places, shown)
    elif key.startswith("R"):
        match = _RELATION.fullmatch(about.strip())
        if match is None:
            raise ValueError(f"{place} is no relation")
        if match[1] == _SAID_BY:
            found.speakers[match[2]] = match[3]
    elif key.startswith("N"):
        match = _REFERENCE.fullmatch(about)
        if match and match[2] == _DATABASE:
            found.references[match[1]] = match[3], shown
    elif key.startswith("#"):
        match = _NOTE.fullmatch(about)
        if match:
            found.notes[match[1]] = shown
    elif key[:1] not in ("A", "M", "E", "*"):
        raise ValueError(f"{place} is no annotation of brat's")


def _check(text: str, key: str, bound: _Bound) -> None:
    """Raise ``ValueError`` for an annotation that is not what the text has there."""
    if not all(0 <= start < end <= len(text) for start, end in bound.places):
        raise ValueError(f"{key} is outside of the text")
    if " ".join(text[start:end] for start, end in bound.places).replace("\n", " ") != bound.shown:
        raise ValueError(f"{key}: the text has no “{bound.shown[:40]}” there")
    if bound.kind not in KIND_OF and bound.kind != SPEAKER and not re.fullmatch("[A-Z_]+", bound.kind):
        raise ValueError(f"{key}: there is no label “{bound.kind[:40]}”")


def _joined(text: str, places: list[Place]) -> list[Place]:
    """The fragments with those put together that only a line's end parts."""
    joined: list[Place] = []
    for start, end in sorted(places):
        gap = text[joined[-1][1] : start] if joined else "x"
        if joined and gap and not gap.strip("\r\n"):
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def _read_quote(text: str, key: str, found: _Found) -> Record:
    bound = found.bound[key]
    speaker: Record | None = None
    named = found.speakers.get(key)
    if named is not None and named in found.bound:
        speaker = _read_speaker(text, named, found)
    elif key in found.references:
        entity, name = found.references[key]
        speaker = {"entity": entity, "name": name}
    elif key in found.notes:
        speaker = {"entity": None, "name": found.notes[key]}
    segments = [{"start": start, "end": end} for start, end in _joined(text, bound.places)]
    return {"kind": KIND_OF[bound.kind], "segments": segments, "speaker": speaker}


def _read_speaker(text: str, key: str, found: _Found) -> Record:
    bound = found.bound[key]
    where = {"start": bound.places[0][0], "end": bound.places[-1][1]}
    if bound.kind != SPEAKER:
        return {"of_mention": True, "mention": where}
    entity, name = found.references.get(key, (None, ""))
    name = name or found.notes.get(key, "") or text[where["start"] : where["end"]]
    return {"entity": entity, "name": name, "mention": where}
