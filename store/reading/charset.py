"""Bytes to characters: which encoding a file is in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose BOM it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF file, not text"),
    (b"PK\x03\x04", "a zip or office file, not text"),
    (b"{\\rtf", "a rich text (RTF) file, not text"),
    (b"\xd0\xcf\x11\xe0", "an office file, not text"),
)
_BINARY = "a binary file, not text"
_UNKNOWN = "text in an encoding that cannot be told"

_CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b")
_UNLIKELY = re.compile("[\0-\x08\x0e-\x1a\ufffd]")
_CHARSET = re.compile(
    rb"""<(?:meta\s[^>]{0,500}?charset|\?xml\s[^>]{0,200}?encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I
)
# Codecs that a page may ask for: alphabets. Python's others (zip, hex, escapes, punycode) are no character sets.
_ALPHABETS = re.compile(r"(?:iso8859|cp\d|koi8|mac-?|shift_jis|euc_|gb|big5|hz|johab|tis)")
_LATIN = {"ascii", "iso8859-1"}  # as on the web: Windows-1252 is meant
# What English news has beyond ASCII: typography, currency, and the letters of names.
# A letter counts only beside an ASCII one and in the case that fits, or any alphabet could pass for names.
_TYPICAL = re.compile(
    "[‘’‚“”„–—…•™€£¥©®°½¼¾«»\xa0]"
    "|(?<=[A-Za-z])[ß-öø-ÿšžœ]|[ß-öø-ÿšžœ](?=[a-z])"
    "|(?<=[A-Z])[À-ÖØ-ÞŠŽŒ]|(?<![A-Za-z])[À-ÖØ-ÞŠŽŒ](?=[A-Za-z])"
)

_BEYOND_ASCII = bytes(range(0x80, 0x100))
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")  # in Windows-1252

_HEAD = 4096
_SAMPLE = 32 * 1024


class NotTextError(ValueError):
    """The bytes are no text; the message says what they are, as far as that can be told."""


def decode(data: bytes) -> tuple[str, str]:
    """Return the characters of ``data`` and the name of their encoding.

    A BOM decides, then valid UTF-8, then what the page says of itself, then how its characters look.

    Raises:
        NotTextError: the bytes are binary or in no encoding that can be told.
    """
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise NotTextError(what)
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data[len(bom) :].decode(encoding, "replace"), encoding
    for guess in (_wide, _utf8, _declared, _western, _sniffed):
        if found := guess(data):
            return found
    raise NotTextError(_UNKNOWN)


def _wide(data: bytes) -> tuple[str, str] | None:
    """UTF-16 without a BOM: Latin letters make every other byte a NUL."""
    head = data[: _HEAD * 4]
    half = len(head) // 2
    high, low = head[0::2].count(0), head[1::2].count(0)
    if half and max(high, low) > 0.4 * half and min(high, low) < 0.05 * half + 1:
        encoding = "utf-16-le" if low > high else "utf-16-be"
        text = data.decode(encoding, "replace")
        if len(_UNLIKELY.findall(text)) <= 0.01 * len(text) + 1:
            return text, encoding
    return None


def _utf8(data: bytes) -> tuple[str, str] | None:
    """UTF-8, also with a few broken bytes in it as long as most of what is beyond ASCII is well formed."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        _refuse_binary(data, nuls=0.005, controls=0.03)
        text = data.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
        return (text, "utf-8") if beyond_ascii - broken > broken else None
    _refuse_binary(data, nuls=0.1, controls=0.4)
    return text, "utf-8"


def _refuse_binary(data: bytes, nuls: float, controls: float) -> None:
    """Raise NotTextError when the share of NULs or of all control characters is more than text can have."""
    count = len(data) - len(data.translate(None, _CONTROLS))
    if data.count(0) > nuls * len(data) + 1 or count > controls * len(data) + 4:
        raise NotTextError(_BINARY)


def _declared(data: bytes) -> tuple[str, str] | None:
    """The encoding that an HTML page names in its head."""
    match = _CHARSET.search(data[:_HEAD])
    if match is None:
        return None
    try:
        encoding = codecs.lookup(match[1].decode("ascii")).name
    except (LookupError, UnicodeDecodeError):
        return None
    if encoding in _LATIN:
        encoding = "cp1252"
    return (data.decode(encoding, "replace"), encoding) if _ALPHABETS.match(encoding) else None


def _western(data: bytes) -> tuple[str, str] | None:
    """Windows-1252 or old Mac text, when what is beyond ASCII is what English news has there, or is next to nothing."""
    sample = _telling(data)
    rare = len(sample.translate(None, _BEYOND_ASCII)) > 0.95 * len(sample) and not _UNDEFINED.search(sample)
    scores = {encoding: _typical(sample, encoding) for encoding in ("cp1252", "mac_roman")}
    encoding = max(scores, key=scores.__getitem__)  # the first of equals
    return (data.decode(encoding, "replace"), encoding) if rare or scores[encoding] >= 0.8 else None


def _typical(sample: bytes, encoding: str) -> float:
    text = sample.decode(encoding, "replace")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return sum(1 for _ in _TYPICAL.finditer(text)) / beyond_ascii if beyond_ascii else 0.0


def _sniffed(data: bytes) -> tuple[str, str] | None:
    """What charset-normalizer makes of a sample; bounded, since on a big file it would take seconds."""
    best = from_bytes(_telling(data)).best()
    if best is None:
        return None
    return data.decode(best.encoding, "replace"), best.encoding


def _telling(data: bytes) -> bytes:
    """A sample of ``data`` around its first byte beyond ASCII."""
    first = len(data) - len(data.lstrip(bytes(range(128))))
    start = max(0, first - _SAMPLE // 4)
    return data[start : start + _SAMPLE]
