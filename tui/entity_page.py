"""An entity over all articles: where it is named, what it says, who appears with it, and in which articles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from store.safe import safe_line
from tui.bars import BarsPane, Tick, time_ticks
from tui.hits_page import HitsPane, PlacesPage, mention_hits, quote_hits
from tui.telling import in_articles

if TYPE_CHECKING:
    from store.hits import Hits
    from store.library import Library
    from store.tallies import ArticleHit, Counted
    from store.timeline import Timeline

#: How many companions and forms of the name are listed.
COMPANIONS, FORMS = 100, 12

Gathered = tuple[list["Counted"], list[tuple[str, int]]]


class EntityPage(PlacesPage):
    """Four panes: mentions as a concordance, quotes, what is known of the entity, its articles."""

    hint = "⏎ on a place goes there, on a name to its page"

    def __init__(self, key: str, name: str, pane: int = 0) -> None:
        self.key = key
        self.mentions = HitsPane(safe_line(name), id="mentions", empty="named nowhere")
        self.quotes = HitsPane("Quotes", id="said", empty="nothing is quoted")
        self.around = BarsPane("Appears with", id="around", empty="counting…")
        self.articles = BarsPane("In articles", id="articles-of", empty="in no article", named=0.65)
        super().__init__((self.mentions, self.quotes), (self.around, self.articles))
        self.at = pane
        self.called = name
        self._timeline: Timeline | None = None

    def begin(self, library: Library) -> None:
        entity = library.entity(self.key)
        mentions, quotes = library.mentions(self.key), library.quotes(entity=self.key)
        named, said = (entity.mentions, entity.quotes) if entity else (0, 0)
        if entity is not None:
            self.called = entity.name
            self.mentions.title = f"{safe_line(entity.name)} {entity.label}"
        self.mentions.summary = f"Mentions: {named} in {in_articles(mentions.articles)}"
        self.quotes.summary = f"{said} in {in_articles(quotes.articles)}"
        self.mentions.list_hits(mention_hits(mentions))
        self.quotes.list_hits(quote_hits(quotes))
        self._timeline = library.timeline(self.key)

    def on_mount(self) -> None:
        self.gather(self._count, self._show_counts)
        self.gather(self._list_articles, self._show_articles)

    def _count(self) -> Iterator[Gathered]:
        """Forms of the name and companions, ever more complete."""
        library = self.pressbox.library
        forms: list[tuple[str, int]] = []
        for forms in library.forms(self.key):
            yield [], forms[:FORMS]
        for companions in library.companions(self.key, COMPANIONS):
            yield companions, forms[:FORMS]

    def _show_counts(self, counts: Gathered) -> None:
        companions, forms = counts
        most = max((one.count for one in companions), default=0)
        rows = [Tick("Written as")]
        rows += [Tick(form, count, most=forms[0][1]) for form, count in forms]
        rows += self._times()
        rows += [Tick("With, in how many articles")]
        rows += [Tick(one.name, one.count, one.id, one.label, most=most) for one in companions]
        self.around.summary = str(len(companions)) + ("+" if len(companions) == COMPANIONS else "")
        self.around.empty = "alone in its articles"
        self.around.list_ticks(rows)
        self.filled(self.around)

    def _times(self) -> list[Tick]:
        """Articles over time, if that is known of any two; enter on a stretch of time goes to its articles."""
        if self._timeline is None:
            return []
        called = self.called.replace('"', " ")
        return time_ticks(self._timeline, f' name:"{called}"')

    def _list_articles(self) -> Iterator[list[Tick]]:
        """The articles, those that name the entity most first, ever more of them."""
        hits: Hits[ArticleHit] = self.pressbox.library.articles_naming(self.key)
        rows: list[ArticleHit] = []
        due = 64
        for hit in hits:
            rows.append(hit)
            if len(rows) == due:
                due *= 4
                yield _ticks(rows)
        yield _ticks(rows)

    def _show_articles(self, rows: list[Tick]) -> None:
        self.articles.summary = f"{len(rows)} – mentions, quotes"
        self.articles.list_ticks(rows)
        self.filled(self.articles)

    def place(self) -> tuple[str, int] | None:
        row = self.pane.current
        if isinstance(row, Tick) and self.pane is self.articles:
            view = self.pressbox.desk.load(row.id)
            # The first mention in the article.
            return (row.id, next((m.start for m in view.mentions if m.entity == self.key), 0)) if view else None
        return super().place()

    def action_open(self) -> None:
        row = self.pane.current
        if not isinstance(row, Tick) or self.pane is self.articles:
            super().action_open()
        elif row.filter:
            self.pressbox.show_articles(row.filter)
        elif row.id:
            self.pressbox.open_entity(row.id, row.name)
        else:
            self.mentions.set_filter(f"“{row.name}”")
            self.go_to(0)


def _ticks(rows: list[ArticleHit]) -> list[Tick]:
    ordered = sorted(rows, key=lambda row: -row.mentions)
    dated = 12 if any(row.published for row in rows) else 0
    return [
        Tick(row.title, row.mentions, row.article, remark=f"{row.published:<{dated}}{row.quotes or '':>2}")
        for row in ordered
    ]
