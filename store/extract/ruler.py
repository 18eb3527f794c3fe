"""spaCy's attribute ruler with a memory: the same parts of speech and forms, in less than half the time.

A rule for one word looks at a few attributes of it, and the same word with the same tag comes again and again: which
rules fit is asked of spaCy's matcher once for each. Only rules for several words are matched all over the text.
"""

from __future__ import annotations

from typing import Any

from spacy.attrs import IDS
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc
from spacy.vocab import Vocab

#: Kinds of words that are remembered; then all are forgotten, so that a long import needs no more and more memory.
_MOST = 200_000

Match = tuple[int, int, int, int]


class Ruler(AttributeRuler):  # type: ignore[misc]
    """An attribute ruler that remembers which of its rules for one word fit; patterns are added as to spaCy's."""

    def __init__(self, vocab: Vocab, name: str) -> None:
        super().__init__(vocab, name)
        self._split: tuple[list[int], Matcher, Matcher] | None = None
        self._fitting: dict[tuple[int, ...], tuple[int, ...]] = {}

    def match(self, doc: Doc) -> list[Match]:
        """The matches of all rules: number of the rule, its id, first token and end; in the order of the rules."""
        attributes, for_one, for_several = self._split or self._sort()
        found = [(i, i + 1, rule) for i, rules in enumerate(self._rules(doc, attributes, for_one)) for rule in rules]
        found += [(start, end, rule) for rule, start, end in for_several(doc, allow_missing=True, as_spans=False)]
        return sorted((int(self.vocab.strings[rule]), rule, start, end) for start, end, rule in found)

    def _rules(self, doc: Doc, attributes: list[int], for_one: Matcher) -> list[tuple[int, ...]]:
        """For each token the ids of the rules for one word that fit."""
        known = self._fitting
        if len(known) > _MOST:
            known.clear()
        out = []
        for i, seen in enumerate(map(tuple, doc.to_array(attributes).tolist())):
            rules = known.get(seen)
            if rules is None:
                matches = for_one(doc[i : i + 1], allow_missing=True, as_spans=False)
                rules = known[seen] = tuple(rule for rule, _, _ in matches)
            out.append(rules)
        return out

    def _sort(self) -> tuple[list[int], Matcher, Matcher]:
        """The attributes that rules for one word look at, and matchers for those rules and for the others."""
        names: set[str] = {"TAG", "DEP"}  # two at least, or the array has one dimension
        for_one, for_several = Matcher(self.vocab), Matcher(self.vocab)
        for number, rule in enumerate(self.patterns):
            used = {str(name).upper() for pattern in rule["patterns"] for token in pattern for name in token}
            alone = all(len(pattern) == 1 for pattern in rule["patterns"]) and used <= IDS.keys()
            (for_one if alone else for_several).add(str(number), rule["patterns"])
            if alone:
                names |= used
        self._split = sorted(IDS[name] for name in names), for_one, for_several
        return self._split


@Language.factory("pressbox_ruler")  # type: ignore[untyped-decorator]
def _ruler(nlp: Language, name: str) -> Ruler:
    return Ruler(nlp.vocab, name)


def remember(nlp: Language) -> None:
    """Put a ruler with a memory in place of spaCy's own, if the pipeline has that."""
    for name, part in list(nlp.pipeline):
        if type(part) is AttributeRuler:
            patterns: list[dict[str, Any]] = part.patterns
            nlp.replace_pipe(name, "pressbox_ruler").add_patterns(patterns)
