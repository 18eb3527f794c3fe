"""Text that a terminal cannot act on.

Articles, file names and messages come from strangers. Everything in them that moves a cursor, rings, renames a window,
turns the reading direction or hides what follows is replaced here, one character for one, so that offsets stay true.
Used when text is read and again where it is shown.
"""

from __future__ import annotations

import re

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# Everything without a picture of its own: C1 controls (8-bit CSI, OSC), bidi marks, embeddings, overrides and
# isolates, deprecated format characters, the BOM, interlinear annotation, tag characters, surrogates.
_NAMELESS = "\x80-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff"
_ACTIVE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f{_NAMELESS}\u2028\u2029]")
_BREAKS = re.compile(r"[\n\t]")

_PICTURES = {chr(code): chr(0x2400 + code) for code in range(0x20)}
_PICTURES["\x7f"] = "\N{SYMBOL FOR DELETE}"
_PICTURES["\u2028"] = _PICTURES["\u2029"] = "\N{SYMBOL FOR NEWLINE}"


def _visible(match: re.Match[str]) -> str:
    return _PICTURES.get(match[0], _REPLACEMENT)


def safe(text: str) -> str:
    """Return ``text`` with every character that a terminal could act on replaced by a visible one.

    Newline and tab stay. The result is as long as ``text``, encodes as UTF-8, and is left alone by a second call.
    """
    return _ACTIVE.sub(_visible, text)


def safe_line(text: str) -> str:
    """Return ``safe(text)`` with newlines and tabs as single spaces, for places that hold one line."""
    return _BREAKS.sub(" ", safe(text))
