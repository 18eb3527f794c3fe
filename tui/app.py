"""The Textual app: opens the store, shows the main screen and the pages over it, and runs long work beside them."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import App, SystemCommand
from textual.screen import Screen
from textual.theme import BUILTIN_THEMES

from store.errors import StoreError
from store.library import Library
from store.safe import safe
from tui import config, listing
from tui.desk import NO_ARTICLES, Desk
from tui.help_page import HelpPage
from tui.hits_page import Found, HitsPage, entity_hits, search_hits, speaker_hits
from tui.keymap import keyed
from tui.log_page import FailuresPage, LogPage
from tui.main_screen import MainScreen
from tui.palette import VerbProvider
from tui.sessions_page import SessionsPage
from tui.verbs import VERBS, Verb

if TYPE_CHECKING:
    from store.importing import Failure, Progress, Summary
    from store.rebuilding import Step

#: Seconds between two refreshes of the screen while an import runs.
IMPORT_REFRESH = 0.4
#: Most corrections that their page lists.
LOG_LENGTH = 500
#: Seconds between two looks, in a read-only store, at what its writer has changed.
WRITER_WATCH = 2.0
#: Seconds between two looks at whether the terminal is still there.
TERMINAL_WATCH = 2.0


class PressboxApp(App[int]):
    """The explorer over one library. ``paths`` are imported in the background as soon as the screen stands."""

    CSS_PATH = "pressbox.tcss"
    TITLE = "Pressbox"
    COMMANDS: ClassVar[set[Any]] = {VerbProvider}

    def __init__(
        self,
        library: Library,
        *,
        session: str = "default",
        paths: Iterable[str] = (),
        model: str = "",
        theme: str = "",
        verbs: Sequence[Verb] = VERBS,
    ) -> None:
        super().__init__()
        self.animation_level = "none"
        self.library = library
        self.model = model
        self.verbs = verbs
        self.job = ""
        self.failures: list[Failure] = []
        self._paths = list(paths)
        self._cancelled = False
        self._importing = False
        if theme in self.available_themes:
            self.theme = theme
        self.desk: Desk = MainScreen(library.session(session))

    def get_default_screen(self) -> Screen[Any]:
        return self.desk

    def on_mount(self) -> None:
        self.set_keymap({verb.id: verb.keys for verb in self.verbs})
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            # Outside the main thread (as in some tests) there are no signals to handle.
            with contextlib.suppress(RuntimeError, ValueError, NotImplementedError):
                loop.add_signal_handler(number, self.leave)
        if not self.is_headless:
            self.set_interval(TERMINAL_WATCH, self._watch_terminal)
        self.theme_changed_signal.subscribe(self, lambda _theme: self.desk.remember())
        # The library lives as long as the app: taking it out of the collector's sight keeps key presses even.
        gc.collect()
        gc.freeze()

    def _print_error_renderables(self) -> None:
        """Textual would print a traceback here; ``run`` hands the error to the command line, which logs it."""

    def _watch_terminal(self) -> None:
        """End when the terminal is gone: without a hang-up signal the input thread would read its end for ever."""
        if sys.__stdin__ is None or not sys.__stdin__.isatty():
            self.leave()

    def begin(self) -> None:
        """Look for what has changed on the disk, then import what the command line named.

        The main screen calls it when it stands.
        """
        if self.library.read_only:
            self.set_interval(WRITER_WATCH, self._follow_writer)
        if self.library.settled:
            self._import_named()
            return
        if self.library.making is not None:
            self.desk.articles.empty = "being listed…"
        self._catch_up()

    def _import_named(self) -> None:
        if self._paths:
            self.start_import(self._paths)

    def leave(self) -> None:
        """Save where we are and end."""
        self.desk.save_session()
        self._cancelled = True
        self.exit(0)

    async def action_quit(self) -> None:
        """Textual's own ctrl+q."""
        self.leave()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Textual's own commands are left out: every action of ours is a verb."""
        return ()

    def say_error(self, text: str) -> None:
        """Show a message that must not be missed, as plain text."""
        self.notify(safe(text), severity="error", markup=False, timeout=5)

    # pages

    def open_entity(self, key: str, name: str) -> None:
        """All mentions and quotes of an entity."""
        self._open_hits(name, partial(entity_hits, self.library, key))

    def open_speaker(self, name: str) -> None:
        """All quotes of a speaker who is no entity."""
        self._open_hits(name, partial(speaker_hits, self.library, name))

    def open_search(self, words: str) -> None:
        """Every place of some words in all articles."""
        if words.strip():
            self._open_hits(f"Find “{words}”", partial(search_hits, self.library, words))

    def _open_hits(self, title: str, find: Callable[[], Found], cursor: int = 0) -> None:
        try:
            found = find()
        except StoreError as error:
            self.desk.status.say(str(error), "bad")
            return

        def done(chosen: tuple[str, int, int] | None) -> None:
            if chosen is not None:
                article, offset, row = chosen
                self._go_to((article, offset))
                self.desk.came_from = partial(self._open_hits, title, find, row)

        self.push_screen(HitsPage(title, found.summary, found.hits, cursor), done)

    def _go_to(self, place: tuple[str, int] | None) -> None:
        if place is not None:
            self.desk.show_article(place[0], cursor=place[1])
            self.desk.go_to("text")

    def open_help(self, pane: str) -> None:
        """All keys."""
        self.push_screen(HelpPage(self.verbs, pane), self._do)

    def _do(self, verb: Verb | None) -> None:
        if verb is not None:
            self.desk.call_later(self.desk.run_action, verb.action)

    def open_failures(self) -> None:
        """What the last import refused."""
        self.push_screen(FailuresPage(self.failures))

    def _indexed(self) -> bool:
        """Whether the library's index is there to be asked; says so if it is still being made."""
        try:
            self.library.require_index()
        except StoreError as error:
            self.desk.status.say(str(error), "bad")
            return False
        return True

    def open_corrections(self) -> None:
        """The log of corrections."""
        if self._indexed():
            self.push_screen(LogPage(list(listing.corrections(self.library, limit=LOG_LENGTH))), self._go_to)

    # sessions

    def open_sessions(self) -> None:
        """Choose another session."""
        if self._indexed():
            self.push_screen(SessionsPage(), self._switch_session)

    def _switch_session(self, name: str | None) -> None:
        if name is not None and name != self.desk.session.name:
            try:
                session = self.library.session(name)
            except StoreError as error:
                self.desk.status.say(str(error), "bad")
                return
            self.desk.restore(session)
            self.desk.save_session()
            note = " (read-only: it is not saved)" if self.library.read_only else ""
            self.desk.status.say(f"session {name}{note}")

    def session_renamed(self, old: str, new: str) -> None:
        """The open session goes by another name."""
        if self.desk.session.name == old:
            self.desk.session = self.library.session(new)
            self.desk.show_place()

    # long work

    @work(thread=True, group="index", exit_on_error=False)
    def _catch_up(self) -> None:
        last = time.monotonic()

        def tell(step: Step) -> None:
            nonlocal last
            if time.monotonic() - last > IMPORT_REFRESH and self.is_running:
                last = time.monotonic()
                self.call_from_thread(self._show_catching_up, step)

        changed, problem = True, ""
        try:
            changed = self.library.catch_up(tell)
        except Exception as error:  # whatever it is, the user is told and the explorer goes on
            self.log.error(error)
            problem = f"the lists across articles may be out of date: {error}"
        if self.is_running:
            self.call_from_thread(self._caught_up, changed, problem)

    def _show_catching_up(self, step: Step) -> None:
        self._report(f"indexing {step.done} of {step.total}")
        self.desk.take_in()

    def _caught_up(self, changed: bool, problem: str) -> None:
        self._report("")
        self.desk.articles.empty = NO_ARTICLES
        if changed:
            self.desk.take_in()
        self.desk.tell_problems()
        if problem:
            self.say_error(problem)
        gc.collect()
        gc.freeze()
        self._import_named()

    @work(thread=True, group="writer", exclusive=True, exit_on_error=False)
    def _follow_writer(self) -> None:
        with contextlib.suppress(RuntimeError, StoreError):
            if self.library.follow_writer():
                self.call_from_thread(self.desk.take_in)

    def start_import(self, paths: list[str]) -> None:
        """Import files and folders in the background, one import at a time."""
        if self._importing:
            self.desk.status.say("an import is running – ctrl+g stops it")
            return
        if self.library.read_only:
            self.say_error(
                f"nothing imported: the store is read-only ({self.library.holder or 'it cannot be written'})"
            )
            return
        if "-" in paths and sys.__stdin__ is not None and sys.__stdin__.isatty():
            self.say_error("-: standard input is the keyboard here; name a file or a folder")
            paths = [path for path in paths if path != "-"]
        if not paths:
            return
        self._importing, self._cancelled, self.failures = True, False, []
        self._report("importing: starting…")
        self._import(paths)

    def cancel_import(self) -> bool:
        """Stop the running import; False if none runs."""
        self._cancelled = True
        return self._importing

    @work(thread=True, group="import", exit_on_error=False)
    def _import(self, paths: list[str]) -> None:
        from store.importing import Importer

        importer = Importer(self.library, paths, model=self.model, cancelled=lambda: self._cancelled)
        problem, last = "", 0.0
        try:
            for progress in importer.run():
                if time.monotonic() - last > IMPORT_REFRESH and self.is_running:
                    last = time.monotonic()
                    self.call_from_thread(self._show_progress, progress, importer.summary)
        except Exception as error:  # whatever it is, the user is told and the explorer goes on
            self.log.error(error)
            problem = f"the import ended early: {error}"
        finally:
            if self.is_running:
                self.call_from_thread(self._import_ended, importer.summary, problem)

    def _report(self, job: str) -> None:
        self.job = job
        if self.desk.is_attached:
            self.desk.show_place()

    def _show_progress(self, progress: Progress, so_far: Summary) -> None:
        of = f" of {progress.total}" if progress.total else ""
        rate = f" · {progress.done / so_far.seconds:.1f}/s" if so_far.seconds > 1 else ""
        self._report(f"importing {progress.done}{of}{rate} · ^g stops")
        self.desk.take_in()

    def _import_ended(self, summary: Summary, problem: str) -> None:
        self._importing = False
        self.failures = list(summary.failed)
        self.desk.take_in()
        self._report("")
        counts = [f"{n} {what}" for n, what in _counts(summary) if n]
        stopped = "stopped: " if self._cancelled else ""
        text = stopped + (", ".join(counts) or "nothing to import")
        if summary.failed:
            text += " – ctrl+f lists them"
            first = summary.failed[0]
            self.say_error(f"{first.source}: {first.reason}")
        self.desk.status.say(text, "bad" if summary.failed else "good")
        if problem:
            self.say_error(problem)
        gc.collect()
        gc.freeze()

    def refresh_index(self) -> None:
        """Bring the lists across articles up to date after an everywhere-rule, in the background."""
        self._refresh_index()

    @work(thread=True, group="index", exclusive=True, exit_on_error=False)
    def _refresh_index(self) -> None:
        with contextlib.suppress(RuntimeError, StoreError):
            while self.library.refresh(0.05):
                time.sleep(0.01)
            self.call_from_thread(self.desk.reload_articles)

    def start_export(self, form: str, path: str) -> None:
        """Write the results to a file in the background."""
        if path.strip():
            self._report("exporting…")
            self._export(form, Path(os.path.expanduser(path.strip())))

    @work(thread=True, group="export", exit_on_error=False)
    def _export(self, form: str, target: Path) -> None:
        from store.export import write_file

        try:
            problems = write_file(self.library, form, target)
            said = (f"saved: {target}", "good") if not problems else (f"{target}: {problems[0]}", "bad")
        except Exception as error:  # whatever it is, the user is told and the explorer goes on
            self.log.error(error)
            said = (f"nothing was exported: {error}", "bad")
        with contextlib.suppress(RuntimeError):
            self.call_from_thread(self._export_ended, *said)

    def _export_ended(self, text: str, tone: str) -> None:
        self._report("")
        self.desk.status.say(text, tone)


def _counts(summary: Summary) -> list[tuple[int, str]]:
    return [
        (summary.imported, "imported"),
        (summary.updated, "updated"),
        (summary.unchanged, "unchanged"),
        (len(summary.failed), "refused"),
    ]


def run(store: Path | None, session: str, paths: list[str], model: str) -> int:
    """Open the explorer and stay until the user leaves; returns the exit status. Raises StoreError, ConfigError."""
    settings = config.load()
    verbs = keyed(settings.keys, str(config.path()))
    if settings.theme and settings.theme not in BUILTIN_THEMES:
        raise config.ConfigError(f"{config.path()}: theme: there is no theme {settings.theme!r}")
    with Library.open(store, wait=False) as library:
        app = PressboxApp(library, session=session, paths=paths, model=model, theme=settings.theme or "", verbs=verbs)
        status = app.run()
        if app._exception is not None:
            raise app._exception
        return status or 0
