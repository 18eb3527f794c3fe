"""The user's own keys."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from store.library import Library
from tests.explorer import Explorer
from tui.app import PressboxApp
from tui.config import ConfigError
from tui.keymap import keyed, lines
from tui.verbs import VERBS


def test_the_verbs_own_keys_do_not_clash() -> None:
    assert keyed({}, "here") == VERBS


def test_all_verbs_are_listed_group_by_group_with_the_users_keys() -> None:
    listed = lines(keyed({"review": "f2,ctrl+t"}, "here"))
    assert {line.id for line in listed} == {verb.id for verb in VERBS}
    groups = [line.group for line in listed]
    assert len([a for a, b in pairwise(groups) if a != b]) == len(set(groups)) - 1
    review = next(line for line in listed if line.id == "review")
    assert (review.keys, review.title) == ("f2 ctrl+t", "Reviewed")


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        ({"fly": "x"}, "here: keys.fly: there is no such action"),
        ({"review": "hyper+q+q"}, "here: keys.review: there is no key"),
        ({"review": ""}, "here: keys.review: there is no key"),
        ({"review": "x"}, "here: keys.review: x is the key of delete and of review"),
        ({"review": "f2", "zoom": "f2"}, "f2 is the key of zoom and of review"),
    ],
)
def test_a_wrong_entry_is_named(keys: dict[str, str], complaint: str) -> None:
    with pytest.raises(ConfigError, match="here: keys") as error:
        keyed(keys, "here")
    assert complaint in str(error.value)


async def test_other_keys_work_and_are_shown(store: Path) -> None:
    verbs = keyed({"review": "f2,ctrl+t", "delete": "D", "delete-quote": "x"}, "here")
    with Library.open(store) as library:
        app = PressboxApp(lambda: library, verbs=verbs)
        async with app.run_test(size=(140, 40)) as pilot:
            await pilot.press("f2")
            await pilot.pause()
            assert app.desk.view is not None
            assert app.desk.view.reviewed
            await pilot.press("exclamation_mark")
            await pilot.pause()
            assert app.desk.view.reviewed
            assert "f2 Reviewed" in Explorer(app, pilot).screen
