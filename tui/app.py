"""The Textual app: opens the store, shows the main screen and the pages over it, and runs long work beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.screen import Screen
from textual.theme import BUILTIN_THEMES

from store.errors import StoreError
from store.peeking import look_of
from store.safe import safe_line
from tui import config, samples, themes, tty
from tui.asking_screen import AskingScreen
from tui.desk import Desk
from tui.ending import Watchdog
from tui.inks import INKS
from tui.keymap import keyed
from tui.main_screen import MainScreen
from tui.options import default_store
from tui.page import Page
from tui.trail import Trail
from tui.typed_ahead import TypedAhead
from tui.verbs import BY_ID, VERBS, Verb
from tui.visiting import Visiting

if TYPE_CHECKING:
    from store.library import Library

#: Most corrections that their page lists.
LOG_LENGTH = 500
#: Have the terminal remember its title, and go back to it (xterm); others take no notice.
PUSH_TITLE, POP_TITLE = "\x1b[22;2t", "\x1b[23;2t"
#: Longest title of the terminal, in characters.
TITLE_LENGTH = 80
#: Seconds between two looks at whether garbage can be collected.
GARBAGE_WATCH = 1.0


class PressboxApp(Visiting):
    """The explorer over one library, which ``opener`` opens when the screen stands.

    ``look`` is the theme and the pane that it begins with, as ``look_of`` finds them; ``theme`` is for who has chosen
    none. ``paths`` are imported in the background. An ``opener`` may raise StoreError.
    """

    CSS_PATH = "pressbox.tcss"
    TITLE = "Pressbox"
    ENABLE_COMMAND_PALETTE = False
    COMPONENT_CLASSES: ClassVar[set[str]] = set(INKS)

    def __init__(
        self,
        opener: Callable[[], Library],
        *,
        session: str = "",
        look: tuple[str, str] = ("", ""),
        paths: Iterable[str] = (),
        model: str = "",
        theme: str = "",
        verbs: Sequence[Verb] = VERBS,
    ) -> None:
        super().__init__(opener, paths, model)
        self.session_name = session
        self.animation_level = "none"
        self.verbs = verbs
        self.trail = Trail()
        #: Where the user had a file written to last.
        self.last_folder = ""
        #: Counts the style sheets there were: each theme makes one.
        self.style_sheets = 0
        self.typed_ahead = TypedAhead(self, self._deal_with)
        self.watchdog = Watchdog(self.leave, self.close_library)
        #: The theme that the user chose; ``theme`` is the one that is shown.
        self.chosen_theme = self.theme
        # Before the style sheet is read: a change of theme reads it again.
        self.wear(look[0] if look[0] in self.available_themes else theme)
        self.desk: Desk = MainScreen(look[1])

    def get_default_screen(self) -> Screen[Any]:
        return self.desk

    def on_mount(self) -> None:
        self._tell_terminal(PUSH_TITLE)
        # Textual lays the keymap over all bindings on every key press: it need only have what the user changed.
        self.set_keymap({verb.id: verb.keys for verb in self.verbs if verb.keys != BY_ID[verb.id].keys})
        if not self.is_headless:
            self.watchdog.start()
            tty.begin_again(self)
        self.set_interval(GARBAGE_WATCH, self.collector.look)

    async def on_event(self, event: events.Event) -> None:
        """Every event passes here first: note that somebody is there, and deal with one key after the other."""
        if isinstance(event, events.InputEvent | events.Paste) and not event.is_forwarded:
            self.collector.touch()
            self.desk.begin()
            await self.typed_ahead.take(event)
        else:
            await super().on_event(event)

    async def _deal_with(self, event: events.Event) -> None:
        if isinstance(event, events.Key):
            screen = self.screen
            if isinstance(screen, AskingScreen) and screen.is_mounted and screen.question.wants_key:
                if not await self._check_bindings(event.key, priority=True) and not screen.too_small:
                    screen.question.take_key(event)
                return
            if self.desk.last_pane != "articles":
                self.desk.settle()  # the key is about the article that the one before it has gone on to
        await super().on_event(event)

    def refresh_css(self, animate: bool = True) -> None:
        self.style_sheets += 1
        super().refresh_css(animate)

    def wear(self, name: str) -> None:
        """Choose a theme; one that is not there changes nothing."""
        if name in self.available_themes:
            self.chosen_theme = name
        chosen = self.available_themes[self.chosen_theme]
        # Without a terminal there is nothing that lacks colours.
        self.theme = chosen.name if self.is_headless else themes.shown(chosen, self.console.color_system)

    def _handle_exception(self, error: Exception) -> None:
        """What fails after the first failure is its consequence: the app is ending already."""
        if self._exception is None:
            super()._handle_exception(error)

    def _print_error_renderables(self) -> None:
        """Textual would print a traceback here; ``run`` hands the error to the command line, which logs it."""

    def to_shell(self) -> None:
        """Stop, as the shell's ctrl+z, until it has us go on; the session is saved before."""
        self.desk.settle()
        self.desk.save_session()
        self._tell_terminal(POP_TITLE)
        self.action_suspend_process()
        self._tell_terminal(PUSH_TITLE)
        self.desk.name_terminal()
        self.refresh(layout=True)

    def leave(self) -> None:
        """Save where we are and end."""
        if self.is_open:
            self.desk.settle()
            self.desk.save_session()
        self.stop_work()
        self.exit(0)

    def action_help_quit(self) -> None:
        """Textual's own ctrl+c."""
        self.say("ctrl+q quits")

    async def action_quit(self) -> None:
        """Textual's own ctrl+q."""
        if self.desk.may_leave():
            self.leave()

    # pages

    def open_help(self, pane: str) -> None:
        """All keys."""
        from tui.help_page import HelpPage

        self.push_screen(HelpPage(self.verbs, pane), self._do)

    def _do(self, verb: Verb | None) -> None:
        if verb is not None:
            self.call_later(self.do, verb)

    async def do(self, verb: Verb) -> None:
        """Do what a verb says on the page that is open, if it can be done there, else at the desk."""
        page = self.screen
        if isinstance(page, Page) and verb.id in page.verbs:
            await page.run_action(verb.action)
        else:
            self.leave_for_desk()
            await self.desk.run_action(verb.action)

    def open_failures(self) -> None:
        """What the last import refused."""
        from tui.log_page import FailuresPage

        self.push_screen(FailuresPage(self.failures))

    def _indexed(self) -> bool:
        """Whether the library's index is there to be asked; says so if it is still being made."""
        try:
            self.library.require_index()
        except StoreError as error:
            self.say(str(error), "bad")
            return False
        return True

    def open_corrections(self) -> None:
        """The log of corrections."""
        from tui import listing
        from tui.log_page import LogPage

        if self._indexed():
            gone = list(listing.lost(self.library))
            latest = [c for c in listing.corrections(self.library, limit=LOG_LENGTH) if c not in gone]
            self.push_screen(LogPage(gone + latest), self._open_logged)

    def _open_logged(self, place: tuple[str, int] | None) -> None:
        if place is not None:
            self.open_place(*place)

    def import_samples(self) -> None:
        """Import the sample articles."""
        folder = samples.folder()
        if folder is None:
            self.say("the samples were left out of this installation – I imports files of your own", "bad")
        else:
            self.start_import([str(folder)])

    # the terminal's title

    def name_terminal(self, title: str) -> None:
        """Call the terminal's window by what is read in it."""
        self._tell_terminal(f"\x1b]2;{safe_line(title)[:TITLE_LENGTH]}\x07")

    def _tell_terminal(self, sequence: str) -> None:
        if self._driver is not None and not self.is_headless:
            self._driver.write(sequence)

    def on_unmount(self) -> None:
        self.collector.close()
        self._tell_terminal(POP_TITLE)

    # sessions

    def open_sessions(self) -> None:
        """Choose another session."""
        from tui.sessions_page import SessionsPage

        if self._indexed():
            self.push_screen(SessionsPage(), self._switch_session)

    def _switch_session(self, name: str | None) -> None:
        if name is not None and name != self.desk.session.name:
            try:
                session = self.library.session(name)
            except StoreError as error:
                self.say(str(error), "bad")
                return
            self.desk.restore(session)
            self.desk.save_session()
            note = " (read-only: it is not saved)" if self.library.read_only else ""
            self.say(f"session {name}{note}")

    def session_renamed(self, old: str, new: str) -> None:
        """The open session goes by another name."""
        if self.desk.session.name == old:
            self.desk.session = self.library.session(new)
            self.desk.show_place()


def run(store: Path | None, session: str, paths: list[str], model: str) -> int:
    """Open the explorer and stay until the user leaves; returns the exit status. Raises StoreError, ConfigError."""
    settings = config.load()
    verbs = keyed(settings.keys, str(config.path()))
    theme = settings.theme or ""
    if theme and theme not in BUILTIN_THEMES:
        raise config.ConfigError(f"{config.path()}: theme: there is no theme {settings.theme!r}")
    folder = store or default_store()
    look = look_of(folder, session)
    opener = partial(_open, folder)
    app = PressboxApp(opener, session=session, look=look, paths=paths, model=model, theme=theme, verbs=verbs)
    try:
        tty.give_size()
        status = app.run()
        if (trouble := app._exception or app.trouble) is not None:
            raise trouble
        return status or 0
    finally:
        app.close_library()
        app.watchdog.stop()


def _open(store: Path) -> Library:
    from store.library import Library

    return Library.open(store, wait=False)
