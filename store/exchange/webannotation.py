"""W3C Web Annotation (JSON-LD): one collection, an annotation for each mention of a name and for each quote.

Targets select text by position, in code points of the article's text, and by the text itself with what stands around
it, so they also hold in the page that the article was read from. A quote of several segments has several targets.
Names are identified by ``urn:pressbox:entity:ID``; so are speakers, who else have their words in the text, or a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO
from urllib.parse import quote as escaped

from store.corrections import CONTEXT
from store.exchange.lines import encoded
from store.record import Record

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_URN = "urn:pressbox"

Node = dict[str, Any]


def write(records: Iterable[Record], out: BinaryIO) -> None:
    """The collection, its one page in it."""
    head = f'{{"@context":"{_CONTEXT}","id":"{_URN}:annotations","type":"AnnotationCollection","label":"Pressbox"'
    page = f'"first":{{"id":"{_URN}:annotations:1","type":"AnnotationPage","startIndex":0,"items":['
    out.write(f"{head},{page}".encode())
    total = 0
    for record in records:
        for one in annotated(record):
            out.write(f"{',' if total else ''}\n{encoded(one)}".encode())
            total += 1
    out.write(f'\n]}},"total":{total}}}\n'.encode())


def annotated(record: Record) -> Iterator[Node]:
    """The annotations of one article."""
    about = _About(record)
    for entity in record["entities"]:
        for mention in entity["mentions"]:
            yield about.name(entity, mention)
    for quote in record["quotes"]:
        yield about.quote(quote)


class _About:
    """What the annotations of one article have in common."""

    def __init__(self, record: Record) -> None:
        self._text: str = record["text"]
        self._key = escaped(record["id"], safe="")
        self._machine = {"type": "Software", "name": record["extractor"]}
        self._source: Node = {
            "id": f"{_URN}:article:{self._key}",
            "type": "Text",
            "format": "text/plain",
            "language": record["language"],
            "label": record["title"] or record["source"],
        }
        if record["source"].startswith(("http://", "https://")):
            self._source["via"] = escaped(record["source"], safe=":/?#[]@!$&'()*+,;=%~")

    def name(self, entity: Node, mention: Node) -> Node:
        bodies = [_identified(entity["id"], entity["name"]), _words("tagging", mention["label"])]
        key = f"{_URN}:name:{self._key}:{mention['start']}-{mention['end']}"
        return self._annotation(key, "identifying", bodies, [mention], mention["by"])

    def quote(self, quote: Node) -> Node:
        bodies = [_words("classifying", quote["kind"])]
        speaker = quote["speaker"]
        if speaker["entity"]:
            bodies.append(_identified(speaker["entity"], speaker["name"]))
        elif speaker["name"]:
            bodies.append(_words("describing", speaker["name"]))
        if speaker["mention"]:
            bodies.append({**self._target(speaker["mention"]), "purpose": "linking"})
        key = f"{_URN}:quote:{escaped(quote['id'], safe='')}"
        return self._annotation(key, "classifying", bodies, quote["segments"], quote["by"])

    def _annotation(self, key: str, motivation: str, bodies: list[Node], places: list[Node], by: str) -> Node:
        return {
            "id": key,
            "type": "Annotation",
            "motivation": motivation,
            "creator": self._machine if by == "machine" else {"type": "Person"},
            "body": bodies,
            "target": [self._target(place) for place in places],
        }

    def _target(self, place: Node) -> Node:
        start, end = place["start"], place["end"]
        return {
            "type": "SpecificResource",
            "source": self._source,
            "selector": [
                {"type": "TextPositionSelector", "start": start, "end": end},
                {
                    "type": "TextQuoteSelector",
                    "exact": self._text[start:end],
                    "prefix": self._text[max(0, start - CONTEXT) : start],
                    "suffix": self._text[end : end + CONTEXT],
                },
            ],
        }


def _identified(entity: str, name: str | None) -> Node:
    thing = {"id": f"{_URN}:entity:{escaped(entity, safe='')}", "label": name or entity}
    return {"type": "SpecificResource", "purpose": "identifying", "source": thing}


def _words(purpose: str, value: str) -> Node:
    return {"type": "TextualBody", "purpose": purpose, "value": value}
