"""Every action by name in the command palette."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from tui.verbs import Verb

if TYPE_CHECKING:
    from tui.app import PressboxApp


class VerbProvider(Provider):
    """Offers the verbs; the chosen one is done on the page that is open, or at the desk."""

    async def discover(self) -> Hits:
        for verb in self._app.verbs:
            yield DiscoveryHit(_shown(verb), self._run(verb), text=verb.title, help=verb.help)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for verb in self._app.verbs:
            score = max(matcher.match(verb.title), matcher.match(verb.id) * 0.9, matcher.match(verb.help) * 0.6)
            if score > 0:
                yield Hit(score, _shown(verb), self._run(verb), text=verb.title, help=verb.help)

    def _run(self, verb: Verb) -> partial[Coroutine[Any, Any, None]]:
        return partial(self._app.do, verb)

    @property
    def _app(self) -> PressboxApp:
        return cast("PressboxApp", self.app)


def _shown(verb: Verb) -> Content:
    return Content.assemble((verb.title, "bold"), "  ", (verb.key_label, "$text-muted"))
