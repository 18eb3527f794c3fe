"""Quote marks, segments and kinds: what stands between marks, and what only looks like it."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from store.extract import DEFAULT_MODEL, quotes
from store.extract.marks import find_segments, paragraphs

Find = Callable[[str], list[tuple[str, str]]]


def inner(text: str) -> list[str]:
    return [text[s.start : s.end] for s in find_segments(text)]


@pytest.fixture(scope="module")
def find() -> Find:
    pipe: Language = spacy.load(DEFAULT_MODEL)
    pipe.add_pipe("pressbox_quotes")

    def run(text: str) -> list[tuple[str, str]]:
        doc: Doc = pipe(text)
        return [(q.kind, text[a:b]) for q in doc._.pressbox_quotes for a, b in q.segments]

    return run


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We won," she said. "At last."', ["We won,", "At last."]),
        ("“We won,” she said. “At last.”", ["We won,", "At last."]),
        ("”We won,“ she said.", ["We won,"]),
        ("„We won“, she said.", ["We won"]),
        ("«We won», she said.", ["We won"]),
        ("« We won », she said.", ["We won"]),
        ("»We won«, she said.", ["We won"]),
        ("''We won,'' she said.", ["We won,"]),
        ("``We won,'' she said.", ["We won,"]),
        ("'We won,' she said. 'At last.'", ["We won,", "At last."]),
        ("‘We won,’ she said. ‘At last.’", ["We won,", "At last."]),
        ('She said:"We won"and left.', ["We won"]),
        ('" We won, " she said.', ["We won,"]),
        ('"We won, "she said.', ["We won,"]),
    ],
)
def test_styles_of_marks(text: str, expected: list[str]) -> None:
    assert inner(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“She told me ‘go home’ and I went,” he said.", ["She told me ‘go home’ and I went,"]),
        ("“She said “go home” to me,” he said.", ["She said “go home” to me,"]),
        ('"She is a "nice" woman," he said.', ['She is a "nice" woman,']),
        ("'It was \"mad\" out there,' he said.", ['It was "mad" out there,']),
        ("“He just said “no.””", ["He just said “no.”"]),
    ],
)
def test_marks_within_a_quote_stay_in_it(text: str, expected: list[str]) -> None:
    assert inner(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'I saw the players' faces and didn't smile,' he said.", ["I saw the players' faces and didn't smile,"]),
        ("The players' union and the club's owners don't agree.", []),
        ("It was the '90s and rock 'n' roll, 'twas said.", []),
        ("They are the 'Sunday Lions' of Jones' imagination.", ["Sunday Lions"]),
        ("‘It’s the lads’ day,’ he said.", ["It’s the lads’ day,"]),
    ],
)
def test_apostrophes_are_no_marks(text: str, expected: list[str]) -> None:
    assert inner(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He is 6'2\" tall and wears size 12.", []),
        ('A 12" record and a 7" single were sold.', []),
        ('"I am 6\'2" tall," he said.', ["I am 6'2\" tall,"]),
        ('"We won 5-2" he said.', ["We won 5-2"]),
    ],
)
def test_feet_and_inches_are_no_marks(text: str, expected: list[str]) -> None:
    assert inner(text) == expected


def test_each_paragraph_that_reopens_a_quote_is_a_segment() -> None:
    assert inner('"We began well.\n\n"Then it rained.\n\n"We lost," she said.') == [
        "We began well.",
        "Then it rained.",
        "We lost,",
    ]


@pytest.mark.parametrize(("left", "right"), [('"', '"'), ("“", "”")])
def test_a_new_opening_mark_closes_an_open_quote_in_mid_line(left: str, right: str) -> None:
    text = f"{left}We began well. {left}Then it rained.{right} The crowd left. {left}We lost,{right} she said."
    assert inner(text) == ["We began well.", "Then it rained.", "We lost,"]


def test_a_stray_mark_spoils_only_its_paragraph() -> None:
    assert inner('The "band played on.\n\n"We won," she said.')[-1] == "We won,"


def test_line_ends_of_a_hard_wrapped_text_do_not_end_a_quote() -> None:
    text = (
        "The captain of the home side was in no doubt about the\n"
        'result when he spoke to us. "We were the better team on\n'
        "the day and we deserved to win it by more than a single\n"
        'goal in the end," he said as the rain began to fall over\n'
        "the old ground for the first time in many weeks.\n"
    )
    assert len(paragraphs(text)) == 1
    assert len(inner(text)) == 1


def test_a_quote_never_closed_ends_where_narration_resumes(find: Find) -> None:
    assert find('"We will be back, he said. The club play again on Sunday.') == [("direct", "We will be back,")]


def test_direct_and_partial(find: Find) -> None:
    assert find('The captain said: "We were the better side."') == [("direct", "We were the better side.")]
    assert find('He called the pitch "a disgrace to the county" and left.') == [("partial", "a disgrace to the county")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hartley: We won.\nNovak: You did not.\nHartley: We did.", ["We won.", "You did not.", "We did."]),
        ("Q: Will you stay?\nA: I will.", ["Will you stay?", "I will."]),
        ("Q: Will you stay?\n\nA: I will, and “gladly” so.", ["Will you stay?", "I will, and “gladly” so."]),
        ("She wrote:\n\n> The road is shut.\n> Stay away.\n\nIt rained.", ["The road is shut.\n> Stay away."]),
    ],
)
def test_lines_set_words_off(find: Find, text: str, said: list[str]) -> None:
    assert find(text) == [("direct", words) for words in said]


@pytest.mark.parametrize(
    "text",
    [
        "Liverpool: Champions again.",
        "Venue: Anfield\nKick-off: 20:00\nReferee: Peter Novak\nVenue: Anfield",
        "Weather: Rain is expected.\nTraffic: The road is shut.",
        "2 > 1 and 3 > 2",
        ">\n>\n",
    ],
)
def test_other_lines_set_nothing_off(find: Find, text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    "text",
    [
        'Her second novel, "The Long Road to the Sea," was filmed last year.',
        'Robert "Bobby" Hartley scored twice in the second half.',
        "The rule, known as the “golden ticket”, was dropped.",
        "The tape was blank. (“LAUGHTER”)",
        'He writes a morning letter, "Playbook," for the paper.',
    ],
)
def test_titles_nicknames_and_terms_are_no_quotes(find: Find, text: str) -> None:
    assert [kind for kind, _ in find(text) if kind == "direct"] == []


def test_a_transcript_label_is_no_part_of_the_words(find: Find) -> None:
    assert find('"HARTLEY: We will vote again on Tuesday.') == [("direct", "We will vote again on Tuesday.")]


def test_reason_tells_of_a_missing_mark() -> None:
    doc = quotes.find_quotes(spacy.blank("en")('"We will be back.'))
    assert doc._.pressbox_quotes[0].reason == "quote marks opened, never closed"


@given(st.text(alphabet=st.sampled_from("ab .,\n'\"“”‘’«»`6") | st.characters(), max_size=200))
@settings(max_examples=300, deadline=None)
def test_segments_lie_in_order_within_any_text(text: str) -> None:
    end = 0
    for segment in find_segments(text):
        assert end <= segment.start < segment.end <= len(text)
        assert text[segment.start : segment.end].strip()
        end = segment.end


@given(st.text(alphabet=st.sampled_from("ab .,\n'\"“”‘’«»`6") | st.characters(exclude_categories=["Cs"]), max_size=120))
@settings(max_examples=40, deadline=None)
def test_any_text_survives_the_component(text: str) -> None:
    doc = quotes.find_quotes(spacy.blank("en")(text))
    for quote in doc._.pressbox_quotes:
        for start, end in quote.segments:
            assert doc.text[start:end]


@pytest.mark.parametrize("piece", ['"', "“", "”", "'", "‘", '"a ', "“a. ", "'a ", "“ a. ", '6" ', '"\n\n', "''", "«"])
def test_time_grows_in_proportion_to_the_number_of_marks(piece: str) -> None:
    def spent(count: int) -> float:
        start = time.process_time()
        find_segments(piece * count)
        return time.process_time() - start

    spent(1_000)
    small, large = max(spent(10_000), 0.01), spent(100_000)
    assert large < 40 * small
