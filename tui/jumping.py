"""Jumping: letters appear on everything in sight that one can go to, and typing them goes there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import islice, product

from tui.asking_screen import AskingScreen
from tui.pane import Pane

#: The letters, those under the fingers first.
LETTERS = "asdfghjklqwertyuiopzxcvbnm"

#: Something to go to: a pane, and the line of its list or the offset into its text.
Spot = tuple[Pane, int]


def labels(count: int) -> list[str]:
    """So many labels of one length, as short as can be, so that none begins like another."""
    if count <= len(LETTERS):
        return [*LETTERS[:count]]
    return ["".join(pair) for pair in islice(product(LETTERS, LETTERS), count)]


class Jumping(AskingScreen):
    """The action of a screen with panes; a mixin."""

    def jump_panes(self) -> Sequence[Pane]:
        """The panes in sight, the one at work first."""
        raise NotImplementedError

    def jump_to(self, spot: Spot) -> None:
        """Bring focus and cursor to a spot."""
        raise NotImplementedError

    def action_jump(self) -> None:
        spots = [(pane, at) for pane in self.jump_panes() for at in pane.spots()]
        if spots:
            self._offer(dict(zip(labels(len(spots)), spots, strict=False)), "")

    def _offer(self, labelled: dict[str, Spot], typed: str) -> None:
        """Show what is still to be typed for each of the spots whose label begins with what was typed."""
        left = {label: spot for label, spot in labelled.items() if label.startswith(typed)}
        for pane in self.jump_panes():
            pane.show_labels({at: label[len(typed) :] for label, (where, at) in left.items() if where is pane})
        keys = {label[len(typed)]: "" for label in left}
        self.question.ask_key("Jump: type the letters", keys, partial(self._typed, left, typed), self._clear)

    def on_resize(self) -> None:
        """What comes into sight has no letters: begin again."""
        if self.question.wants_key and any(pane._labels for pane in self.jump_panes()):
            self.question.cancel()

    def _typed(self, labelled: dict[str, Spot], typed: str, key: str) -> None:
        spot = labelled.get(typed + key)
        if spot is None:
            self._offer(labelled, typed + key)
        else:
            self._clear()
            self.jump_to(spot)

    def _clear(self) -> None:
        for pane in self.jump_panes():
            pane.show_labels({})
