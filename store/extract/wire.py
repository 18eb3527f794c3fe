"""What an extraction worker and its parent say to each other, in the frames of ``store.processes``.

The parent sends lists of texts. The worker first sends one ``Ready``, then one ``Reply`` for every list. This module
is shared by both sides, so it must not import spaCy.
"""

from __future__ import annotations

import msgspec

from store.model import Extraction


class Ready(msgspec.Struct, frozen=True):
    """The worker's first message: ``error`` is empty, or one line that says why the model cannot be used."""

    error: str = ""


class Answer(msgspec.Struct, frozen=True):
    """What became of one text: its extraction, or None and the reason."""

    extraction: Extraction | None = None
    reason: str = ""


class Reply(msgspec.Struct, frozen=True):
    """One answer for each text of a request, in the same order."""

    answers: list[Answer]
