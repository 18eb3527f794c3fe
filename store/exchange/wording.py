"""What the reports for people call things."""

from __future__ import annotations

from store.record import Record

#: Characters of text that stand for a title.
_TITLE = 80


def title(record: Record) -> str:
    """The article's title, or its first words."""
    words = str(record["title"] or " ".join(record["text"][: 5 * _TITLE].split()))
    return words if len(words) <= _TITLE or record["title"] else f"{words[:_TITLE].rsplit(' ', 1)[0]}…"


def words_of(quote: Record) -> str:
    """What was said, the segments joined by dots, in quotation marks unless it is indirect speech."""
    words = " … ".join(" ".join(segment["text"].split()) for segment in quote["segments"])
    return words if quote["kind"] == "indirect" else f"“{words}”"


def speaker_of(quote: Record) -> str:
    """Who said it."""
    return quote["speaker"]["name"] or "nobody named"


def by_label(record: Record) -> list[tuple[str, list[Record]]]:
    """The entities of an article in groups."""
    labels: dict[str, list[Record]] = {}
    for entity in record["entities"]:
        labels.setdefault(entity["label"], []).append(entity)
    return sorted(labels.items())


def described(entity: Record) -> str:
    """An entity with its other names and how often it is mentioned."""
    aliases = f" ({', '.join(entity['aliases'])})" if entity["aliases"] else ""
    return f"{entity['name']}{aliases} ×{len(entity['mentions'])}"
