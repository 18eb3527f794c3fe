"""Work that takes longer than a blink, beside the screen: looking at the disk, import, export, following a writer."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import work
from textual.app import App
from textual.worker import Worker, WorkerState

from store.errors import StoreError
from store.safe import safe
from tui.asking_screen import AskingScreen
from tui.crash_log import told
from tui.desk import NO_ARTICLES, Desk
from tui.files import whereabouts
from tui.garbage import Collector
from tui.page import Page
from tui.telling import in_articles

if TYPE_CHECKING:
    from store.importing import Failure, Progress, Summary
    from store.library import Library
    from store.rebuilding import Step
    from store.sessions import Session

#: What the first session of a store is called.
DEFAULT_SESSION = "default"
#: Seconds between two refreshes of the screen while an import runs.
IMPORT_REFRESH = 0.4
#: Seconds for which articles are read again at a time before the screen has its turn.
REFRESH = 0.05
#: Seconds between two looks at whether the index has to be made anew.
INDEX_WATCH = 1.0
#: Seconds between two looks, in a read-only store, at what its writer has changed.
WRITER_WATCH = 2.0


class LongWork(App[int]):
    """An app over one library. ``job`` is the long work that runs, in words; ``failures`` what the last import refused.

    The library is opened when the screen stands, by ``open_library``; ``trouble`` is why that could not be done.
    ``paths`` are imported as soon as ``begin`` has found out what is on the disk.
    """

    desk: Desk
    library: Library

    def __init__(self, opener: Callable[[], Library], paths: Iterable[str], model: str) -> None:
        super().__init__()
        self._opener = opener
        self.is_open = False
        self.trouble: StoreError | None = None
        self.model = model
        self.job = ""
        #: Articles whose lists still lack what an everywhere-rule changed.
        self.behind = 0
        self.failures: list[Failure] = []
        self._paths = list(paths)
        self._cancelled = False
        self._importing = False
        self._catching_up = False
        self.collector = Collector()

    def open_library(self, session: str) -> Session | None:
        """Open the library and one of its sessions, "" for the one that was saved last; if it cannot, the app ends."""
        try:
            self.library = self._opener()
            self.is_open = True
            latest = next((saved.name for saved in self.library.sessions()), DEFAULT_SESSION)
            return self.library.session(session or latest)
        except StoreError as error:
            self.trouble = error
            self.exit(1)
            return None

    def close_library(self) -> None:
        """Close the library, if it was opened; may be called again."""
        if self.is_open:
            self.library.close()

    def begin(self) -> None:
        """Look for what has changed on the disk, then import what the command line named.

        The main screen calls it when it stands.
        """
        if self.library.read_only:
            self.set_interval(WRITER_WATCH, self._follow_writer)
        self.set_interval(INDEX_WATCH, self._watch_index)
        if self.library.settled:
            self._import_named()
        else:
            self._begin_catching_up()

    def _begin_catching_up(self) -> None:
        self._catching_up = True
        if self.library.making is not None:
            self.desk.articles.empty = "being listed…"
        self._catch_up()

    def _watch_index(self) -> None:
        """An index that turned out damaged, or is gone, is made anew."""
        if self.library.making is not None and not self._catching_up and not self._cancelled:
            self._begin_catching_up()

    def _import_named(self) -> None:
        paths, self._paths = self._paths, []
        if paths:
            self.start_import(paths)

    def say(self, text: str, tone: str = "") -> None:
        """Show a message on the status line of the screen in front, and of the desk below it."""
        for screen in {self.desk, self.screen}:
            if isinstance(screen, AskingScreen) and screen.is_mounted:
                screen.status.say(text, tone)

    def say_error(self, text: str) -> None:
        """Show a message that must not be missed, as plain text."""
        self.notify(safe(text), severity="error", markup=False, timeout=5)

    def stop_work(self) -> None:
        """Let all of it end as soon as it can, keeping what is done."""
        self._cancelled = True
        if self.is_open:
            self.library.give_up()

    def _tell(self, what: Callable[..., Any], *args: Any) -> None:
        """From another thread: have something done on the screen. Not waited for, since the screen may be gone."""
        with contextlib.suppress(RuntimeError):
            self.call_later(what, *args)

    @work(thread=True, group="index", exit_on_error=False)
    def _catch_up(self) -> None:
        last = time.monotonic()

        def tell(step: Step) -> None:
            nonlocal last
            if time.monotonic() - last > IMPORT_REFRESH and self.is_running:
                last = time.monotonic()
                self._tell(self._show_catching_up, step)

        changed, problem = True, ""
        try:
            changed = self.library.catch_up(tell)
        except Exception as error:  # whatever it is, the user is told and the explorer goes on
            problem = f"the lists across articles may be out of date: {told(error)}"
        if self.is_running:
            self._tell(self._caught_up, changed, problem)

    def _show_catching_up(self, step: Step) -> None:
        self._report(f"indexing {step.done} of {step.total}")
        self.desk.take_in()

    def _caught_up(self, changed: bool, problem: str) -> None:
        self._catching_up = False
        self._report("")
        self.desk.articles.empty = NO_ARTICLES
        if changed:
            self.desk.take_in()
        self.desk.tell_problems()
        if problem:
            self.say_error(problem)
        self.collector.keep()
        self._refresh_index()
        self._import_named()

    @work(thread=True, group="writer", exclusive=True, exit_on_error=False)
    def _follow_writer(self) -> None:
        with contextlib.suppress(StoreError):
            if self.library.follow_writer():
                self._tell(self.desk.take_in)

    def start_import(self, paths: list[str]) -> None:
        """Import files and folders in the background, one import at a time."""
        if self._importing:
            self.say("an import is running – ctrl+g stops it")
            return
        if self.library.read_only:
            self.say_error(f"nothing imported: the store is read-only, {self.library.refusal}")
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
        from store.importing import Importer, Summary

        importer, problem, last = None, "", 0.0
        try:
            importer = Importer(self.library, paths, model=self.model, cancelled=lambda: self._cancelled)
            for progress in importer.run():
                if time.monotonic() - last > IMPORT_REFRESH and self.is_running:
                    last = time.monotonic()
                    self._tell(self._show_progress, progress, importer.summary)
        except Exception as error:  # whatever it is, the user is told and the explorer goes on
            problem = f"the import ended early: {told(error)}"
        finally:
            if self.is_running:
                self._tell(self._import_ended, importer.summary if importer else Summary(), problem)

    @property
    def doing(self) -> tuple[str, str]:
        """What goes on beside the screen, in words, each "" while there is nothing of it."""
        return self.job, f"{in_articles(self.behind)} still to be read again" if self.behind else ""

    def _report(self, job: str) -> None:
        self.job = job
        if self.desk.is_attached:
            self.desk.show_place()
        if isinstance(self.screen, Page):
            self.screen.show_place()

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
            first = summary.failed[0]
            of = "" if len(summary.failed) == 1 else "first of them: "
            text += f" – {of}{first} – ctrl+f lists them"
        self.say(text, "bad" if summary.failed else "good")
        if problem:
            self.say_error(problem)
        self.collector.keep()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Work that failed in a way that it did not foresee is told of; the explorer goes on."""
        if event.state is WorkerState.ERROR and isinstance(event.worker.error, Exception):
            self.say_error(told(event.worker.error))

    def refresh_index(self) -> None:
        """Bring the lists across articles up to date after an everywhere-rule, in the background."""
        self._refresh_index()

    @work(thread=True, group="index", exclusive=True, exit_on_error=False)
    def _refresh_index(self) -> None:
        last, shown = time.monotonic(), False
        with contextlib.suppress(StoreError):
            while left := self.library.refresh(REFRESH):
                time.sleep(0.01)
                if time.monotonic() - last > IMPORT_REFRESH:
                    last, shown = time.monotonic(), True
                    self._tell(self._show_behind, left)
            if shown:
                self._tell(self._show_behind, 0)
                self._tell(self.lists_changed)
            self._tell(self.desk.reload_articles)

    def _show_behind(self, left: int) -> None:
        self.behind = left
        self._report(self.job)

    def lists_changed(self) -> None:
        """What is across articles may have other answers now."""

    def start_export(self, form: str, target: Path, only: frozenset[str] | None = None) -> None:
        """Write the results to a file in the background; ``only`` those of these articles, by id."""
        self._report("exporting…")
        self._export(form, target, only)

    @work(thread=True, group="export", exit_on_error=False)
    def _export(self, form: str, target: Path, only: frozenset[str] | None) -> None:
        from store.export import write_file
        from store.selection import Selection

        try:
            problems = write_file(self.library, form, target, Selection(only=only))
            count = len(self.library.rows()) if only is None else len(only)
            where = whereabouts(target)
            said = (
                (f"{where}: {problems[0]}", "bad") if problems else (f"saved: {where} · {in_articles(count)}", "good")
            )
        except Exception as error:  # whatever it is, the user is told and the explorer goes on
            said = (f"nothing was exported: {told(error)}", "bad")
        with contextlib.suppress(RuntimeError):
            self._tell(self._export_ended, *said)

    def _export_ended(self, text: str, tone: str) -> None:
        self._report("")
        self.say(text, tone)


def _counts(summary: Summary) -> list[tuple[int, str]]:
    return [
        (summary.imported, "imported"),
        (summary.updated, "updated"),
        (summary.unchanged, "unchanged"),
        (len(summary.failed), "refused"),
    ]
