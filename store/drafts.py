"""Corrections ready to be saved: from what a user sees and points at to the document that the log keeps.

Each function is pure. The id, the time and who did it are filled in by ``Library.correct``.
"""

from __future__ import annotations

from store.corrections import Action, Anchor, Correction, State, anchor
from store.model import Entity, Kind, Mention, Quote, Scope, Span, Speaker
from store.view import View

#: The scopes from narrow to wide.
SCOPES: tuple[Scope, ...] = ("mention", "article", "everywhere")

#: Actions that mean something in a wider scope than the one place they were made at.
_WIDENABLE = {
    "add-mention",
    "delete-mention",
    "relabel",
    "move-mention",
    "set-entity",
    "set-speaker",
    "join-entities",
    "rename-entity",
}


def _draft(
    view: View,
    action: Action,
    *,
    where: Anchor | None = None,
    before: State | None = None,
    after: State | None = None,
    scope: Scope = "mention",
) -> Correction:
    return Correction(
        id="",
        time="",
        action=action,
        article=view.article.id,
        scope=scope,
        anchor=where,
        before=before or State(),
        after=after or State(),
    )


def _at(view: View, span: Mention | Span) -> Anchor:
    return anchor(view.article.text, span.start, span.end)


def relabel(view: View, mention: Mention, label: str) -> Correction:
    """Another label for a mention."""
    before = State(label=mention.label, entity=mention.entity)
    return _draft(view, "relabel", where=_at(view, mention), before=before, after=State(label=label))


def delete_mention(view: View, mention: Mention) -> Correction:
    """This is no name."""
    before = State(label=mention.label, entity=mention.entity)
    return _draft(view, "delete-mention", where=_at(view, mention), before=before)


def add_mention(view: View, start: int, end: int, label: str) -> Correction:
    """``text[start:end]`` is a name."""
    return _draft(view, "add-mention", where=anchor(view.article.text, start, end), after=State(label=label))


def relabel_entity(view: View, entity: Entity, label: str) -> Correction:
    """Another label for all mentions of an entity in this article."""
    before = State(label=entity.label, entity=entity.id, name=entity.name)
    return _draft(view, "relabel", before=before, after=State(label=label), scope="article")


def delete_entity(view: View, entity: Entity) -> Correction:
    """None of an entity's mentions in this article is a name."""
    before = State(label=entity.label, entity=entity.id, name=entity.name)
    return _draft(view, "delete-mention", before=before, scope="article")


def move_mention(view: View, mention: Mention, start: int, end: int) -> Correction:
    """The name reaches from ``start`` to ``end``."""
    text = view.article.text[start:end]
    before = State(label=mention.label, start=mention.start, end=mention.end, text=mention.text)
    after = State(start=start, end=end, text=text)
    return _draft(view, "move-mention", where=_at(view, mention), before=before, after=after)


def set_entity(view: View, mention: Mention, key: str, name: str) -> Correction:
    """This mention is another entity (one that exists, or a new one)."""
    before = State(label=mention.label, entity=mention.entity)
    return _draft(view, "set-entity", where=_at(view, mention), before=before, after=State(entity=key, name=name))


def join_entities(view: View, entity: Entity, into: Entity) -> Correction:
    """In this article, two entities are one; the second one's id and name stay."""
    return _draft(
        view,
        "join-entities",
        before=State(entity=entity.id, name=entity.name, label=entity.label),
        after=State(entity=into.id, name=into.name, label=into.label),
        scope="article",
    )


def rename_entity(view: View, entity: Entity, name: str) -> Correction:
    """The entity goes by another name in this article."""
    before = State(entity=entity.id, name=entity.name)
    return _draft(view, "rename-entity", before=before, after=State(name=name), scope="article")


def add_quote(view: View, start: int, end: int, kind: Kind, speaker: Speaker) -> Correction:
    """``text[start:end]`` is said by somebody."""
    return _draft(
        view, "add-quote", where=anchor(view.article.text, start, end), after=State(kind=kind, speaker=speaker)
    )


def _quote_state(quote: Quote) -> State:
    return State(kind=quote.kind, segments=quote.segments, speaker=quote.speaker)


def delete_quote(view: View, quote: Quote) -> Correction:
    """This is no quote."""
    return _draft(view, "delete-quote", where=_at(view, quote.segments[0]), before=_quote_state(quote))


def move_segment(view: View, segment: Span, start: int, end: int) -> Correction:
    """The segment of a quote reaches from ``start`` to ``end``."""
    before = State(start=segment.start, end=segment.end, text=segment.text)
    after = State(start=start, end=end, text=view.article.text[start:end])
    return _draft(view, "move-segment", where=_at(view, segment), before=before, after=after)


def set_speaker(view: View, quote: Quote, speaker: Speaker) -> Correction:
    """Somebody else said it, or nobody."""
    return _draft(
        view,
        "set-speaker",
        where=_at(view, quote.segments[0]),
        before=State(speaker=quote.speaker),
        after=State(speaker=speaker),
    )


def set_kind(view: View, quote: Quote, kind: Kind) -> Correction:
    """The quote is of another kind."""
    return _draft(
        view, "set-kind", where=_at(view, quote.segments[0]), before=State(kind=quote.kind), after=State(kind=kind)
    )


def join_quotes(view: View, quote: Quote, other: Quote) -> Correction:
    """Two quotes are one utterance, said by the first one's speaker."""
    return _draft(
        view,
        "join-quotes",
        where=_at(view, quote.segments[0]),
        before=_quote_state(quote),
        after=State(segments=(other.segments[0],)),
    )


def split_quote(view: View, quote: Quote, offset: int) -> Correction:
    """A quote is two utterances, cut in front of an offset."""
    return _draft(
        view, "split-quote", where=_at(view, quote.segments[0]), before=_quote_state(quote), after=State(start=offset)
    )


def review(view: View, reviewed: bool) -> Correction:
    """The article is ticked off, or no longer; as it reads now, which the digest of its text tells."""
    after = State(reviewed=reviewed, text=view.article.digest)
    return _draft(view, "review", before=State(reviewed=view.reviewed), after=after, scope="article")


def widened(correction: Correction) -> Correction | None:
    """The same correction one scope wider; None where there is no wider one that makes sense."""
    at = SCOPES.index(correction.scope) + 1
    if correction.action not in _WIDENABLE or at >= len(SCOPES):
        return None
    return Correction(
        id="",
        time="",
        action=correction.action,
        article=correction.article,
        scope=SCOPES[at],
        session=correction.session,
        anchor=correction.anchor,
        before=correction.before,
        after=correction.after,
    )
