"""What the keys do while reading: moving, searching, opening pages, asking why."""

from __future__ import annotations

from store.model import Mention, Quote
from store.view import start_of
from tui.beside import choose_beside
from tui.desk import Desk
from tui.finding_actions import FindActions
from tui.jumping import Jumping, Spot
from tui.list_pane import ListPane
from tui.pane import Pane
from tui.resuming import PANES
from tui.telling import ABOUT_TEXT, why


class ReadActions(FindActions, Jumping, Desk):
    """Actions of the main screen that change nothing in the store."""

    #: The doubtful thing that was gone to last.
    _doubt: Mention | Quote | None = None
    #: The explanation that ``why`` gave last.
    _explained: str | None = None

    # moving

    def action_right(self) -> None:
        if self.last_pane == "text":
            self.text.step_word(1)
        else:
            self.action_open()

    def action_left(self) -> None:
        if self.last_pane == "text":
            self.text.step_word(-1)
        else:
            self.action_previous_pane()

    def action_next_word(self) -> None:
        self.text.step_word(1)

    def action_previous_word(self) -> None:
        self.text.step_word(-1)

    def action_next_pane(self) -> None:
        self.settle()
        self.go_to(PANES[(PANES.index(self.last_pane) + 1) % len(PANES)])

    def action_previous_pane(self) -> None:
        self.settle()
        self.go_to(PANES[(PANES.index(self.last_pane) - 1) % len(PANES)])

    def action_pane_articles(self) -> None:
        self.go_to("articles")

    def action_pane_text(self) -> None:
        self.settle()
        self.go_to("text")

    def action_pane_entities(self) -> None:
        self.settle()
        self.go_to("entities")

    def action_pane_quotes(self) -> None:
        self.settle()
        self.go_to("quotes")

    def action_zoom(self) -> None:
        self._give_room()
        self.toggle_class("-zoomed")
        self.fit_sides()
        self.remember()

    def jump_panes(self) -> list[Pane]:
        panes = [pane for pane in self.query(Pane) if pane.region.area]
        return sorted(panes, key=lambda pane: pane.id != self.last_pane)

    def jump_to(self, spot: Spot) -> None:
        pane, at = spot
        self.settle()
        self.go_to(pane.id or "text")
        if isinstance(pane, ListPane):
            pane.move_to(at)
        else:
            self.text.set_cursor(at, tell=False)
            self.follow_text()
            self.remember()

    def action_select(self) -> None:
        if self.last_pane == "articles":
            self.status.say(ABOUT_TEXT)
        elif self.view is not None:
            self.go_to("text")
            self.text.toggle_select()
            self.show_place()

    # from name to name, quote to quote, article to article

    def action_next_mention(self) -> None:
        self._step_mention(1)

    def action_previous_mention(self) -> None:
        self._step_mention(-1)

    def _step_mention(self, by: int) -> None:
        if self.view is None:
            return
        only = self.entity if self.last_pane == "entities" else None
        starts = [m.start for m in self.view.mentions if only is None or m.entity == only]
        self._jump(starts, by, "name")

    def action_next_quote(self) -> None:
        self._step_quote(1)

    def action_previous_quote(self) -> None:
        self._step_quote(-1)

    def _step_quote(self, by: int) -> None:
        if self.view is not None:
            self._jump([q.segments[0].start for q in self.view.quotes], by, "quote")

    def _jump(self, starts: list[int], by: int, what: str) -> None:
        """Move the text cursor to the next of some offsets, around the ends."""
        if self.text.step_to(starts, by):
            self.follow_text()
            self.remember()
        else:
            self.status.say(f"no {what} in this article")

    def action_next_doubt(self) -> None:
        self._step_doubt(1)

    def action_previous_doubt(self) -> None:
        self._step_doubt(-1)

    def _step_doubt(self, by: int) -> None:
        """Go through what the machine is unsure of in this article, from the least sure on."""
        self.settle()
        if self.view is None:
            return
        doubts = self.view.doubts()
        here = self._doubt
        if here in doubts and start_of(here) == self.text.cursor:
            following = doubts.index(here) + by
        else:
            following = 0 if by > 0 else len(doubts) - 1
        if not 0 <= following < len(doubts):
            sure = "the machine is sure of all the rest here – ! ticks the article off, J goes to the next"
            self.status.say("of nothing here the machine is less sure – o goes on" if doubts and by < 0 else sure)
            return
        self._doubt = thing = doubts[following]
        self.text.set_cursor(start_of(thing), tell=False)
        self.follow_text()
        if isinstance(thing, Quote):
            self.quotes.select_quote(thing.id)
        self.status.say(f"{following + 1}/{len(doubts)}  {why(thing)}")
        self.remember()

    def action_next_article(self) -> None:
        self.articles.move(1)
        self.settle()

    def action_previous_article(self) -> None:
        self.articles.move(-1)
        self.settle()

    # going in and out

    def action_open(self) -> None:
        self.settle()
        if self.view is None and not self.articles.rows:
            self.pressbox.import_samples()
        elif self.last_pane == "articles":
            if self.articles.current is not None:
                self.go_to("text")
        elif self.last_pane == "entities":
            line = self.entities.current
            if line is not None and line.entity is not None:
                self.pressbox.open_entity(line.entity.id, line.entity.name)
        elif self.last_pane == "quotes":
            if self.quotes.current is not None:
                self._open_speaker(self.quotes.current.speaker.entity, self.quotes.current.speaker.name)
        elif self.mention is not None and self.view is not None:
            entity = self.view.entity(self.mention.entity)
            self.pressbox.open_entity(self.mention.entity, entity.name if entity else self.mention.text)
        elif self.quote is not None:
            self._open_speaker(self.quote.speaker.entity, self.quote.speaker.name)
        else:
            self.status.say("no name or quote here – ] and } go to the next one, ⏎ opens it")

    def _open_speaker(self, key: str | None, name: str | None) -> None:
        if key is not None:
            self.pressbox.open_entity(key, name or key, pane=1)
        elif name:
            self.pressbox.open_speaker(name)
        else:
            self.status.say("nobody is named as the speaker – s sets one")

    def action_back(self) -> None:
        """Leave the innermost thing: selection, explanation, search, filter, zoom, the way from a page, pane."""
        pane = self.moved_pane()
        if self.text.unselect():
            self.show_place()
        elif self._explained is not None and self.status.message == self._explained:
            self._explained = None
            self.tell_cursor()
        elif self.text.sought:
            self.text.find("")
            self.tell_cursor()
        elif isinstance(pane, ListPane) and pane.words:
            self._set_filter(pane, "")
        elif self.has_class("-zoomed"):
            self.action_zoom()
        elif self.pressbox.came_from_page() and self.last_pane == "text":
            self.pressbox.earlier()
        elif self.last_pane != "articles":
            self.go_to("articles")
        else:
            self.status.say("q quits")

    def action_earlier(self) -> None:
        self.settle()
        if not self.pressbox.earlier():
            self.status.say("this is where you began")

    def action_later(self) -> None:
        self.settle()
        if not self.pressbox.later():
            self.status.say("there is nothing later – H goes back")

    def action_leave(self) -> None:
        self.action_quit()

    def action_quit(self) -> None:
        if self.may_leave():
            self.pressbox.leave()

    def action_suspend(self) -> None:
        self.pressbox.to_shell()

    def action_why(self) -> None:
        """Say why: the quote's reason in the quotes pane, else the mention's, else the quote's."""
        thing = self.quote if self.last_pane == "quotes" else self.mention or self.quote
        if thing is None:
            self.status.say("no name or quote here")
        else:
            self.status.say(why(thing))
            self._explained = self.status.message

    def action_compare(self) -> None:
        """Ask which article to put beside the open one."""
        self.settle()
        if self.view is None:
            self.status.say("no article is open")
            return
        one = (self.view.article.id, self.text.cursor)
        app = self.pressbox
        self.status.say(choose_beside(app, self.question, one[0], lambda key: app.open_compare(one, (key, 0))))

    def action_speakers(self) -> None:
        self.settle()
        self.pressbox.open_speakers()

    def action_overview(self) -> None:
        self.settle()
        self.pressbox.open_overview()

    # the look of things

    def action_letters(self) -> None:
        self.text.toggle_letters()
        self.remember()

    def action_help(self) -> None:
        self.pressbox.open_help(self.last_pane)
