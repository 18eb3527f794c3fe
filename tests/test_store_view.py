"""The view is a pure function of the machine's output and the log: every action at every scope."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from store import corrections, drafts
from store.corrections import Anchor, Correction, State, anchor, describe, in_force, locate, new_id
from store.model import LABELS, Entity, Extraction, Mention, Quote, Scope, Span, Speaker
from store.names import entity_id
from store.placing import place
from store.replay import ANYWHERE
from store.view import View, view
from tests.newsroom import MATCH, NAMES, OTHER, article, draft, extraction

ARTICLE = article(MATCH)
MACHINE = place(extraction(MATCH), lambda last, company: [])
PLAIN = view(ARTICLE, MACHINE)
THERE = article(OTHER, "fedcba9876543210")
THERE_MACHINE = place(extraction(OTHER), lambda last, company: ["jurgen-klopp"] if last == "klopp" else [])


def seen(*log: Correction, machine: Extraction = MACHINE, text: str = MATCH) -> View:
    numbered = [replace(c, id=c.id or f"{n:018x}") for n, c in enumerate(log, 1)]
    return view(article(text), machine, numbered)


def ruled(*rules: Correction) -> View:
    """The other article under rules made in the first."""
    return view(THERE, THERE_MACHINE, (), [replace(c, id=f"{n:018x}", scope="everywhere") for n, c in enumerate(rules)])


def marks(found: View, label: str | None = None) -> list[tuple[str, str]]:
    return [(m.text, m.entity) for m in found.mentions if label in (None, m.label)]


def speakers(found: View) -> list[str | None]:
    return [q.speaker.entity for q in found.quotes]


# the machine's output as it is


def test_without_corrections_the_view_is_what_the_machine_found() -> None:
    assert PLAIN.mentions == MACHINE.mentions
    assert PLAIN.quotes == MACHINE.quotes
    assert {e.id: e.name for e in PLAIN.entities} == {e.id: e.name for e in MACHINE.entities}
    assert (PLAIN.human, PLAIN.orphans, PLAIN.reviewed) == (0, (), False)


def test_looking_things_up() -> None:
    klopp = MATCH.index("Klopp")
    assert (PLAIN.mention_at(klopp) or PLAIN.mentions[-1]).text == "Jurgen Klopp"
    assert PLAIN.mention_at(len("Jurgen Klopp")) is None
    assert (PLAIN.quote_at(MATCH.index("good")) or PLAIN.quotes[-1]).id == "q1"
    assert PLAIN.quote_at(0) is None
    assert (PLAIN.entity("jurgen-klopp") or PLAIN.entities[-1]).aliases == ("Klopp",)
    assert PLAIN.entity(None) is None


# names


def test_relabel_one_mention_moves_it_to_an_entity_of_its_own() -> None:
    found = seen(draft("relabel", ARTICLE, "Liverpool", nth=2, before=State(label="ORG"), after=State(label="GPE")))
    assert marks(found, "GPE")[-1] == ("Liverpool", "liverpool-gpe")
    assert marks(found, "ORG") == [("Liverpool", "liverpool")] * 2
    assert (found.mentions[-1].by, found.mentions[-1].reason) == ("human", "relabelled from ORG by hand")
    assert found.human == 1


def test_relabel_in_the_article_takes_all_of_that_text_and_label() -> None:
    one = draft("relabel", ARTICLE, "Liverpool", nth=2, before=State(label="ORG"), after=State(label="GPE"))
    other = draft("relabel", ARTICLE, "Liverpool", before=State(label="ORG"), after=State(label="FAC"), scope="article")
    found = seen(one, other)
    assert [m.label for m in found.mentions if m.text == "Liverpool"] == ["FAC", "FAC", "GPE"]


def test_relabel_everywhere_gives_the_same_entity_in_every_article() -> None:
    rule = draft("relabel", ARTICLE, "Liverpool", before=State(label="ORG"), after=State(label="GPE"))
    here, there = seen(replace(rule, scope="everywhere")), ruled(rule)
    assert {e for t, e in marks(here) + marks(there) if t == "Liverpool"} == {"liverpool-gpe"}


def test_relabel_of_a_whole_entity_takes_its_quotes_along() -> None:
    found = seen(draft("relabel", ARTICLE, "Pep Guardiola", before=State(label="PERSON"), after=State(label="FAC")))
    assert ("Pep Guardiola", "pep-guardiola-fac") in marks(found)
    assert "pep-guardiola" not in {e.id for e in found.entities}
    assert "pep-guardiola-fac" in speakers(found)


def test_relabel_by_entity_needs_no_place() -> None:
    correction = draft(
        "relabel", ARTICLE, before=State(entity="jurgen-klopp"), after=State(label="ORG"), scope="article"
    )
    assert {m.label for m in seen(correction).mentions if "Klopp" in m.text} == {"ORG"}


def test_delete_one_all_and_everywhere() -> None:
    one = draft("delete-mention", ARTICLE, "Liverpool", before=State(label="ORG"))
    assert len(marks(seen(one))) == len(PLAIN.mentions) - 1
    assert "Liverpool" not in dict(marks(seen(replace(one, scope="article"))))
    assert "Liverpool" not in dict(marks(ruled(one)))
    by_entity = draft("delete-mention", ARTICLE, before=State(entity="jurgen-klopp"), scope="article")
    assert not any("Klopp" in text for text, _ in marks(seen(by_entity)))


def test_a_rule_that_deletes_counts_only_where_it_deletes() -> None:
    rule = draft("delete-mention", ARTICLE, "Liverpool", before=State(label="EVENT"))
    assert ruled(rule).human == 0


def test_add_here_in_the_article_and_everywhere() -> None:
    one = draft("add-mention", ARTICLE, "home", after=State(label="LOC"))
    assert marks(seen(one), "LOC") == [("home", "home-loc")]
    text = "The Mersey, the Mersey; Merseyside. On the Mersey."
    machine = Extraction(extractor="test 1", model="none")
    add = draft("add-mention", article(text), "Mersey", nth=1, after=State(label="LOC"))
    assert [m.start for m in seen(add, text=text, machine=machine).mentions] == [16]
    assert [m.start for m in seen(replace(add, scope="article"), text=text, machine=machine).mentions] == [4, 16, 43]
    assert marks(ruled(add), "LOC") == [("Mersey", "mersey-loc")]


def test_an_added_name_replaces_what_it_overlaps_only_where_it_was_pointed_at() -> None:
    text = "Anfield Road. Anfield Road."
    names = {"Anfield": "FAC", "Road": "ORG"}
    add = draft("add-mention", article(text), "Anfield Road", after=State(label="FAC"), scope="article")
    found = seen(add, text=text, machine=place(extraction(text, names), lambda last, company: []))
    assert [m.text for m in found.mentions] == ["Anfield Road", "Anfield", "Road"]


def test_an_added_name_joins_the_entity_that_has_it() -> None:
    text = MATCH + " Klopp."
    added = draft("add-mention", article(text), "Klopp", nth=3, after=State(label="PERSON"))
    assert seen(added, text=text).mentions[-1].entity == "jurgen-klopp"


def test_move_borders_here_and_in_the_article() -> None:
    start = MATCH.index("Klopp,") - 5
    words = MATCH[start : start + 10]
    after = State(start=start, end=start + 10, text=words)
    move = draft("move-mention", ARTICLE, "Klopp", nth=1, before=State(label="PERSON"), after=after)
    assert words in dict(marks(seen(move)))
    wide = draft("move-mention", ARTICLE, "Jurgen Klopp", scope="article", after=State(start=7, end=12, text="Klopp"))
    assert [m.text for m in seen(wide).mentions if "Klopp" in m.text] == ["Klopp"] * 3


def test_a_border_past_the_text_is_an_orphan() -> None:
    end = len(MATCH)
    move = draft("move-mention", ARTICLE, "Liverpool", nth=2, after=State(start=end - 10, end=end + 5, text="x"))
    assert seen(move).orphans[0].action == "move-mention"


def test_moving_every_mention_onto_its_neighbour_leaves_no_overlap() -> None:
    text = "aa aa aa aa"
    machine = place(extraction(text, {"aa": "ORG"}), lambda last, company: [])
    move = draft("move-mention", article(text), "aa", scope="article", after=State(start=0, end=5, text="aa aa"))
    spans = [(m.start, m.end) for m in seen(move, text=text, machine=machine).mentions]
    assert spans == [(0, 5), (6, 11)]


def test_set_entity_of_one_and_of_all_of_a_text() -> None:
    after = State(entity="michael-klopp", name="Michael Klopp")
    one = seen(draft("set-entity", ARTICLE, "Klopp", nth=2, before=State(label="PERSON"), after=after))
    assert marks(one, "PERSON")[-1] == ("Klopp", "michael-klopp")
    assert (one.entity("michael-klopp") or one.entities[0]).name == "Michael Klopp"
    assert "jurgen-klopp" in speakers(one)
    everywhere = ruled(draft("set-entity", ARTICLE, "Klopp", nth=1, after=after))
    assert marks(everywhere, "PERSON") == [("Klopp", "michael-klopp")]
    assert speakers(everywhere) == ["michael-klopp"], "the quote goes with its speaker's only mention"


def test_join_entities_takes_mentions_label_and_quotes() -> None:
    join = draft(
        "join-entities",
        ARTICLE,
        before=State(entity="pep-guardiola", name="Pep Guardiola"),
        after=State(entity="jurgen-klopp", name="Jurgen Klopp", label="PERSON"),
        scope="article",
    )
    found = seen(join)
    assert set(speakers(found)) == {"jurgen-klopp"}
    assert {q.speaker.name for q in found.quotes} == {"Jurgen Klopp"}
    assert (found.entity("jurgen-klopp") or found.entities[-1]).aliases == ("Klopp", "Pep Guardiola")
    clubs = replace(
        join, before=State(entity="liverpool"), after=State(entity="madrid-gpe", name="Madrid", label="GPE")
    )
    assert {label for t, label in ((m.text, m.label) for m in seen(clubs).mentions) if t == "Liverpool"} == {"GPE"}


def test_join_into_an_entity_that_this_article_lacks() -> None:
    join = draft(
        "join-entities",
        ARTICLE,
        before=State(entity="real-madrid"),
        after=State(entity="real-madrid-cf", name="Real Madrid CF", label="ORG"),
    )
    assert (ruled(join).entity("real-madrid-cf") or THERE_MACHINE.entities[0]).name == "Real Madrid CF"


def test_rename_shows_in_entities_and_speakers() -> None:
    rename = draft(
        "rename-entity", ARTICLE, before=State(entity="jurgen-klopp"), after=State(name="Jürgen Klopp"), scope="article"
    )
    found = seen(rename)
    assert (found.entity("jurgen-klopp") or found.entities[-1]).name == "Jürgen Klopp"
    assert {q.speaker.name for q in found.quotes if q.speaker.entity == "jurgen-klopp"} == {"Jürgen Klopp"}
    assert {q.speaker.name for q in ruled(rename).quotes} == {"Jürgen Klopp"}


def test_an_everywhere_rename_holds_for_what_later_corrections_make_of_the_entity() -> None:
    rename = draft("rename-entity", ARTICLE, before=State(entity="merseyside"), after=State(name="Merseyside (region)"))
    into = draft("set-entity", THERE, "Liverpool", after=State(entity="merseyside", name="Merseyside"))
    found = ruled(rename, into)
    assert (found.entity("merseyside") or found.entities[0]).name == "Merseyside (region)"


# quotes


def test_add_quote_and_once_more() -> None:
    speaker = Speaker(entity="jurgen-klopp", name="Jurgen Klopp", mention=Span(0, 12, "Jurgen Klopp"))
    add = draft("add-quote", ARTICLE, "went home to Liverpool", after=State(kind="indirect", speaker=speaker))
    found = seen(add, add)
    assert [(q.kind, q.by, q.speaker) for q in found.quotes if q.kind == "indirect"] == [("indirect", "human", speaker)]
    assert len(found.quotes) == 4
    # Where the machine has found it by now, the human's word holds and the quote keeps its id.
    again = seen(draft("add-quote", ARTICLE, "They deserved it,", after=State(kind="partial")))
    assert [(q.id, q.kind, q.by) for q in again.quotes][2] == ("q3", "partial", "human")


def test_delete_quote() -> None:
    assert [q.id for q in seen(draft("delete-quote", ARTICLE, "We were good,")).quotes] == ["q2", "q3"]


def test_move_segment() -> None:
    start = MATCH.index("We were good,")
    move = draft(
        "move-segment", ARTICLE, "We were good,", after=State(start=start, end=start + 12, text="We were good")
    )
    found = seen(move)
    assert found.quotes[0].segments == (Span(start, start + 12, "We were good"),)
    assert found.quotes[0].by == "human"


def test_set_speaker_of_one_quote() -> None:
    speaker = Speaker(entity="pep-guardiola", name="Pep Guardiola", mention=Span(3, 8, "moved"))
    found = seen(draft("set-speaker", ARTICLE, "We were good,", after=State(speaker=speaker)))
    assert speakers(found)[0] == "pep-guardiola"
    assert found.quotes[0].speaker.mention is None, "a mention that does not stand there is not kept"


def test_set_speaker_of_all_that_somebody_said() -> None:
    was = Speaker(entity="jurgen-klopp", name="Whatever he is called now")
    change = draft(
        "set-speaker",
        ARTICLE,
        "We were good,",
        before=State(speaker=was),
        after=State(speaker=Speaker(entity="mo-salah", name="Mo Salah")),
    )
    assert speakers(seen(replace(change, scope="article"))) == ["mo-salah", "mo-salah", "pep-guardiola"]
    assert [q.speaker.name for q in ruled(change).quotes] == ["Mo Salah"]


@pytest.mark.parametrize("scope", ["article", "everywhere"])
def test_quotes_without_a_speaker_have_nothing_in_common(scope: Scope) -> None:
    machine = replace(MACHINE, quotes=tuple(replace(q, speaker=Speaker()) for q in MACHINE.quotes))
    change = draft("set-speaker", ARTICLE, scope=scope, after=State(speaker=Speaker(name="a spokesman")))
    assert [q.speaker.name for q in seen(change, machine=machine).quotes] == [None] * 3


def test_set_kind() -> None:
    assert seen(draft("set-kind", ARTICLE, "We were good,", after=State(kind="partial"))).quotes[0].kind == "partial"


def test_join_and_split_quotes() -> None:
    second = MACHINE.quotes[1].segments
    join = draft("join-quotes", ARTICLE, "We were good,", after=State(segments=second))
    joined = seen(join)
    assert [(q.id, len(q.segments)) for q in joined.quotes] == [("q1", 2), ("q3", 1)]
    split = draft("split-quote", ARTICLE, "We were good,", after=State(start=second[0].start))
    both = seen(join, split)
    assert [s for q in both.quotes for s in q.segments] == [s for q in PLAIN.quotes for s in q.segments]
    assert len({q.id for q in both.quotes}) == 3
    inside = seen(draft("split-quote", ARTICLE, "We were good,", after=State(start=MATCH.index("were good"))))
    assert [s.text for q in inside.quotes[:2] for s in q.segments] == ["We", "were good,"]


def test_quote_corrections_find_their_quote_after_the_text_has_moved() -> None:
    text = "By a reporter. " + MATCH
    machine = place(extraction(text), lambda last, company: [])
    second = MACHINE.quotes[1].segments
    join = draft("join-quotes", ARTICLE, "We were good,", after=State(segments=second))
    split = draft("split-quote", ARTICLE, "They deserved it,", after=State(start=MATCH.index("deserved it")))
    found = seen(join, split, text=text, machine=machine)
    assert [[s.text for s in q.segments] for q in found.quotes] == [
        ["We were good,", "and Madrid were not."],
        ["They"],
        ["deserved it,"],
    ]


# the article


def test_review_is_no_correction_of_the_machine() -> None:
    found = seen(draft("review", ARTICLE, after=State(reviewed=True), scope="article"))
    assert (found.reviewed, found.human) == (True, 0)
    assert not seen(
        draft("review", ARTICLE, after=State(reviewed=True), scope="article"),
        draft("review", ARTICLE, after=State(reviewed=False), scope="article"),
    ).reviewed


def test_what_a_human_said_outlives_a_machine_that_no_longer_finds_it() -> None:
    blind = Extraction(extractor="test 2", model="none")
    log = [
        draft("relabel", ARTICLE, "Madrid", before=State(label="GPE"), after=State(label="ORG")),
        draft("delete-mention", ARTICLE, "Liverpool", before=State(label="ORG")),
        draft("delete-quote", ARTICLE, "We were good,"),
    ]
    found = seen(*log, machine=blind)
    assert marks(found) == [("Madrid", "madrid")]
    assert found.orphans == ()


def test_corrections_without_a_place_are_listed() -> None:
    gone = article("Something else entirely.")
    correction = draft("relabel", ARTICLE, "Madrid", before=State(label="GPE"), after=State(label="ORG"), key="f" * 18)
    assert view(gone, Extraction(extractor="t", model="n"), [correction]).orphans == (correction,)


def test_what_was_said_last_holds_rule_or_not() -> None:
    rule = draft("relabel", ARTICLE, "Madrid", after=State(label="ORG"), scope="everywhere")
    own = draft("relabel", ARTICLE, "Madrid", after=State(label="LOC"))
    for first, second, label in ((rule, own, "LOC"), (own, rule, "ORG")):
        early, late = replace(first, id="0" * 18), replace(second, id="1" * 18)
        log, rules = ([c for c in (early, late) if (c.scope == "everywhere") is is_rule] for is_rule in (False, True))
        assert next(m.label for m in view(ARTICLE, MACHINE, log, rules).mentions if m.text == "Madrid") == label


# anchors and the log


def test_locate_prefers_the_place_the_context_the_nearest() -> None:
    text = "Klopp said. Klopp left. Klopp said."
    assert locate(text, anchor(text, 12, 17)) == (12, 17)
    moved = anchor(text, 12, 17)
    assert locate("A new first line. " + text, moved) == (30, 35)
    assert locate("Klopp and Klopp", Anchor(100, 105, "Klopp", " ", " ")) in ((0, 5), (10, 15))
    assert locate("Klopp", Anchor(100, 105, "Klopp", "zz", "zz")) is None
    assert locate(text, Anchor(0, 3, "Pep")) is None


@pytest.mark.parametrize("where", [Anchor(5, 5, ""), Anchor(-3, 2, "id."), Anchor(99, 99, ""), Anchor(31, 400, "ab")])
def test_locate_never_leaves_the_text(where: Anchor) -> None:
    found = locate("Klopp said. Klopp said.", where)
    assert found is None or 0 <= found[0] < found[1] <= 23


@given(
    st.text(alphabet="ab .", max_size=60), st.integers(0, 60), st.integers(1, 8), st.text(alphabet="ab ", max_size=9)
)
def test_located_text_is_the_anchored_text(text: str, start: int, length: int, inserted: str) -> None:
    where = anchor(text, min(start, len(text)), min(start + length, len(text)))
    for now in (text, inserted + text, text + inserted):
        place = locate(now, where)
        assert place is None or now[place[0] : place[1]] == where.text
    assert (locate(text, where) is None) == (not where.text)


def test_ids_grow_even_past_a_clock_that_was_set_back(monkeypatch: pytest.MonkeyPatch) -> None:
    # Else every later correction of this process would be from the future, and refused where that matters.
    monkeypatch.setattr(corrections, "_ids", corrections._Ids())
    future = f"{(time.time_ns() // 1000) + 10**12:014x}ffff"
    assert new_id(future) > future
    assert new_id("not an id") < new_id("") < new_id() < "1"
    assert new_id("f" * 18) < "1", "an id that no clock has made does not spoil the others"
    assert all(re.fullmatch("[0-9a-f]{18}", new_id()) for _ in range(100))


def test_every_action_has_its_words() -> None:
    for correction in (*ALL, draft("review", ARTICLE, after=State(reviewed=True))):
        assert describe(correction)


def test_a_join_is_told_by_its_names() -> None:
    joined = draft(
        "join-entities",
        ARTICLE,
        before=State(entity="klopp", name="Klopp", label="PERSON"),
        after=State(entity="jurgen-klopp", name="Jurgen Klopp", label="PERSON"),
        scope="article",
    )
    assert describe(joined) == "join entities Klopp → Jurgen Klopp in this article"


# whose word an entity is


def test_a_renamed_or_joined_entity_is_a_humans_word() -> None:
    assert {e.by for e in PLAIN.entities} == {"machine"}
    klopp = State(entity="jurgen-klopp")
    renamed = seen(draft("rename-entity", ARTICLE, before=klopp, after=State(name="Kloppo"), scope="article"))
    assert {e.id for e in renamed.entities if e.by == "human"} == {"jurgen-klopp"}
    joined = seen(
        draft("join-entities", ARTICLE, before=State(entity="pep-guardiola"), after=klopp, scope="article"),
    )
    assert {e.id for e in joined.entities if e.by == "human"} == {"jurgen-klopp"}
    same = seen(draft("rename-entity", ARTICLE, before=klopp, after=State(name="Jurgen Klopp"), scope="article"))
    assert {e.by for e in same.entities} == {"machine"}


def test_a_name_widened_to_one_that_is_known_goes_home() -> None:
    text = "Virgil van Dijk headed in. “We were good,” Van Dijk said. Later Virgil van Dijk went home."
    machine = place(extraction(text), lambda last, company: [])
    where, at = article(text), text.rindex("Virgil")
    gone = draft("delete-mention", where, "Virgil van Dijk", nth=1, before=State(label="PERSON"))
    added = draft("add-mention", where, "Virgil", nth=1, after=State(label="PERSON"))
    wider = [
        draft("move-mention", where, words, nth=1, before=State(label="PERSON"),
              after=State(start=at, end=at + len(to), text=to))
        for words, to in (("Virgil", "Virgil van"), ("Virgil van", "Virgil van Dijk"))
    ]  # fmt: skip
    halfway = seen(gone, added, wider[0], machine=machine, text=text)
    assert ("Virgil van", "virgil") in marks(halfway)
    whole = seen(gone, added, *wider, machine=machine, text=text)
    assert {entity for _, entity in marks(whole)} == {"virgil-van-dijk"}
    assert [e.id for e in whole.entities] == ["virgil-van-dijk"]
    assert whole.mentions[-1].by == "human"


def test_a_widened_name_that_is_not_the_only_one_of_its_entity_stays() -> None:
    text = "Ann Lee won. Ann lost. Ann Lee drew."
    machine = place(extraction(text, {"Ann": "PERSON", "Ann Lee": "PERSON"}), lambda last, company: [])
    where, at = article(text), text.rindex("Ann")
    gone = draft("delete-mention", where, "Ann Lee", nth=1, before=State(label="PERSON"))
    added = draft("add-mention", where, "Ann", nth=2, after=State(label="PERSON"))
    wider = draft(
        "move-mention", where, "Ann", nth=2, before=State(label="PERSON"),
        after=State(start=at, end=at + len("Ann Lee"), text="Ann Lee"),
    )  # fmt: skip
    assert marks(seen(gone, added, wider, machine=machine, text=text))[-1] == ("Ann Lee", "ann")


# any sequence

LIVERPOOL = State(label="ORG", entity="liverpool", name="Liverpool")
SEGMENT = MATCH.index("We were good,")
ALL = [
    draft("relabel", ARTICLE, "Liverpool", nth=1, before=LIVERPOOL, after=State(label="GPE")),
    draft("relabel", ARTICLE, before=State(entity="jurgen-klopp"), after=State(label="ORG"), scope="article"),
    draft("delete-mention", ARTICLE, "Madrid", nth=1, before=State(label="GPE")),
    draft("add-mention", ARTICLE, "Tuesday", after=State(label="EVENT")),
    draft("add-mention", ARTICLE, "Klopp praised", after=State(label="WORK_OF_ART")),
    draft("move-mention", ARTICLE, "Klopp", after=State(start=7, end=20, text="Klopp praised")),
    draft("move-mention", ARTICLE, "Jurgen Klopp", after=State(start=7, end=12, text="Klopp")),
    draft("set-entity", ARTICLE, "Klopp", nth=2, after=State(entity="pep-guardiola", name="Pep Guardiola")),
    draft("join-entities", ARTICLE, before=LIVERPOOL, after=State(entity="madrid-gpe", name="Madrid", label="GPE")),
    draft("rename-entity", ARTICLE, before=State(entity="pep-guardiola"), after=State(name="Josep Guardiola")),
    draft("add-quote", ARTICLE, "went home", after=State(kind="indirect", speaker=Speaker(name="a fan"))),
    draft("delete-quote", ARTICLE, "They deserved it,"),
    draft("move-segment", ARTICLE, "We were good,", after=State(start=SEGMENT, end=SEGMENT + 7, text="We were")),
    draft(
        "set-speaker",
        ARTICLE,
        "We were good,",
        before=State(speaker=Speaker(entity="jurgen-klopp", name="Jurgen Klopp")),
        after=State(speaker=Speaker(entity="pep-guardiola", name="Pep Guardiola")),
    ),
    draft("set-kind", ARTICLE, "We were good,", after=State(kind="partial")),
    draft("join-quotes", ARTICLE, "We were good,", after=State(segments=MACHINE.quotes[1].segments)),
    draft("split-quote", ARTICLE, "We were good,", after=State(start=SEGMENT + 3)),
    draft("review", ARTICLE, after=State(reviewed=True)),
]
steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(ALL), st.sampled_from(["mention", "article", "everywhere"])),
        st.tuples(st.sampled_from(["undo", "redo"]), st.integers(0, 30)),
    ),
    max_size=25,
)


def logged(sequence: list[tuple[object, object]]) -> list[Correction]:
    log: list[Correction] = []
    for n, (what, how) in enumerate(sequence):
        if isinstance(what, Correction):
            scope = how if how != "everywhere" or what.action in ANYWHERE else "article"
            log.append(replace(what, id=f"{n:018x}", scope=scope))
        elif log and isinstance(how, int):
            target = log[how % len(log)].id
            log.append(draft(what, ARTICLE, key=f"{n:018x}", undoes=target))  # type: ignore[arg-type]
    return log


@settings(max_examples=300, deadline=None)
@given(steps, st.randoms())
def test_any_sequence_replays_the_same(sequence: list[tuple[object, object]], chance: random.Random) -> None:
    log = logged(sequence)
    once = view(ARTICLE, MACHINE, log)
    shuffled = chance.sample(log, len(log))
    rules = [c for c in shuffled if c.scope == "everywhere"]
    assert view(ARTICLE, MACHINE, [c for c in shuffled if c.scope != "everywhere"], rules) == once
    assert view(ARTICLE, MACHINE, in_force(log)) == once
    check_sound(once)


@settings(max_examples=100, deadline=None)
@given(steps)
def test_undoing_everything_gives_the_machines_output_back(sequence: list[tuple[object, object]]) -> None:
    log = logged(sequence)
    undone = [draft("undo", ARTICLE, key=f"{n:018x}", undoes=c.id) for n, c in enumerate(log, 1000)]
    redone = [draft("redo", ARTICLE, key=f"{n:018x}", undoes=c.id) for n, c in enumerate(in_force(log), 2000)]
    assert view(ARTICLE, MACHINE, [*log, *undone]) == PLAIN
    assert view(ARTICLE, MACHINE, [*log, *undone, *redone]) == view(ARTICLE, MACHINE, log)


@settings(max_examples=100, deadline=None)
@given(steps, st.text(alphabet="xy Klopp", max_size=30))
def test_any_sequence_survives_another_text(sequence: list[tuple[object, object]], inserted: str) -> None:
    text = inserted + MATCH.replace("Tuesday", "Monday night")
    check_sound(view(article(text), place(extraction(text), lambda last, company: []), logged(sequence)))


def check_sound(found: View) -> None:
    """What every pane relies on: words where offsets say, no overlaps, every id known, no quote without words."""
    text = found.article.text
    for m, following in zip(found.mentions, [*found.mentions[1:], None], strict=True):
        assert text[m.start : m.end] == m.text != ""
        assert following is None or m.end <= following.start
        assert m.label in LABELS
    ids = [e.id for e in found.entities]
    assert len(ids) == len(set(ids))
    assert {m.entity for m in found.mentions} | {q.speaker.entity for q in found.quotes} - {None} == set(ids)
    assert len({q.id for q in found.quotes}) == len(found.quotes)
    for quote in found.quotes:
        assert quote.segments
        assert all(text[s.start : s.end] == s.text != "" for s in quote.segments)
        assert all(a.end <= b.start for a, b in zip(quote.segments, quote.segments[1:], strict=False))


# from the article's ids to the store's


def test_ids_are_the_same_in_every_article() -> None:
    for entity in (*MACHINE.entities, *PLAIN.entities):
        assert entity.id == entity_id(entity.name, entity.label)
    assert {m.entity for m in THERE_MACHINE.mentions if m.text == "Klopp"} == {"jurgen-klopp"}
    assert speakers(view(THERE, THERE_MACHINE)) == ["jurgen-klopp"]


def named(*names: tuple[str, str]) -> Extraction:
    entities = tuple(Entity(id=f"local-{n}", name=name, label=label) for n, (name, label) in enumerate(names))
    mentions = tuple(
        Mention(start=n * 30, end=n * 30 + len(e.name), text=e.name, label=e.label, entity=e.id)
        for n, e in enumerate(entities)
    )
    quote = Quote(id="q", kind="direct", segments=(Span(0, 1, "x"),), speaker=Speaker(entity="elsewhere", name="x"))
    return Extraction(extractor="t", model="n", entities=entities, mentions=mentions, quotes=(quote,))


@pytest.mark.parametrize(
    ("names", "store", "ids"),
    [
        ([("Klopp", "PERSON")], {"klopp": ["jurgen-klopp"]}, ["jurgen-klopp"]),
        ([("Klopp", "PERSON")], {"klopp": ["jurgen-klopp", "michael-klopp"]}, ["klopp"]),
        ([("Klopp", "ORG")], {"klopp": ["jurgen-klopp"]}, ["klopp"]),
        ([("Van Dijk", "PERSON")], {"van-dijk": ["virgil-van-dijk"]}, ["virgil-van-dijk"]),
        ([("Michael Klopp", "PERSON"), ("Klopp", "PERSON")], {"klopp": ["jurgen-klopp"]}, ["michael-klopp", "klopp"]),
        ([("Ford", "PERSON"), ("Ford", "ORG")], {}, ["ford", "ford-org"]),
        ([("Ford", "ORG"), ("FORD", "ORG")], {}, ["ford", "ford"]),
    ],
)
def test_placing(names: list[tuple[str, str]], store: dict[str, list[str]], ids: list[str]) -> None:
    placed = place(named(*names), lambda last, company: store.get(last, []))
    assert [m.entity for m in placed.mentions] == ids
    assert [e.id for e in placed.entities] == list(dict.fromkeys(ids))
    assert placed.quotes[0].speaker.entity == "elsewhere"


def test_the_newsroom_knows_its_labels() -> None:
    assert set(NAMES.values()) <= set(LABELS)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("“We were good,”", "We were good,"),
        (" “We were good,” said", "We were good,” said"),
        ("‘players’ pace’", "players’ pace"),
        ("the players’", "the players’"),
        ("‘Yes’ and ‘no’", "‘Yes’ and ‘no’"),
        ("\"'Go'\"", "Go"),
    ],
)
def test_a_quote_is_kept_without_the_marks_around_it(words: str, said: str) -> None:
    where = article(f"He spoke: {words} and left.")
    made = draft("add-quote", where, words, key=new_id(), after=State(speaker=Speaker()))
    seen = view(where, extraction(where.text, {}), [made])
    assert [s.text for q in seen.quotes if q.by == "human" for s in q.segments] == [said]


def test_a_moved_quote_is_kept_without_the_marks_around_it() -> None:
    where = article("He said: “We were good,” and left.")
    start, end = where.text.index("“"), where.text.index("”") + 1
    after = State(start=start, end=end, text=where.text[start:end])
    made = draft("move-segment", where, "We were good,", key=new_id(), after=after)
    (quote,) = view(where, extraction(where.text), [made]).quotes
    assert [s.text for s in quote.segments] == ["We were good,"]
    nothing = replace(made, after=State(start=start, end=start + 1, text="“"))
    assert view(where, extraction(where.text), [nothing]).orphans == (nothing,)


def test_joining_reported_speech_with_the_partial_quote_inside_it_keeps_the_outer_span() -> None:
    text = "Klopp told them the plan was “a joke” on Monday."
    outer = Span(16, 36, text[16:36])
    inner = Span(30, 36, text[30:36])
    machine = Extraction(
        extractor="test",
        model="none",
        quotes=(
            Quote(id="q1", kind="indirect", segments=(outer,), speaker=Speaker(name="Klopp")),
            Quote(id="q2", kind="partial", segments=(inner,), speaker=Speaker(name="Klopp")),
        ),
    )
    before = view(article(text), machine)
    joined = replace(drafts.join_quotes(before, *before.quotes), id=new_id())
    after = view(article(text), machine, [joined])
    assert [quote.segments for quote in after.quotes] == [(outer,)]


def test_a_border_is_told_by_the_end_that_moves() -> None:
    quote = "It was a long day for all of us here, and we were not the better team, sorry to say"

    def moved(start: int, end: int) -> str:
        after = State(start=start, end=end, text=quote[start:end])
        where = anchor(quote, 0, len(quote))
        return describe(Correction(id="", time="", action="move-segment", article="a", anchor=where, after=after))

    end = "“… were not the better team, sorry to say” → “…re, and we were not the better team, so”"
    assert moved(0, 73) == f"move quote border {end}"
    start = "“It was a long day for all of us here, a…” → “long day for all of us here, and we wer…”"
    assert moved(9, len(quote)) == f"move quote border {start}"
