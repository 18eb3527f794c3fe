"""Whether a correction makes sense in itself, before it is tried on any text."""

from __future__ import annotations

import msgspec

from store.corrections import ID, Correction, verb
from store.errors import StoreError
from store.model import LABELS, Speaker
from store.names import is_entity_id
from store.replay import ANYWHERE

#: Labels of the pipeline that the explorer does not list but a correction may name.
_OTHER = ("CARDINAL", "DATE", "LANGUAGE", "MONEY", "ORDINAL", "PERCENT", "QUANTITY", "TIME")

_UNANCHORED = {"review", "join-entities", "rename-entity"}

#: What an action cannot do without in ``after``.
_NEEDS = {
    "add-mention": ("label",),
    "relabel": ("label",),
    "move-mention": ("start", "end", "text"),
    "set-entity": ("entity",),
    "join-entities": ("entity",),
    "rename-entity": ("name",),
    "move-segment": ("start", "end", "text"),
    "set-speaker": ("speaker",),
    "set-kind": ("kind",),
    "join-quotes": ("segments",),
    "split-quote": ("start",),
    "review": ("reviewed",),
}


def is_label(label: str) -> bool:
    """Whether a name can have this label."""
    return label in LABELS or label in _OTHER


def check(correction: Correction, *, reversal: bool = False) -> None:
    """Raise ``StoreError``, in words, for a correction that cannot be carried out anywhere.

    ``reversal`` tells whether it may be an undo or a redo.
    """
    _check_values(correction)
    if correction.action in ("undo", "redo"):
        if not reversal:
            raise StoreError("Undo and redo are no corrections; they take one back.")
        return
    if correction.scope == "everywhere" and correction.action not in ANYWHERE:
        raise StoreError(f"“{verb(correction.action)}” cannot hold everywhere.")
    if correction.scope != "everywhere" and not correction.article:
        raise StoreError("A correction needs its article.")
    anchored = correction.anchor is not None and correction.anchor.text != ""
    if not anchored and correction.action not in _UNANCHORED and not _about_entity(correction):
        raise StoreError(f"“{verb(correction.action)}” needs the text that it is about.")
    if correction.action in ("join-entities", "rename-entity") and not correction.before.entity:
        raise StoreError(f"“{verb(correction.action)}” does not say of what.")
    if correction.action == "join-entities" and correction.before.entity == correction.after.entity:
        raise StoreError("An entity cannot be joined with itself.")
    if (
        correction.action == "set-speaker"
        and correction.scope != "mention"
        and not _somebody(correction.before.speaker)
    ):
        raise StoreError("Quotes that nobody is known to have said have nothing in common: give them a speaker singly.")
    missing = [name for name in _NEEDS.get(correction.action, ()) if getattr(correction.after, name) is None]
    if missing:
        raise StoreError(f"“{verb(correction.action)}” does not say what it makes: {', '.join(missing)}.")
    label = correction.after.label
    if label is not None and not is_label(label):
        raise StoreError(f"There is no label “{label[:40]}”.")
    _check_names(correction)


def _check_names(correction: Correction) -> None:
    speaker = correction.after.speaker
    for key in (correction.after.entity, speaker.entity if speaker else None):
        if key is not None and not is_entity_id(key):
            raise StoreError(f"“{key[:40]}” is no entity's id: these are words in small letters, joined by hyphens.")
    if speaker and speaker.mention and not _somebody(speaker):
        raise StoreError("A speaker who is named in the text needs a name.")


def _about_entity(correction: Correction) -> bool:
    """Whether a correction is about all of an entity, or all that someone said, rather than a stretch of text."""
    if correction.action == "set-speaker":
        return correction.scope != "mention"
    return correction.anchor is None and bool(correction.before.entity)


def _somebody(speaker: Speaker | None) -> bool:
    return speaker is not None and bool(speaker.entity or speaker.name)


def _check_values(correction: Correction) -> None:
    """Corrections may come from a file or a program: their values must be of the right kind and must fit into JSON."""
    if not ID.fullmatch(correction.id):
        raise StoreError("A correction's id has 18 hexadecimal digits.")
    try:
        again = msgspec.json.decode(msgspec.json.encode(correction), type=Correction)
    except (ValueError, TypeError) as error:
        raise StoreError(f"This is no correction: {error}.") from error
    if again != correction:
        raise StoreError("This correction cannot be written down as it is.")
