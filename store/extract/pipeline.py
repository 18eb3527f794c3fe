"""Article text -> ``Extraction``: an installed spaCy pipeline with the project's components after it."""

from __future__ import annotations

import functools
import importlib
import importlib.metadata
import itertools
import os
import re
import warnings
from collections.abc import Iterable, Iterator

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from store import model as m
from store.extract import DEFAULT_MODEL
from store.extract.findings import FoundEntity, FoundQuote
from store.extract.ruler import remember

#: Our components in the order in which they run, each with the module that registers it.
COMPONENTS = {
    "pressbox_scores": "store.extract.scores",
    "pressbox_names": "store.extract.names",
    "pressbox_labels": "store.extract.labels",
    "pressbox_entities": "store.extract.entities",
    "pressbox_quotes": "store.extract.quotes",
    "pressbox_speakers": "store.extract.speakers",
    "pressbox_indirect": "store.extract.indirect",
}

#: What runs before the parser, with the module that registers it.
BEFORE_PARSER = {"pressbox_breaks": "store.extract.breaks"}

#: A longer text is parsed in pieces: parser and recogniser need memory in proportion to the text they see at once.
PIECE = 100_000

_SURROGATE = re.compile("[\ud800-\udfff]")
# The tokenizer's time grows with the square of a stretch without white space.
_STRETCH = re.compile(r"(\S{299})\S")
_BREAKS = ("\n\n", "\n", ". ", " ")


class ModelError(Exception):
    """The language pipeline cannot be used; the message is one line that says what to do."""


def load(model: str = DEFAULT_MODEL) -> Language:
    """Load the installed spaCy pipeline ``model`` and add the project's components after its own.

    A pipeline need not have all parts: without recogniser, names come from lists and forms; without parser, speakers
    from what stands next to the quote. Raises ``ModelError``.
    """
    try:
        with warnings.catch_warnings():
            # W095: trained with an earlier minor version of spaCy, whose pipelines this version reads unchanged.
            warnings.filterwarnings("ignore", message=r"\[W095\]", category=UserWarning)
            nlp = spacy.load(model)
    except (OSError, ValueError) as error:  # ValueError: a part is missing that the pipeline's configuration names
        if spacy.util.is_package(model) or os.path.exists(model):
            reason = " ".join(str(error).split())[:300]
            raise ModelError(f"The language model {model!r} is damaged or none of spaCy's: {reason}") from error
        raise ModelError(
            f"The language model {model!r} is not installed; --model, $PRESSBOX_MODEL and the settings' model name the"
            f" Python package of an installed spaCy pipeline, such as {DEFAULT_MODEL}, or a pipeline's folder"
        ) from error
    if nlp.lang != "en":
        raise ModelError(f"The language model {model!r} is for {nlp.lang!r}; only English ('en') models can be used")
    remember(nlp)
    for name, module in (BEFORE_PARSER | COMPONENTS).items():
        importlib.import_module(module)  # registers the component
        if name in COMPONENTS:
            nlp.add_pipe(name)
        elif "parser" in nlp.pipe_names:
            nlp.add_pipe(name, before="parser")
    return nlp


def extract(nlp: Language, text: str) -> m.Extraction:
    """Find names, scores, entities and quotes in one article's text."""
    return _extraction(_model(nlp), text, _parse(nlp, text))


def extract_many(nlp: Language, texts: Iterable[str], batch_size: int = 8) -> Iterator[m.Extraction]:
    """Like ``extract`` for many texts, in their order; spaCy sees ``batch_size`` texts at once."""
    rest, model = iter(texts), _model(nlp)
    while batch := list(itertools.islice(rest, batch_size)):
        if all(len(text) <= PIECE for text in batch):
            docs: Iterable[Doc] = nlp.pipe([_clean(text) for text in batch], batch_size=batch_size)
        else:
            docs = (_parse(nlp, text) for text in batch)
        for text, doc in zip(batch, docs, strict=True):
            yield _extraction(model, text, doc)


def _clean(text: str) -> str:
    """Return the text as spaCy can read it, every character at its old offset.

    Half surrogate pairs cannot be encoded: a stand-in replaces them. Endless stretches are broken by a blank.
    """
    return _STRETCH.sub(r"\1 ", _SURROGATE.sub("\ufffd", text))


def _parse(nlp: Language, text: str) -> Doc:
    text = _clean(text)
    if len(text) <= PIECE:
        return nlp(text)
    ours = [name for name in nlp.pipe_names if name in COMPONENTS]
    with nlp.select_pipes(disable=ours):
        doc = Doc.from_docs(list(nlp.pipe(_pieces(text), batch_size=1)), ensure_whitespace=False)
    for name in ours:
        doc = nlp.get_pipe(name)(doc)
    return doc


def _pieces(text: str) -> Iterator[str]:
    """Cut a text into pieces of at most ``PIECE`` characters, after a paragraph, a sentence or a word if possible."""
    start = 0
    while len(text) - start > PIECE:
        cuts = (text.rfind(mark, start + PIECE // 2, start + PIECE) + len(mark) for mark in _BREAKS)
        cut = next((c for c in cuts if c > start + PIECE // 2), start + PIECE)
        yield text[start:cut]
        start = cut
    yield text[start:]


def _model(nlp: Language) -> str:
    """The pipeline's name and version; asked once for many texts, since spaCy gathers all its labels to tell."""
    meta = nlp.meta
    return f"{nlp.lang}_{meta['name']} {meta['version']}"


def _extraction(model: str, text: str, doc: Doc) -> m.Extraction:
    found: list[FoundEntity] = doc._.pressbox_entities or []
    mentions = sorted(
        (
            m.Mention(
                start=one.start,
                end=one.end,
                text=text[one.start : one.end],
                label=one.label,
                entity=entity.key,
                reason=one.reason,
                confidence=one.confidence,
            )
            for entity in found
            for one in entity.mentions
        ),
        key=lambda mention: mention.start,
    )
    return m.Extraction(
        extractor=_program(),
        model=model,
        entities=tuple(
            m.Entity(id=e.key, name=e.name, label=e.label, aliases=tuple(e.aliases), known=e.known) for e in found
        ),
        mentions=tuple(mentions),
        quotes=tuple(_quote(text, number, quote) for number, quote in enumerate(doc._.pressbox_quotes or [], 1)),
    )


def _quote(text: str, number: int, quote: FoundQuote) -> m.Quote:
    def span(at: tuple[int, int] | None) -> m.Span | None:
        return None if at is None else m.Span(start=at[0], end=at[1], text=text[at[0] : at[1]])

    kind: m.Kind = "direct" if quote.kind == "direct" else "partial" if quote.kind == "partial" else "indirect"
    return m.Quote(
        id=f"q{number}",
        kind=kind,
        segments=tuple(m.Span(start=a, end=b, text=text[a:b]) for a, b in quote.segments),
        speaker=m.Speaker(entity=quote.entity, name=quote.name, mention=span(quote.mention)),
        cue=span(quote.cue),
        reason=quote.reason,
        confidence=quote.confidence,
    )


@functools.cache
def _program() -> str:
    try:
        return f"pressbox {importlib.metadata.version('pressbox')}"
    except importlib.metadata.PackageNotFoundError:
        return "pressbox (not installed)"
