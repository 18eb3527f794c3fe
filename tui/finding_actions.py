"""What the keys do to find things: filter lists, search the text and all articles, keep filters by name."""

from __future__ import annotations

import contextlib
from typing import Any

from textual import on, work
from textual.worker import get_current_worker

from tui import finding
from tui.articles_pane import ArticlesPane
from tui.asking import Choice
from tui.completing import asks_for_name, completions, names
from tui.crash_log import told
from tui.desk import Desk
from tui.list_pane import ListPane
from tui.moving import Moving
from tui.pane import Pane
from tui.text_search import ask_search, step_match


class FindActions(Moving, Desk):
    """Actions of the main screen that find."""

    #: Whether a filter was chosen that the index has not answered yet.
    _to_meet = False

    def moved_pane(self) -> Pane:
        return self.query_one(f"#{self.last_pane}", Pane)

    def action_search(self) -> None:
        pane = self.moved_pane()
        if isinstance(pane, ListPane):
            self._ask_filter(pane)
        else:
            ask_search(self.question, "Search the text:", self.text, self.follow_text, self.status.say)

    def action_filter(self) -> None:
        self._ask_filter(self.articles)

    def _ask_filter(self, pane: ListPane[Any]) -> None:
        before = pane.words
        self.question.ask(
            f"Filter {pane.title.lower()}:",
            lambda words: self._filtered(pane, words, before),
            value=before,
            changed=lambda words: self._try_filter(pane, words),
            cancelled=lambda: self._set_filter(pane, before),
            suggests=True,
        )

    def filter_articles(self, words: str) -> None:
        """Show only the articles that a filter gives."""
        self._filtered(self.articles, words, self.articles.words)

    def _filtered(self, pane: ListPane[Any], words: str, before: str) -> None:
        """A filter is chosen, no longer tried; what is wrong is not taken instead of what was there ``before``."""
        if pane is not self.articles:
            self._set_filter(pane, words)
            return
        chosen = finding.parse(words)
        if chosen == finding.Filter():
            words = ""  # fields without values
        self._set_filter(pane, before if chosen.fault else words)
        self._to_meet = self.articles.waits
        self._meet_filter()
        if chosen.fault:
            self.status.say(chosen.fault, "bad")
        elif not self._to_meet:
            self._tell_filter()

    def _meet_filter(self) -> None:
        """Open the article that the cursor of the list is on, if the open one is not among those that are shown."""
        if self.view is not None and not self.articles.shows(self.view.article.id):
            self.preview()

    def _tell_filter(self) -> None:
        """Say the filter in full, which need not have room in the heading."""
        if self.articles.words:
            self.status.say(f"{len(self.articles.shown)} of {len(self.articles.rows)} articles: {self.articles.words}")

    def _follow_open(self) -> None:
        """Put the cursor of the list on the article that is open, if that is shown."""
        self.articles.select_article(self.view.article.id if self.view else None)

    def _try_filter(self, pane: ListPane[Any], words: str) -> list[Choice] | None:
        """Show what a filter gives while it is typed; the articles' fields are offered when one may be meant."""
        self._set_filter(pane, words)
        return self._completions(words) if pane is self.articles else None

    def _completions(self, words: str) -> list[Choice]:
        """What the filter may go on as; names follow when the index has been asked for them, beside the screen."""
        if asks_for_name(words):
            self._ask_names(words)
        return completions(words, lambda: [session.name for session in self.pressbox.library.sessions()])

    @work(thread=True, group="names", exclusive=True, exit_on_error=False)
    def _ask_names(self, words: str) -> None:
        found: list[Choice] = []
        with contextlib.suppress(Exception):  # nothing is lost if none are offered
            found = names(words, self.pressbox.library)
        if found and not get_current_worker().is_cancelled:
            with contextlib.suppress(RuntimeError):  # the screen may be gone
                self.app.call_later(self.question.offer, words, found)

    def _set_filter(self, pane: ListPane[Any], words: str) -> None:
        pane.set_filter(words)
        if pane is self.articles:
            self._follow_open()
            fault = self.articles.filter.fault
            if fault:
                self.status.say(fault, "bad")
            else:
                self.tell_cursor()
        self.show_place()
        self.remember()

    def action_next_match(self) -> None:
        self._step_match(1)

    def action_previous_match(self) -> None:
        self._step_match(-1)

    def _step_match(self, by: int) -> None:
        said = step_match(self.text, by)
        self.follow_text()
        self.remember()
        self.status.say(said)

    def action_reuse(self) -> None:
        self.settle()
        if self.view is None or not self.view.quotes:
            self.status.say("no quote in this article")
        else:
            self.pressbox.open_reuse(self.view.article.id, self.quote.id if self.quote else None)

    # what a filter asks of the index, and filters with names

    @on(ArticlesPane.Asked)
    def _filter_asked(self, event: ArticlesPane.Asked) -> None:
        self._ask_index(event.conditions)

    @work(thread=True, group="filter", exclusive=True, exit_on_error=False)
    def _ask_index(self, conditions: list[finding.Condition]) -> None:
        """Beside the screen, so that no keystroke waits for it."""
        answers: dict[finding.Condition, set[str]] = {}
        fault = ""
        try:
            answers = {condition: finding.ask(self.pressbox.library, condition) for condition in conditions}
        except Exception as error:  # whatever it is, the user is told and the explorer goes on
            fault = told(error)
        if not get_current_worker().is_cancelled:
            with contextlib.suppress(RuntimeError):  # the screen may be gone
                self.app.call_later(self._answered, answers, fault)

    def _answered(self, answers: dict[finding.Condition, set[str]], fault: str) -> None:
        if not self.is_attached:
            return
        if fault:
            self.status.say(fault, "bad")
        else:
            self.articles.answer(answers)
            self._follow_open()
            if self._to_meet:
                self._to_meet = False
                self._meet_filter()
                self._tell_filter()
            self.show_place()

    def action_filters(self) -> None:
        self.settle()
        from tui.filters_page import FiltersPage

        self.app.push_screen(FiltersPage(self.saved_filters, self.articles.words), self._filters_left)

    def _filters_left(self, words: str | None) -> None:
        self.save_session()
        if words is not None:
            self.filter_articles(words)
            self.go_to("articles")
