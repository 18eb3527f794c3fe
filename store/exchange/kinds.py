"""What quotes and speakers are called where they stand beside the labels of names."""

from __future__ import annotations

from store.model import Kind

TYPE_OF: dict[Kind, str] = {"direct": "Direct", "partial": "Partial", "indirect": "Indirect"}
KIND_OF: dict[str, Kind] = {name: kind for kind, name in TYPE_OF.items()}

#: What a speaker is called in the text, where that is no name ("the manager", "he").
SPEAKER = "Speaker"
