"""How a measured agreement is shown: a table, or one JSON object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from store.measures import Agreement, Measure

#: Columns of the table's first one.
_WIDTH = 28


def table(agreement: Agreement) -> Iterator[str]:
    """The lines of a table; labels under the names, kinds under the quotes, links behind the names."""
    yield f"{agreement.articles} article{'' if agreement.articles == 1 else 's'}, {agreement.words} words"
    yield f"{'':{_WIDTH}} precision  recall      F1   right   found    gold"
    for name, measure in agreement.measures.items():
        yield _line(name, measure)
        inner = agreement.labels if name == "names" else agreement.kinds if name == "quotes" else {}
        for part, its in sorted(inner.items(), key=lambda one: (-one[1].gold, one[0])):
            if part not in ("SCORE", "indirect"):  # they have lines of their own
                yield _line(f"  {part}", its)
        if name == "name borders":
            links = agreement.links
            shares = _shares(links.precision, links.recall, links.f1)
            yield f"{'links (B-cubed)':{_WIDTH}} {shares}   over {links.names} names"


def _line(name: str, measure: Measure) -> str:
    shares = _shares(measure.precision, measure.recall, measure.f1)
    return f"{name:{_WIDTH}} {shares} {measure.right:7} {measure.found:7} {measure.gold:7}"


def _shares(precision: float, recall: float, f1: float) -> str:
    return f"{precision:9.3f} {recall:7.3f} {f1:7.3f}"


def as_object(agreement: Agreement) -> dict[str, Any]:
    """The same with names for everything."""
    links = agreement.links
    return {
        "articles": agreement.articles,
        "words": agreement.words,
        **{name.replace(" ", "_"): _object(measure) for name, measure in agreement.measures.items()},
        "links": {"precision": links.precision, "recall": links.recall, "f1": links.f1, "names": links.names},
        "labels": {label: _object(measure) for label, measure in sorted(agreement.labels.items())},
        "kinds": {kind: _object(measure) for kind, measure in sorted(agreement.kinds.items())},
    }


def _object(measure: Measure) -> dict[str, float]:
    return {
        "precision": measure.precision,
        "recall": measure.recall,
        "f1": measure.f1,
        "right": measure.right,
        "found": measure.found,
        "gold": measure.gold,
    }
