"""Which article to read beside another one: those that are like it first, then any by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from store.errors import StoreError
from tui.asking import Choice, Question
from tui.trail import ArticleStop

if TYPE_CHECKING:
    from store.entries import ArticleRow
    from tui.app import PressboxApp

#: Most articles that are offered at once.
OFFERED = 200


def choose_beside(app: PressboxApp, question: Question, article: str, chosen: Callable[[str], None]) -> str:
    """Ask which article to put beside one; ``chosen`` gets its id. Returns what to say: "" unless nothing is asked."""
    rows = app.library.rows()
    if len(rows) < 2:
        return "only one article – I imports another"
    try:
        like = _like(app, article)
    except StoreError as error:
        return str(error)
    places = {row.id: at for at, row in enumerate(rows)}
    first = [places[key] for key in like if key in places]
    others = sorted({*places.values()} - {*first, places.get(article, -1)})
    order = [rows[at] for at in [*first, *others]]
    texts: list[str] = []

    def offer(words: str) -> list[Choice]:
        wanted = words.casefold().split()
        if wanted and not texts:
            texts.extend(f"{row.title} {row.source}".casefold() for row in order)
        fitting = (
            [at for at, text in enumerate(texts) if all(w in text for w in wanted)] if wanted else range(len(order))
        )
        return [Choice(order[at].title, order[at], _remark(order[at], like)) for at in fitting[:OFFERED]]

    def answered(row: Any) -> None:
        if isinstance(row, str):  # what was typed fits no article
            app.say_error(f"no article has “{row}” in its title or source")
        else:
            chosen(row.id)

    question.ask("Put beside it:", answered, changed=offer)
    return ""


def _like(app: PressboxApp, article: str) -> dict[str, str]:
    """The articles to offer first, by id, each with why: nearly the same, read before, names in common."""
    similar = app.library.view(article).article.similar
    like = {similar: "nearly the same"} if similar else {}
    before = next((stop.article for stop in reversed(app.trail.earlier) if isinstance(stop, ArticleStop)), article)
    if before != article:
        like.setdefault(before, "read before")
    for near in app.library.neighbours(article, OFFERED):
        names = f"{near.shared} name{'' if near.shared == 1 else 's'} in both"
        like[near.article] = f"{like[near.article]}, {names}" if near.article in like else names
    return like


def _remark(row: ArticleRow, like: dict[str, str]) -> str:
    return "  ".join(filter(None, (row.published, like.get(row.id, ""))))
