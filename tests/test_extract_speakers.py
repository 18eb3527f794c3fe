"""Who said a quote: each way in which news prose names the speaker, and the ways in which it misleads."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from store.extract import DEFAULT_MODEL, quotes, speakers
from store.extract.findings import FoundEntity, FoundMention, FoundQuote
from store.extract.pipeline import extract, load
from store.extract.quote_confidence import BASES, estimate, way

Read = Callable[[str], list[FoundQuote]]


@pytest.fixture(scope="module")
def read() -> Read:
    pipe = spacy.load(DEFAULT_MODEL)
    pipe.add_pipe("pressbox_quotes")
    pipe.add_pipe("pressbox_speakers")

    def run(text: str) -> list[FoundQuote]:
        found: list[FoundQuote] = pipe(text)._.pressbox_quotes
        return found

    return run


@pytest.mark.parametrize(
    ("text", "name", "cue"),
    [
        ('"We were poor," said Hartley.', "Hartley", "said"),
        ('"We were poor," Maria Hartley said.', "Maria Hartley", "said"),
        ('"We were poor," Maria Hartley, 41, said on Monday.', "Maria Hartley", "said"),
        ('"We were poor," Maria Hartley told BBC Radio.', "Maria Hartley", "told"),
        ('"We were poor," said the team\'s coach, Maria Hartley.', "Maria Hartley", "said"),
        ('"We were poor," Maria Hartley, who took over in May, added.', "Maria Hartley", "added"),
        ('"Were we poor?" asked Maria Hartley.', "Maria Hartley", "asked"),
        ('"We were poor," according to Maria Hartley.', "Maria Hartley", "according to"),
        ('Maria Hartley said: "We were poor."', "Maria Hartley", "said"),
        ('Maria Hartley told reporters: "We were poor."', "Maria Hartley", "told"),
        ('Speaking to the BBC after the game, Maria Hartley said: "We were poor."', "Maria Hartley", "said"),
        ('Maria Hartley praised the crowd, saying: "We were poor."', "Maria Hartley", "saying"),
        ('According to Maria Hartley, "we were poor today."', "Maria Hartley", "According to"),
        ("Hartley: 'We were poor'", "Hartley", ":"),
        ('Asked if she would stay, Maria Hartley replied: "We will see."', "Maria Hartley", "replied"),
        ('Maria Hartley, who once played for Italy, said: "We were poor."', "Maria Hartley", "said"),
    ],
)
def test_where_the_source_stands(read: Read, text: str, name: str, cue: str) -> None:
    (quote,) = read(text)
    assert quote.name == name
    assert quote.cue is not None
    assert text[slice(*quote.cue)] == cue
    assert quote.reason.startswith("speaker: ")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('Maria Hartley told Peter Novak: "You were poor."', "Maria Hartley"),
        ('"You were poor," Maria Hartley told Peter Novak.', "Maria Hartley"),
        ('Maria Hartley said Peter Novak was "a disgrace to the club".', "Maria Hartley"),
        ('Maria Hartley criticised Peter Novak, calling him "a disgrace to the club".', "Maria Hartley"),
        ('Maria Hartley said the plan that Peter Novak wrote was "full of holes".', "Maria Hartley"),
    ],
)
def test_neither_the_addressee_nor_the_inner_subject_speaks(read: Read, text: str, name: str) -> None:
    assert [q.name for q in read(text)] == [name]


def test_an_interrupted_quote_is_one_utterance(read: Read) -> None:
    text = '"We were poor," said Maria Hartley. "We will be back."'
    (quote,) = read(text)
    assert [text[a:b] for a, b in quote.segments] == ["We were poor,", "We will be back."]
    assert quote.name == "Maria Hartley"


def test_a_quote_carried_over_paragraphs_is_one_utterance(read: Read) -> None:
    text = 'Maria Hartley said: "We were poor.\n\n"We will be back.\n\n"I am sure of it."\n\nIt rained.'
    (quote,) = read(text)
    assert len(quote.segments) == 3
    assert quote.name == "Maria Hartley"


def test_a_speaker_named_after_the_last_paragraph_says_them_all(read: Read) -> None:
    text = 'It rained all day.\n\n"We were poor.\n\n"We will be back," said Maria Hartley.'
    (quote,) = read(text)
    assert (len(quote.segments), quote.name) == (2, "Maria Hartley")


def test_the_next_speaker_does_not_take_the_continuation(read: Read) -> None:
    text = '"We were poor," said Maria Hartley. "It will change." Peter Novak said the pitch was wet.'
    assert [(q.name, len(q.segments)) for q in read(text)] == [("Maria Hartley", 2)]


def test_a_fresh_attribution_begins_a_new_utterance(read: Read) -> None:
    text = '"We were poor," said Maria Hartley. She added: "It will change."'
    assert [len(q.segments) for q in read(text)] == [1, 1]


def test_two_speakers_in_turn(read: Read) -> None:
    text = '"We were poor," said Maria Hartley.\n\n"You were lucky," said Peter Novak.'
    assert [q.name for q in read(text)] == ["Maria Hartley", "Peter Novak"]


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ('"We were poor," said Maria Hartley. "We lost," said Maria Hartley. "It rained."', [1, 2]),
        ('"We were poor," said Maria Hartley. "We lost," Hartley said.', [1, 1]),
        ('"We were poor," said Maria Hartley. "We lost," she said. "It rained," she added.', [3]),
    ],
)
def test_who_is_named_anew_speaks_anew(read: Read, text: str, segments: list[int]) -> None:
    assert [len(q.segments) for q in read(text)] == segments


@pytest.mark.parametrize("dash", ["—", "―", "-"])
def test_a_name_after_a_dash_signs_the_quote(read: Read, dash: str) -> None:
    text = f"“I will vote on Tuesday. It matters.” {dash} Maria Hartley\n\n“It rains.”\n{dash} Peter Novak, teacher"
    assert [q.name for q in read(text)] == ["Maria Hartley", "Peter Novak"]


def test_a_name_above_a_quote_heads_it(read: Read) -> None:
    assert [q.name for q in read('Maria Hartley, 44, builder\n\n"I will stay at home. It is warmer."')] == [
        "Maria Hartley"
    ]


def test_a_participle_after_a_reported_clause_is_the_outer_speakers(read: Read) -> None:
    text = 'Maria Hartley told the BBC that Peter Novak "had no idea of the law", adding: "He lost every case."'
    assert {q.name for q in read(text)} == {"Maria Hartley"}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('"Will it rain?" Maria Hartley asked as the crowd left. "I have no umbrella."', "Maria Hartley"),
        ('The plan has been called "a farce" by Maria Hartley.', "Maria Hartley"),
        ('"A disaster," Maria Hartley said. "A shame. A scandal."', "Maria Hartley"),
    ],
)
def test_clauses_passives_and_short_words(read: Read, text: str, name: str) -> None:
    assert [q.name for q in read(text)] == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('Maria Hartley told the BBC the mood was calm and predicted fans "will be back".', "Maria Hartley"),
        ('Maria Hartley wrote that the guards had been warned, saying: "It was too late."', "Maria Hartley"),
        ('The vote pleased the captain Maria Hartley: "We are proud of it."', "Maria Hartley"),
        ('"Sing up," the fans chanted.', "the fans"),
        ('Maria Hartley pointed out that the road was "full of holes".', "Maria Hartley"),
    ],
)
def test_what_cannot_speak_is_no_source(read: Read, text: str, name: str) -> None:
    assert {q.name for q in read(text)} == {name}


@pytest.mark.parametrize(
    ("sure", "doubtful"),
    [
        ('"We were poor," said Maria Hartley.', 'Maria Hartley sang. "We were poor."'),
        ('"We were poor," said Maria Hartley.', '"We were poor," she said.'),
        ('"We were poor," said Maria Hartley.', '"We were poor, said Maria Hartley.'),
        ('The plan was "a disgrace to us all", said Maria Hartley.', 'The plan was "bad", said Maria Hartley.'),
    ],
)
def test_doubts_lower_the_confidence(read: Read, sure: str, doubtful: str) -> None:
    assert read(doubtful)[0].confidence < read(sure)[0].confidence <= 1


@pytest.mark.parametrize("reason", sorted(BASES))
def test_every_way_of_the_table_is_a_share(reason: str) -> None:
    kind, _, how = reason.partition(": ")
    assert 0 < estimate(FoundQuote(kind, [(0, 1)], name="X", reason=f"speaker: {how}")) == BASES[reason] < 1


def test_the_words_of_the_text_do_not_matter_to_the_confidence() -> None:
    assert way("speaker: subject of 'said', after the quote") == "subject of ..., after the quote"
    assert way("speaker: whose claim it is") == "whose ... it is"


def test_the_owner_of_remarks_makes_them(read: Read) -> None:
    text = 'Peter Novak was in trouble on Monday. His comments called the referee "a clown".'
    assert [q.name for q in read(text)] == ["Peter Novak"]


def test_narration_introduces_an_unattributed_quote(read: Read) -> None:
    text = 'Maria Hartley admitted the defeat was deserved.\n\n"We were poor and they were not. That is all."'
    assert [q.name for q in read(text)] == ["Maria Hartley"]


def test_an_unnamed_speaker_has_a_description_only(read: Read) -> None:
    (quote,) = read('"The road is closed," said a spokesman for the county.')
    assert quote.entity is None
    assert quote.name == "a spokesman for the county"


def test_of_two_speakers_the_first_counts(read: Read) -> None:
    (quote,) = read('"We were poor," said Maria Hartley and Peter Novak.')
    assert quote.name == "Maria Hartley"


def test_the_owner_of_a_statement_says_it(read: Read) -> None:
    (quote,) = read('Google\'s statement said: "We are looking into it."')
    assert quote.name == "Google"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('Maria Hartley issued a statement saying the bridge was "perfectly safe".', "Maria Hartley"),
        ('Maria Hartley found a letter saying the bridge was "perfectly safe".', "a letter"),
        ('The council\'s letter, which says the bridge is "perfectly safe", was lost.', "The council's letter"),
        (
            'Peter Novak has fought with the mayor over how to rebuild the town, at one point calling it "a ghost".',
            "Peter Novak",
        ),
        ('According to the recently court-released log, "the bridge was safe".', "the recently court-released log"),
        (
            '"Will it open?" some townspeople shouted, three days later, as they marched through town.',
            "some townspeople",
        ),
        ('Maria Hartley applauded the council for a "brave and overdue" decision.', "Maria Hartley"),
    ],
)
def test_whose_words_a_document_or_an_aside_holds(read: Read, text: str, name: str) -> None:
    (quote,) = read(text)
    assert quote.name == name


@pytest.mark.parametrize(
    "text",
    [
        'The dogs that Peter Novak doesn\'t like as "pests" were gone.',
        'The so-called "miracle cure" was sold in every shop.',
        'The shop sold "fresh" fish on Mondays.',
        'The town is known as the "pearl of the north".',
    ],
)
def test_a_fragment_without_a_source_is_dropped(read: Read, text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text",
    [
        'Maria Hartley called the decision "a farce".',
        'Maria Hartley described the referee as "hopeless".',
        'The pitch was "a swamp", Maria Hartley said.',
        'Maria Hartley dismissed claims that she was "finished".',
        'Maria Hartley\'s promise of "free school meals for all" was popular.',
    ],
)
def test_a_fragment_with_a_source_is_a_partial_quote(read: Read, text: str) -> None:
    assert [(q.kind, q.name) for q in read(text)] == [("partial", "Maria Hartley")]


def test_quotes_point_at_the_entities_of_the_document(read: Read) -> None:
    pipe = spacy.load(DEFAULT_MODEL)
    text = 'Hartley was angry. "We were poor," Hartley said.'
    doc = pipe(text)
    start = text.rindex("Hartley")
    mentions = [FoundMention(0, 7, "PERSON"), FoundMention(start, start + 7, "PERSON")]
    doc._.pressbox_entities = [FoundEntity("maria-hartley", "Maria Hartley", "PERSON", ("Hartley",), mentions)]
    (quote,) = speakers.find_speakers(quotes.find_quotes(doc))._.pressbox_quotes
    assert (quote.entity, quote.name, quote.mention) == ("maria-hartley", "Maria Hartley", (start, start + 7))


def test_one_of_a_group_is_not_the_group() -> None:
    text = '"We were poor," said one Democrat.'
    doc = spacy.load(DEFAULT_MODEL)(text)
    start = text.index("Democrat")
    doc._.pressbox_entities = [FoundEntity("d", "Democrats", "NORP", (), [FoundMention(start, start + 8, "NORP")])]
    (quote,) = speakers.find_speakers(quotes.find_quotes(doc))._.pressbox_quotes
    assert (quote.entity, quote.name) == (None, "one Democrat")


def test_a_document_without_quotes() -> None:
    doc = speakers.find_speakers(spacy.blank("en")("Nothing was said."))
    assert doc._.pressbox_quotes == []


@given(st.text(alphabet=st.sampled_from("Bo said. ,:\n'\"“”") | st.characters(exclude_categories=["Cs"]), max_size=80))
@settings(max_examples=25, deadline=None)
def test_any_text_survives(text: str) -> None:
    doc: Doc = speakers.find_speakers(quotes.find_quotes(spacy.blank("en")(text)))
    places = sorted(s for q in doc._.pressbox_quotes for s in q.segments)
    assert all(0 <= a < b <= len(doc.text) for a, b in places)
    assert all(one[1] <= two[0] for one, two in pairwise(places))


def test_one_word_goes_on_with_the_quote_before_it() -> None:
    nlp = load()
    (quote,) = extract(nlp, '"We lost," Ann Quarle said. "Badly."').quotes
    assert [segment.text for segment in quote.segments] == ["We lost,", "Badly."]
    assert extract(nlp, 'Ann Quarle wrote a play. "Hamlet" is another.').quotes == ()
