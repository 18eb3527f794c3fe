"""How sure the machine is of a quote: how often the way it found the speaker is right, and a factor for each doubt.

The figures were fitted to hand-annotated news articles; ``python -m tests.quote_calibration`` measures them again.
"""

from __future__ import annotations

import re

from store.extract.findings import FoundQuote

#: By kind and reason: the share of right quotes where nothing else is doubtful.
BASES = {
    "direct: subject of ..., after the quote": 0.99,
    "direct: subject of ..., before the quote": 0.95,
    "direct: subject of ..., in the sentence before": 0.88,
    "direct: subject of ..., later in the sentence": 0.93,
    "direct: subject of ..., after the next segment": 0.87,
    "direct: subject of the sentence before the colon": 0.8,
    "direct: subject of the sentence around the quote": 0.5,
    "direct: named after ..., before the quote": 0.85,
    "direct: named after ..., after the quote": 0.9,
    "direct: named right before the colon": 0.9,
    "direct: named before the colon": 0.8,
    "direct: named after a dash": 0.8,
    "direct: named above the quote": 0.7,
    "direct: goes on from the quote before": 0.69,
    "partial: subject of ..., which governs the fragment": 0.91,
    "partial: subject of ..., after the quote": 0.87,
    "partial: subject of ..., before the quote": 0.8,
    "partial: subject of ..., at the end of the sentence": 0.6,
    "partial: named after ..., before the quote": 0.9,
    "partial: named after ..., after the quote": 0.8,
    "partial: named after ...": 0.8,
    "partial: whose ... it is": 0.75,
    "indirect: subject of ...": 0.74,
    "indirect: named after ...": 0.86,
    "indirect: whose ... it is": 0.5,
}
#: A way that is not listed, and a direct quote without a speaker.
UNKNOWN, NO_SPEAKER = 0.7, 0.5
#: By doubt: the factor for a quote in marks, and for reported speech.
FACTORS = {
    "pronoun": (0.93, 0.85),
    "pronoun among several": (0.9, 0.8),
    "pronoun for nobody": (0.7, 0.8),
    "description": (1.0, 0.95),
    "description among several": (0.86, 0.83),
    "no name": (0.82, 0.94),
    "cannot speak": (0.52, 0.52),
    "never closed": (0.9, 1.0),
    "few words": (0.89, 1.0),
    "no verb of saying": (1.0, 0.65),
    "long": (1.0, 0.86),
}
_WORD = re.compile(r"'[^']*'|(?<=whose )\w+")


def way(reason: str) -> str:
    """The reason without the words of the text: "subject of ..., after the quote"."""
    return _WORD.sub("...", reason.removeprefix("speaker: "))


def estimate(quote: FoundQuote) -> float:
    """The estimate for a quote, from 0 to 1."""
    value = BASES.get(f"{quote.kind}: {way(quote.reason)}", UNKNOWN if quote.name else NO_SPEAKER)
    for doubt in quote.doubts:
        value *= FACTORS[doubt][quote.kind == "indirect"]
    return round(value, 3)
