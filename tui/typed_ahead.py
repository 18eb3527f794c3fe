"""Keys that are typed before the ones before them have done all they do, as over a slow line or by a macro.

Textual sends a key to the focused widget at once, from where it rises to the app, whose bindings have it do something.
Two keys that come together are both on their way before the first has done anything: the second would go to the widget
that had the focus before the first one moved it, and be about the name that the cursor is no longer on.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from textual import events
from textual.app import App
from textual.dom import DOMNode

from tui.page import Page

#: Seconds between two looks at whether a page's list is there.
LOOK = 0.02
#: Seconds after which the next key goes on, whatever has become of the one before.
PATIENCE = 1.0


class TypedAhead:
    """Holds input back until the key before it has been dealt with; ``send`` is what then takes it."""

    def __init__(self, app: App[int], send: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app, self._send = app, send
        self._held: deque[events.Event] = deque()
        self._timer: asyncio.TimerHandle | None = None
        #: Counts the keys, so that one that was given up says nothing when it is done after all.
        self._number = 0

    async def take(self, event: events.Event) -> None:
        """Send an event on its way as soon as the ones before have been dealt with."""
        if self._timer is not None or self._held:
            self._held.append(event)
        else:
            await self._pass_on(event)

    async def _pass_on(self, event: events.Event) -> None:
        there = self._there
        await self._send(event)
        if isinstance(event, events.Key | events.Paste):
            self._number += 1
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(PATIENCE, self._done, self._number)
            self._climb(there, self._again, there, self._number)

    @property
    def _there(self) -> DOMNode:
        """Where keys go."""
        return self._app.focused or self._app.screen

    def _climb(self, node: DOMNode | None, then: Callable[..., object], *args: object) -> None:
        """Follow a key upwards: what is queued behind it runs when it, and what it sent before, has been there."""
        while node is not None and node is not self._app:
            if node.call_later(self._climb, node.parent, then, *args):
                return
            node = node.parent
        # By now the app has the key in its queue; what that asks of the app, such as moving the focus, comes after it.
        self._app.call_later(self._app.call_later, then, *args)

    def _again(self, there: DOMNode, number: int) -> None:
        """The key has done something; follow the message that this may have sent, such as that a line is finished."""
        if self._waits_for(number):
            self._climb(there, self._elsewhere, there, number)

    def _elsewhere(self, there: DOMNode, number: int) -> None:
        """Where keys go to now, such as a page that was opened, must have settled before the next one comes."""
        if not self._waits_for(number):
            return
        if self._there is there:
            screen = self._app.screen
            if isinstance(screen, Page) and screen.filling:
                asyncio.get_running_loop().call_later(LOOK, self._elsewhere, there, number)
            else:
                self._done(number)
        else:
            self._again(self._there, number)

    def _waits_for(self, number: int) -> bool:
        return number == self._number and self._timer is not None

    def _done(self, number: int) -> None:
        if self._waits_for(number) and self._timer is not None:
            self._timer.cancel()
            self._timer = None
            if self._held:
                self._app.call_next(self._go_on)

    async def _go_on(self) -> None:
        while self._held and self._timer is None:
            await self._pass_on(self._held.popleft())
