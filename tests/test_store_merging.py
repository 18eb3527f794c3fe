"""Two stores corrected apart: what one takes over from the other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from store import drafts
from store.corrections import Correction, State, anchor
from store.library import Library
from store.merging import merge
from store.model import Scope, Speaker
from tests.newsroom import MATCH, OTHER, extraction, reading
from tui.cli import cli
from tui.front import run


def store(path: Path, *texts: str) -> Library:
    library = Library.open(path)
    for n, text in enumerate(texts or (MATCH,)):
        library.put(reading(text, f"file:{n}.txt"), extraction(text))
    return library


def relabel(library: Library, name: str, label: str, scope: Scope = "mention") -> Correction:
    key = library.rows()[0].id
    start = MATCH.index(name)
    made = Correction(
        id="",
        time="",
        action="relabel",
        article=key,
        scope=scope,
        anchor=anchor(MATCH, start, start + len(name)),
        after=State(label=label),
    )
    return library.correct(made)


def label(library: Library, name: str) -> str:
    return next(m.label for m in library.view(library.rows()[0].id).mentions if m.text == name)


def log(library: Library) -> set[str]:
    ids = {c.id for row in library.rows() for c in library.document(row.id).corrections}
    return ids | {c.id for c in library.everywhere()}


def test_what_was_said_elsewhere_holds_here_and_is_still_theirs(tmp_path: Path) -> None:
    with store(tmp_path / "a") as here, store(tmp_path / "b") as there:
        made = relabel(there, "Pep Guardiola", "ORG")
        merged = merge(here, there)
        assert (merged.taken, merged.known, merged.contradictions, merged.refused) == (1, 0, [], [])
        assert label(here, "Pep Guardiola") == "ORG"
        assert here.document(here.rows()[0].id).corrections == (made,)
        again = merge(here, there)
        assert (again.taken, again.known) == (0, 1)


def test_the_same_said_on_both_sides_counts_once(tmp_path: Path) -> None:
    with store(tmp_path / "a") as here, store(tmp_path / "b") as there:
        ours = relabel(here, "Pep Guardiola", "ORG")
        relabel(there, "Pep Guardiola", "ORG")
        merged = merge(here, there)
        assert (merged.taken, merged.known, merged.contradictions) == (0, 1, [])
        assert log(here) == {ours.id}


def test_of_a_contradiction_both_sides_stay_and_the_later_holds(tmp_path: Path) -> None:
    with store(tmp_path / "a") as here, store(tmp_path / "b") as there:
        theirs = relabel(there, "Pep Guardiola", "LAW")
        ours = relabel(here, "Pep Guardiola", "ORG")
        merged = merge(here, there)
        assert [(c.ours, c.theirs) for c in merged.contradictions] == [(ours, theirs)]
        assert "here is later" in str(merged.contradictions[0])
        assert log(here) == {ours.id, theirs.id}
        assert label(here, "Pep Guardiola") == "ORG"
        back = merge(there, here)
        assert len(back.contradictions) == 0 or back.taken == 1
        assert label(there, "Pep Guardiola") == "ORG"


def test_who_reconsiders_what_both_know_contradicts_nobody(tmp_path: Path) -> None:
    with store(tmp_path / "a") as here, store(tmp_path / "b") as there:
        relabel(here, "Pep Guardiola", "ORG")
        merge(there, here)
        relabel(there, "Pep Guardiola", "LAW")
        assert merge(here, there).contradictions == []
        assert label(here, "Pep Guardiola") == "LAW"


def test_undos_come_along(tmp_path: Path) -> None:
    with store(tmp_path / "a") as here, store(tmp_path / "b") as there:
        relabel(here, "Pep Guardiola", "ORG")
        merge(there, here)
        there.undo()
        assert merge(here, there).taken == 1
        assert label(here, "Pep Guardiola") == "PERSON"


def test_rules_come_along(tmp_path: Path) -> None:
    with store(tmp_path / "a") as here, store(tmp_path / "b") as there:
        relabel(there, "Pep Guardiola", "ORG", scope="everywhere")
        assert merge(here, there).taken == 1
        assert label(here, "Pep Guardiola") == "ORG"
        assert len(here.everywhere()) == 1


def test_an_article_is_known_by_its_text_and_an_unknown_one_is_told_of(tmp_path: Path) -> None:
    with store(tmp_path / "a", MATCH) as here, store(tmp_path / "b", MATCH, OTHER) as there:
        relabel(there, "Pep Guardiola", "ORG")
        key = there.rows()[1].id
        there.correct(Correction(id="", time="", action="review", article=key, after=State(reviewed=True)))
        merged = merge(here, there)
        assert merged.taken == 1
        assert len(merged.refused) == 1
        assert key in merged.refused[0]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.booleans(), st.sampled_from(["Pep Guardiola", "Madrid", "5-2"]), st.sampled_from(["ORG", "LAW"])),
        max_size=6,
    )
)
def test_merging_both_ways_leaves_both_with_the_same_view(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[bool, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    with store(folder / "a") as one, store(folder / "b") as two:
        for first, name, what in said:
            library = one if first else two
            if label(library, name) != what:
                relabel(library, name, what)
        merge(one, two)
        merge(two, one)
        key = one.rows()[0].id
        assert one.view(key).mentions == two.view(key).mentions
        assert merge(one, two).taken == 0


def test_the_command(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    with store(a) as here, store(b) as there:
        relabel(here, "Pep Guardiola", "ORG")
        relabel(there, "Pep Guardiola", "LAW")
    before = {path: path.read_bytes() for path in b.rglob("*.json")}
    capfd.readouterr()
    assert run(cli, ["merge", str(b), "--store", str(a)]) == 0
    out, err = capfd.readouterr()
    assert "LAW" in out
    assert err == "1 taken over, 0 known, 1 contradicts, 0 refused\n"
    assert {path: path.read_bytes() for path in b.rglob("*.json")} == before
    assert run(cli, ["merge", str(b), "--store", str(a), "--json"]) == 0
    assert json.loads(capfd.readouterr().out)["known"] == 1
    assert run(cli, ["merge", str(a), "--store", str(a)]) == 1
    assert "the store itself" in capfd.readouterr().err
    assert run(cli, ["merge", str(tmp_path), "--store", str(a)]) == 1
    assert "not a Pressbox store" in capfd.readouterr().err


def test_what_finds_nothing_to_act_on_is_kept_and_told(tmp_path: Path) -> None:
    """Here the quote was deleted, there it got a speaker: neither side is lost, and the contradiction is listed."""
    with store(tmp_path / "a") as here, store(tmp_path / "b") as there:
        view = here.view(here.rows()[0].id)
        here.correct(drafts.delete_quote(view, view.quotes[0]))
        made = there.correct(drafts.set_speaker(view, view.quotes[0], Speaker(name="a spokesman")))
        merged = merge(here, there)
        assert (merged.taken, merged.refused) == (1, [])
        assert [one.theirs.id for one in merged.contradictions] == [made.id]
        assert made.id in log(here)
        assert merge(there, here).taken == 1
        assert log(here) == log(there)


def test_a_place_and_all_places_of_its_words_can_contradict(tmp_path: Path) -> None:
    with store(tmp_path / "a") as here, store(tmp_path / "b") as there:
        relabel(here, "Liverpool", "GPE", "article")
        relabel(there, "Liverpool", "FAC")
        assert len(merge(here, there).contradictions) == 1


def test_one_rule_made_at_two_places_counts_once(tmp_path: Path) -> None:
    with store(tmp_path / "a") as here, store(tmp_path / "b") as there:
        relabel(here, "Liverpool", "GPE", "everywhere")
        view = there.view(there.rows()[0].id)
        second = [m for m in view.mentions if m.text == "Liverpool"][1]
        draft = replace(drafts.relabel(view, second, "GPE"), before=State(), scope="everywhere")
        there.correct(draft)
        merged = merge(here, there)
        assert (merged.taken, merged.known) == (0, 1)
        assert len(here.everywhere()) == 1
