"""An entity over all articles: where it is named, what it says, who appears with it, and in which articles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from store.safe import safe_line
from tui.bars import BarsPane, Tick
from tui.hits_page import Hit, HitsPane, in_articles, mention_hits, quote_hits
from tui.page import TrailPage

if TYPE_CHECKING:
    from store.hits import Hits
    from store.library import Library
    from store.tallies import ArticleHit, Counted

#: How many companions and forms of the name are listed.
COMPANIONS, FORMS = 100, 12

Gathered = tuple[list["Counted"], list[tuple[str, int]]]


class EntityPage(TrailPage):
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
        self._days: list[tuple[int, int]] = []

    def begin(self, library: Library) -> None:
        entity = library.entity(self.key)
        mentions, quotes = library.mentions(self.key), library.quotes(entity=self.key)
        named, said = (entity.mentions, entity.quotes) if entity else (0, 0)
        if entity is not None:
            self.mentions.title = f"{safe_line(entity.name)} {entity.label}"
        self.mentions.summary = f"Mentions: {named} in {in_articles(mentions.articles)}"
        self.quotes.summary = f"{said} in {in_articles(quotes.articles)}"
        self.mentions.list_hits(mention_hits(mentions))
        self.quotes.list_hits(quote_hits(quotes))
        self._days = library.days(self.key)

    def on_mount(self) -> None:
        super().on_mount()
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
        rows += self._timeline()
        rows += [Tick("With, in how many articles")]
        rows += [Tick(one.name, one.count, one.id, one.label, most=most) for one in companions]
        self.around.summary = str(len(companions)) + ("+" if len(companions) == COMPANIONS else "")
        self.around.empty = "alone in its articles"
        self.around.list_ticks(rows)
        self.filled(self.around)

    def _timeline(self) -> list[Tick]:
        """Articles by the day on which they were imported; nothing if that was one day."""
        if len(self._days) < 2:
            return []
        most = max(count for _, count in self._days)
        named = [(datetime.fromtimestamp(86400 * day, UTC).strftime("%Y-%m-%d"), n) for day, n in self._days]
        return [Tick("Imported on, articles"), *(Tick(day, n, most=most) for day, n in named)]

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

    def action_open(self) -> None:
        row = self.pane.current
        if isinstance(row, Hit):
            self.pressbox.open_place(row.article, row.start)
        elif isinstance(row, Tick) and self.pane is self.articles:
            self._open_article(row.id)
        elif isinstance(row, Tick) and row.id:
            self.pressbox.open_entity(row.id, row.name)
        elif isinstance(row, Tick):
            self.mentions.set_filter(row.name)
            self.go_to(0)

    def _open_article(self, article: str) -> None:
        """Go to the first mention in an article."""
        view = self.pressbox.desk.load(article)
        if view is not None:
            first = next((m.start for m in view.mentions if m.entity == self.key), 0)
            self.pressbox.open_place(article, first)


def _ticks(rows: list[ArticleHit]) -> list[Tick]:
    ordered = sorted(rows, key=lambda row: -row.mentions)
    return [Tick(row.title, row.mentions, row.article, remark=f"{row.quotes or ''}") for row in ordered]
