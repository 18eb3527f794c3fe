"""Text that a terminal cannot act on.

Articles, file names and messages come from strangers. Everything in them that moves a cursor, rings, renames a window,
turns the reading direction or hides what follows is replaced here, one character for one, so that offsets stay true.
Used when text is read and again where it is shown.

So is what shows nothing at all and only lays out, as zero-width spaces and soft hyphens: two names that look alike
must be alike. Readers drop it from articles (``without_hints``) before it comes to that. The joiners U+200C and U+200D
and the variation selectors stay, scripts and emoji are written with them; alone they are no text (``shows``).
"""

from __future__ import annotations

import re
import unicodedata

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# Everything without a picture of its own: C1 controls (8-bit CSI, OSC), bidi marks, embeddings, overrides and
# isolates, deprecated format characters, the BOM, interlinear annotation, tag characters, surrogates; and without any
# at all: soft hyphen, Mongolian vowel separator, zero-width space, word joiner and invisible operators.
_NAMELESS = (
    "\x80-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff"
)
_ACTIVE = re.compile(f"[\x00-\x08\x0b-\x1f\x7f{_NAMELESS}\u2028\u2029]")
_BREAKS = re.compile(r"[\n\t]")
_HINTS = re.compile("[\xad\u180e\u200b\u2060-\u2064\ufeff]")
# Letters by name only: Hangul fillers and the empty Braille cell.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")

_PICTURES = {chr(code): chr(0x2400 + code) for code in range(0x20)}
_PICTURES["\x7f"] = "\N{SYMBOL FOR DELETE}"
_PICTURES["\u2028"] = _PICTURES["\u2029"] = "\N{SYMBOL FOR NEWLINE}"


def _visible(match: re.Match[str]) -> str:
    return _PICTURES.get(match[0], _REPLACEMENT)


def without_hints(text: str) -> str:
    """``text`` without what is only there for its layout: it cuts names in two, and no reader ever sees it."""
    return _HINTS.sub("", text)


def shows(text: str) -> bool:
    """Whether a reader can see anything of ``text``: a letter, number, punctuation mark or symbol."""
    return any(unicodedata.category(c)[0] in "LNPS" and c not in _BLANK for c in text)


def safe(text: str) -> str:
    """Return ``text`` with every character that a terminal could act on replaced by a visible one.

    Newline and tab stay. The result is as long as ``text``, encodes as UTF-8, and is left alone by a second call.
    """
    return _ACTIVE.sub(_visible, text)


def safe_line(text: str) -> str:
    """Return ``safe(text)`` with newlines and tabs as single spaces, for places that hold one line."""
    return _BREAKS.sub(" ", safe(text))


def in_a_line(error: BaseException) -> str:
    """An exception of other people's code in one short line: its type and what it says, made safe."""
    return safe_line(" ".join(f"{type(error).__name__}: {error}".split()))[:300]
