"""After a rule for all articles the screen goes on at once, and says how many articles are still to be read again."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from store.library import Library
from tests.explorer import Explorer, explorer
from tui.long_work import REFRESH


class Slow:
    """Makes the work that reads articles again stop before each of a few steps until it is let go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, steps: list[int]) -> None:
        self.steps, self.real = list(steps), Library.refresh
        self.go_on = threading.Semaphore(0)
        monkeypatch.setattr(Library, "refresh", lambda library, budget=None: self.refresh(library, budget))
        monkeypatch.setattr("tui.long_work.IMPORT_REFRESH", 0.0)

    def refresh(self, library: Library, budget: float | None) -> int:
        if budget == REFRESH and self.steps and self.go_on.acquire(timeout=10):
            return self.steps.pop(0)
        return self.real(library, budget)


async def shown(app: Explorer, words: str) -> None:
    for _ in range(1000):
        if words in app.screen:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"{words!r} never came:\n{app.screen}")


async def test_articles_that_are_behind_are_counted_down(ferry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with explorer(ferry, (120, 30)) as app:
        await app.quiet()
        slow = Slow(monkeypatch, [1200, 7, 1])
        await app.press("2")
        app.go_to("Harbour Line")
        await app.press("r", "e", "asterisk", "y")
        assert "everywhere" in app.status
        await app.press("3", "g", "enter")
        page = app.app.screen
        for left in ("1200 articles", "7 articles"):
            slow.go_on.release()
            await shown(app, f" {left} still to be read again")
        await app.press("q")
        assert "7 articles still to be read again" in app.screen
        slow.go_on.release()
        await app.press("L")
        await app.quiet()
        await app.pilot.pause()
        assert "still to be read again" not in app.screen
        assert app.app.screen is not page


async def test_an_open_page_asks_again_when_all_is_read(ferry: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with explorer(ferry, (120, 30)) as app:
        await app.quiet()
        slow = Slow(monkeypatch, [2, 1])
        await app.press("2")
        app.go_to("Harbour Line")
        await app.press("r", "e", "asterisk", "y", "V")
        page = app.app.screen
        await app.press("2", "j")
        slow.go_on.release()
        slow.go_on.release()
        await app.quiet()
        again = app.app.screen
        assert again is not page
        assert type(again) is type(page)
        assert again.state().at == 1  # type: ignore[attr-defined]
        assert app.app.library.entities("Harbour Line")[0].label == "EVENT"
