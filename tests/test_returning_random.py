"""Whatever is edited in an article comes back as it was edited, in each of the forms."""

from __future__ import annotations

import json
import tempfile
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.export import record_of
from store.library import Library
from store.model import LABELS
from store.replay_quotes import bare
from tests.edited import FORMS, Record, back, library, says
from tests.newsroom import extraction, reading

__all__ = ["library"]


ALPHABET = st.sampled_from(
    [
        "Jurgen Klopp",
        "Klopp",
        "Liverpool",
        "Madrid",
        "5-2",
        "“we won”",
        "“no",
        "”",
        " said ",
        ". ",
        "\n",
        "👩\u200d🚀",
        "ok",
        "'",
        "e\u0301",
    ]
)


@st.composite
def edits(draw: st.DrawFn, record: Record, *, whole: bool) -> Record:
    """The record with names and quotes taken out, put in, relabelled, moved, and given to others."""
    edited: Record = json.loads(json.dumps(record))
    text = edited["text"]
    ids = [e["id"] for e in edited["entities"]] + ["new-one"]
    kept = [(e["id"], m) for e in edited["entities"] for m in e["mentions"] if draw(st.integers(0, 3))]
    taken: list[tuple[int, int]] = []
    entities: dict[str, Record] = {}
    fresh = [(draw(st.sampled_from(ids)), None) for _ in range(draw(st.integers(0, 3)))]
    for key, mention in [*kept, *fresh]:
        start, end = (mention["start"], mention["end"]) if mention else (0, 0)
        if mention is None or not draw(st.integers(0, 2)):
            start = max(
                0,
                min(
                    len(text) - 1, start + draw(st.integers(-3, 3)) if mention else draw(st.integers(0, len(text) - 1))
                ),
            )
            end = min(
                len(text),
                max(start + 1, end + draw(st.integers(-3, 3)) if mention else start + draw(st.integers(1, 9))),
            )
        if any(a < end and start < b for a, b in taken) or text[start:end] != text[start:end].strip():
            continue
        taken.append((start, end))
        owner = key if draw(st.integers(0, 3)) else draw(st.sampled_from(ids))
        label = mention["label"] if mention and draw(st.integers(0, 3)) else draw(st.sampled_from(LABELS))
        known = next((e["name"] for e in edited["entities"] if e["id"] == owner), "New One")
        entity = entities.setdefault(owner, {"id": owner, "name": known, "mentions": []})
        entity["mentions"].append({"start": start, "end": end, "text": text[start:end], "label": label})
    quotes = [q for q in edited["quotes"] if draw(st.integers(0, 3))]
    quotes += [{"kind": "direct", "speaker": None, "segments": []} for _ in range(draw(st.integers(0, 2)))]
    edited["quotes"] = []
    seen: set[tuple[int, int]] = set()
    for quote in quotes:
        if not quote["segments"] or not draw(st.integers(0, 2)):
            cuts = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=6)))
            pairs = zip(cuts[::2], cuts[1::2], strict=False)
            said = [b for a, z in pairs if (b := bare(text, a, z)).text]
            quote["segments"] = [{"start": b.start, "end": b.end, "text": b.text} for b in said]
        places = tuple((s["start"], s["end"]) for s in quote["segments"])
        # What a form cannot say is not asked of it: Prodigy's spans have no name of their own, brat's end with a line.
        gaps = [text[a:b] for (_, a), (b, _) in pairwise(places)]
        if not places or seen & {*places} or any(gap and not gap.strip() for gap in gaps):
            continue
        seen |= {*places}
        if quote["speaker"] is None or not draw(st.integers(0, 2)):
            quote["speaker"] = _speaker(draw, entities, text)
        if quote["speaker"]["entity"]:
            key, name = quote["speaker"]["entity"], quote["speaker"]["name"]
            entities.setdefault(key, {"id": key, "name": name, "mentions": []})
        quote["kind"] = (
            quote["kind"] if draw(st.integers(0, 2)) else draw(st.sampled_from(["direct", "partial", "indirect"]))
        )
        edited["quotes"].append(quote)
    edited["entities"] = list(entities.values())
    if whole:
        edited["reviewed"] = draw(st.booleans())
    return edited


def _speaker(draw: st.DrawFn, entities: dict[str, Record], text: str) -> Record:
    nobody = {"entity": None, "name": None, "mention": None}
    choices = [nobody, {**nobody, "name": "a spokesman"}]
    for entity in entities.values():
        about = {"entity": entity["id"], "name": entity["name"]}
        choices.append({**about, "mention": None})
        choices += [{**about, "mention": {k: m[k] for k in ("start", "end", "text")}} for m in entity["mentions"]]
    return draw(st.sampled_from(choices))


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_comes_back_is_what_was_sent(form: str, data: st.DataObject) -> None:
    text = "".join(data.draw(st.lists(ALPHABET, min_size=3, max_size=16)))
    with tempfile.TemporaryDirectory() as name, Library.open(Path(name) / "s") as library:
        _, key = library.put(reading(text, key="/a.txt"), extraction(text))
        for _ in range(2):
            edited = data.draw(edits(record_of(library, key), whole=form == "jsonl"))
            done = back(library, edited, form, Path(name))
            assert done.refused == []
            assert says(record_of(library, key)) == says(edited)
            count = len(library.history(limit=-1))
            again = back(library, edited, form, Path(name))
            assert (again.applied, again.known, again.refused) == (0, 1, [])
            assert len(library.history(limit=-1)) == count
