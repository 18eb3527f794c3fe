"""Resuming where a session left off, and noting where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.sessions import Session
    from tui.desk import Desk

#: What the names of saved filters begin with in a session's filters.
SAVED = "saved:"
PANES = ("articles", "text", "entities", "quotes")


def known_pane(name: str) -> str:
    """The pane of this name, the first one if there is none."""
    return name if name in PANES else PANES[0]


def restore(desk: Desk, session: Session) -> None:
    """Put everything back to where a session left it."""
    desk.session = session
    kept = session.filters
    desk.text.letters = kept.get("letters") != "off"
    desk.sides = _sides(kept.get("sides", ""))
    desk.fit_sides()
    desk.articles.words = kept.get("articles", "")
    desk.saved_filters = {key.removeprefix(SAVED): words for key, words in kept.items() if key.startswith(SAVED)}
    desk.pressbox.wear(session.theme)
    desk.reload_articles(session.article)
    _open(desk, session)
    desk.entities.set_filter(kept.get("entities", ""))
    desk.quotes.set_filter(kept.get("quotes", ""))
    desk.set_class(session.zoomed, "-zoomed")
    desk.go_to(known_pane(session.pane))
    desk.show_place()


def _open(desk: Desk, session: Session) -> None:
    first = desk.articles.current.id if desk.articles.current else None
    # The open article need not be among the filtered ones, nor be listed yet while the index is being made.
    making = desk.pressbox.library.making is not None
    opened = session.article if desk.articles.has(session.article) or making else first
    if opened is not None:
        same = opened == session.article
        desk.show_article(opened, cursor=session.cursor if same else 0, top=session.top if same else None)


def snapshot(desk: Desk) -> Session:
    """The session as it stands now."""
    import msgspec

    filters = {name: pane.words for name, pane in desk.list_panes().items() if pane.words}
    filters |= {f"{SAVED}{name}": words for name, words in desk.saved_filters.items()}
    if not desk.text.letters:
        filters["letters"] = "off"
    if desk.sides is not None:
        filters["sides"] = "{} {}".format(*desk.sides)
    return msgspec.structs.replace(
        desk.session,
        article=desk.view.article.id if desk.view else None,
        cursor=desk.text.cursor,
        top=desk.text.top,
        pane=desk.last_pane,
        filters=filters,
        theme=desk.pressbox.chosen_theme,
        zoomed=desk.has_class("-zoomed"),
    )


def _sides(words: str) -> tuple[int, int] | None:
    """Two widths as a session keeps them; None for anything else."""
    sizes = [int(word) for word in words.split() if word.isdecimal()]
    return (sizes[0], sizes[1]) if len(sizes) == 2 else None
