"""Names and quotes in one line each, for the status line."""

from __future__ import annotations

from store.model import Mention, Quote
from store.view import View


def under_cursor(view: View, mention: Mention | None, quote: Quote | None) -> str:
    """What stands under the cursor: the mention with how often its entity is named, the quote with speaker and cue."""
    parts = []
    if mention and (entity := view.entity(mention.entity)):
        count = sum(1 for m in view.mentions if m.entity == entity.id)
        parts.append(f"{entity.name} {mention.label} ×{count}")
    if quote:
        cue = f" “{quote.cue.text}”" if quote.cue else ""
        parts.append(f"{quote.kind} quote, {quote.speaker.name or 'nobody'}{cue}")
    return "   ".join(parts)


def why(thing: Mention | Quote) -> str:
    """Why the machine, or who by hand, says so, and how sure the machine is."""
    if isinstance(thing, Mention):
        what = f"{thing.text} {thing.label}"
    else:
        what = f"{thing.kind} quote, {thing.speaker.name or 'nobody'}"
    by = "by hand" if thing.by == "human" else f"machine, {thing.confidence:.0%} sure"
    return f"{what}: {thing.reason or 'no reason was recorded'} ({by})"
