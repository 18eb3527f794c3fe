"""Component ``pressbox_breaks``: a paragraph break ends a sentence. It runs before the parser.

A headline or a line of a list has no full stop: the parser would join it to the sentence that follows.
"""

from __future__ import annotations

from bisect import bisect_left

from spacy.language import Language
from spacy.tokens import Doc

from store.extract.marks import paragraphs


@Language.component("pressbox_breaks", assigns=["token.is_sent_start"])  # type: ignore[untyped-decorator]
def break_sentences(doc: Doc) -> Doc:
    """Make the first token of each paragraph the start of a sentence."""
    at = [token.idx for token in doc]
    for start, _ in paragraphs(doc.text)[1:]:
        first = bisect_left(at, start)
        if 0 < first < len(doc):
            doc[first].is_sent_start = True
    return doc
