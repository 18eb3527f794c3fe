"""How well quotes and their speakers are found, by us and by textacy: ``python -m tui.bench.peers MODEL GOLD``.

GOLD is a file of records as ``export`` writes them. All are given the same parsed articles and measured in the same way
(``store.measures``), so what differs is what each makes of them. textacy's direct_quotations follows Textacy 0.13
(https://textacy.readthedocs.io): marks in pairs, the nearest reporting verb, and its subject.
"""

from __future__ import annotations

import importlib
import importlib.util
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from store.evaluation import given
from store.extract import DEFAULT_MODEL
from store.measures import Agreement
from tui.bench.figures import Figure, Say
from tui.bench.piping import bare_pipeline

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from store.record import Record

#: What is measured of each, of the measures that an evaluation has.
MEASURES = ("quotes", "speakers of quotes")


class Score(msgspec.Struct, frozen=True):
    """What one of them reaches: F1 by measure, and seconds of CPU on parsed articles beside those of parsing them."""

    f1: dict[str, float]
    seconds: float
    parsing: float


def measure(gold: Path, model: str, say: Say) -> Iterator[Figure]:
    """Our quotes beside textacy's, where it is installed. Raises ``ValueError`` if the gold has no articles."""
    say("quotes and speakers against a gold")
    command = [sys.executable, "-m", "tui.bench.peers", model or DEFAULT_MODEL, str(gold)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(done.stderr.strip().splitlines()[-1])
    scores = msgspec.json.decode(done.stdout, type=dict[str, Score])
    ours, peer = scores["ours"], scores.get("textacy")
    if peer is None:
        say("textacy is not installed, so there is nothing to compare with: pip install 'pressbox[bench]'")
    for name in MEASURES:
        base = {} if peer is None else {"of": "textacy's", "base": 100 * peer.f1[name]}
        yield Figure(f"{name}, direct and partial, F1", 100 * ours.f1[name], "%", **base)  # type: ignore[arg-type]
    of = "parsing them"
    yield Figure("our names, quotes and speakers in parsed articles, CPU", ours.seconds, "s", of=of, base=ours.parsing)
    if peer is not None:
        yield Figure("textacy's quotes in parsed articles, CPU", peer.seconds, "s", of=of, base=peer.parsing)


def main(model: str, gold: str) -> None:
    """Measure everyone who is installed and print the scores as JSON."""
    problems: list[str] = []
    with open(gold, "rb") as lines:
        records = list(given(lines, gold, problems.append))
    if problems or not records:
        raise SystemExit(problems[0] if problems else f"{gold}: there are no articles")
    nlp = bare_pipeline(model)
    begin = time.process_time()
    docs = list(nlp.pipe([record["text"] for record in records]))
    parsing = time.process_time() - begin
    scores = {}
    if importlib.util.find_spec("textacy"):
        scores["textacy"] = _score(records, docs, parsing, _textacy())
    scores["ours"] = _score(records, docs, parsing, _ours())  # last, as it changes the documents
    sys.stdout.write(msgspec.json.encode(scores).decode())


def _score(records: list[Record], docs: list[Doc], parsing: float, find: Callable[[Doc], dict[str, Any]]) -> Score:
    agreement = Agreement()
    begin = time.process_time()
    found = [find(doc) for doc in docs]
    taken = time.process_time() - begin
    for record, one in zip(records, found, strict=True):
        agreement.add(record, {"text": record["text"], **one})
    return Score({name: agreement.measures[name].f1 for name in MEASURES}, taken, parsing)


def _ours() -> Callable[[Doc], dict[str, Any]]:
    from store.extract.component import pressbox

    def find(doc: Doc) -> dict[str, Any]:
        found: dict[str, Any] = pressbox(doc)._.pressbox
        return found

    return find


def _textacy() -> Callable[[Doc], dict[str, Any]]:
    direct_quotations = importlib.import_module("textacy.extract").direct_quotations

    def find(doc: Doc) -> dict[str, Any]:
        try:
            return {"entities": [], "quotes": [_quote(said) for said in direct_quotations(doc)]}
        except ValueError:  # an odd number of marks: it gives up on the whole article
            return {"entities": [], "quotes": []}

    return find


def _quote(said: Any) -> dict[str, Any]:
    name = " ".join(token.text for token in said.speaker)
    span = {"start": said.content.start_char, "end": said.content.end_char}
    return {"kind": "direct", "segments": [span], "speaker": {"entity": None, "name": name}}


if __name__ == "__main__":
    main(*sys.argv[1:])
