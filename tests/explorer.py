"""The explorer in a test: the real app over a real store, driven by keys; and what its screen shows as text."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from store.extract import DEFAULT_MODEL
from store.library import Library
from tui.app import PressboxApp

#: Longest that a test waits for work in the background, in seconds.
PATIENCE = 60.0


class Explorer:
    """A running explorer. ``press`` takes keys as Textual names them."""

    def __init__(self, app: PressboxApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot
        self.desk = app.desk

    async def press(self, *keys: str) -> None:
        """Press keys one after the other and wait for the screen."""
        await self.pilot.press(*keys)
        self.desk.settle()
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type words."""
        await self.press(*("space" if c == " " else c for c in text))

    async def resize(self, width: int, height: int) -> None:
        """Give the terminal another size and wait for the screen."""
        await self.pilot.resize_terminal(width, height)
        await self.pilot.pause()

    async def quiet(self) -> None:
        """Wait until no work runs in the background."""
        async with asyncio.timeout(PATIENCE):
            while self.app.job or any(not w.is_finished for w in self.app.workers):
                await asyncio.sleep(0.05)
        await self.pilot.pause()

    @property
    def screen(self) -> str:
        """What the terminal shows, as lines of text."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in strips)

    @property
    def status(self) -> str:
        """The message on the status line."""
        return self.desk.status.message

    def go_to(self, words: str) -> None:
        """Put the text cursor on the first occurrence of some words."""
        self.desk.text.set_cursor(self.desk.text.text.index(words), tell=False)
        self.desk.follow_text()


@asynccontextmanager
async def explorer(
    store: Path,
    size: tuple[int, int] = (120, 40),
    *,
    session: str = "",
    paths: Iterable[str] = (),
    wait: bool = True,
) -> AsyncIterator[Explorer]:
    """Run the explorer over a store without a terminal; ``wait`` until it knows what is on the disk."""
    with Library.open(store, wait=False) as library:
        app = PressboxApp(lambda: library, session=session, paths=paths, model=DEFAULT_MODEL)
        async with app.run_test(size=size, notifications=True) as pilot:
            async with asyncio.timeout(PATIENCE):
                while wait and not library.settled:
                    await asyncio.sleep(0.01)
            await pilot.pause()
            yield Explorer(app, pilot)
