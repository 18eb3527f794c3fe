"""One label per name and article: the spaCy component ``pressbox_labels``.

Lists settle well-known names, the article's own agreement settles the rest. Two kinds of name mean different things in
one article and are decided one by one: a place's name for the place or its club, and a surname that is also a place.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from store.extract.evidence import Topic, cues, topic
from store.extract.lists import (
    PLAIN,
    WEAK_EVENT_HEADS,
    Fact,
    facts,
    word_set,
)
from store.extract.patterns import head_label, sure_fact
from store.extract.persons import surnames
from store.extract.spans import FROM_MODEL, Name, place, reason, usual_case
from store.extract.teams import Teams

_TITLE_REASONS = ("follows '", "given name", "in a list of players")
_LINKS = word_set("of and for the in on de la du")
_ABBREVIATED = word_set("ORG EVENT PRODUCT LAW GPE")
_SURE_REASONS = (*_TITLE_REASONS, "well-known", "ends in", "begins with", "after '", "before '")


@dataclass(slots=True)
class _Group:
    """All mentions of one form."""

    form: str
    names: list[Name]

    def first_reason(self, label: str) -> str:
        return next((name.reason for name in self.names if name.label == label and name.reason), "")


@Language.component("pressbox_labels")  # type: ignore[untyped-decorator]
def pressbox_labels(doc: Doc) -> Doc:
    """Agree on the labels of the names in ``doc.ents`` over the whole document."""
    names = [Name(ent.start, ent.end, ent.label_, reason(ent)) for ent in doc.ents]
    groups: dict[str, _Group] = {}
    texts = [doc[name.start : name.end].text.translate(PLAIN) for name in names]
    usual = usual_case(texts)
    for name, text in zip(names, texts, strict=True):
        if name.label != "SCORE":
            form = usual.get(text, text)
            groups.setdefault(form, _Group(form, [])).names.append(name)
    parts = _parts_of_people(groups)
    about = topic(doc)
    teams = Teams(doc, groups, about.sport)
    for group in groups.values():
        if group.form in parts and _is_person(doc, group, parts[group.form]):
            _settle(group, "PERSON", f"part of {parts[group.form]}")
        elif teams.may_be_team(group.form):
            teams.decide(group.form, group.names)
        elif fact := _listed(group, about.sport):
            _settle(group, fact.label, f"well-known name ({fact.name})")
        elif about.sport and _is_contest(group):
            _settle(group, "EVENT", f"ends in '{group.form.split()[-1]}' in an article on sport")
        elif abbreviated := _abbreviates(group, groups):
            _settle(group, abbreviated.names[0].label, f"initials of {abbreviated.form}")
        elif whole := _begins_body(group, groups):
            _settle(group, "ORG", f"short for {whole}")
        else:
            _vote(doc, group, about)
    place(doc, names)
    return doc


def _parts_of_people(groups: dict[str, _Group]) -> dict[str, str]:
    """Return surnames and given names of the people whom the article names in full, with the full name."""
    parts: dict[str, str] = {}
    for first in (False, True):
        for form, group in groups.items():
            words = form.split()
            if len(words) > 1 and Counter(n.label for n in group.names).most_common(1)[0][0] == "PERSON":
                parts.setdefault(words[0] if first else words[-1], form)
                if not first and len(words) > 2:
                    for surname in surnames(words):
                        parts.setdefault(surname, form)
    return parts


def _is_person(doc: Doc, group: _Group, full: str) -> bool:
    """Whether a form that is part of a person's name means that person, and not a place or body of that name."""
    fact = sure_fact(group.form)
    if fact is None or fact.label == "PERSON":
        return not all(name.reason.startswith("ends in") for name in group.names)
    if fact.kind in ("countries", "peoples") or full.startswith(group.form):
        return False
    return not any(name.start and doc[name.start - 1].lower_ in ("in", "from", "near", "at") for name in group.names)


def _listed(group: _Group, sporting: bool) -> Fact | None:
    """Return what the lists say of a form: what it surely is, or what it is when the article's subject supports it."""
    if all(name.reason.startswith(_TITLE_REASONS) for name in group.names):
        return None
    if fact := sure_fact(group.form):
        return fact
    labels = {name.label for name in group.names}
    for fact in facts().get(group.form, ()):
        if fact.label in labels or (fact.kind == "clubs" and sporting and fact.nickname):
            return fact
    return None


def _is_contest(group: _Group) -> bool:
    """Whether a name such as "Madrid Masters" is that of a contest."""
    words = group.form.split()
    labels = {name.label for name in group.names}
    return len(words) > 1 and words[-1] in WEAK_EVENT_HEADS and labels <= {"EVENT", "FAC", "ORG", "LOC", "GPE"}


def _begins_body(group: _Group, groups: dict[str, _Group]) -> str:
    """Return the body that the article names in full and that a single word is the beginning of, else ""."""
    if " " in group.form or not {name.label for name in group.names} <= {"PERSON", "ORG", "GPE"}:
        return ""
    if any(name.reason.startswith(_TITLE_REASONS) for name in group.names):
        return ""
    return next((f for f in groups if f.startswith(f"{group.form} ") and groups[f].names[0].label == "ORG"), "")


def _abbreviates(group: _Group, groups: dict[str, _Group]) -> _Group | None:
    """Return the name of several words whose initials a form is."""
    if not (group.form.isupper() and group.form.isalpha() and 2 <= len(group.form) <= 6):
        return None
    wholes = [g for form, g in groups.items() if " " in form and group.form in initials(form)]
    return wholes[0] if len(wholes) == 1 and wholes[0].names[0].label in _ABBREVIATED else None


def initials(form: str) -> set[str]:
    """Return the initials of a name of several words, with and without its small words."""
    words = re.findall(r"\w+", form)
    if len(words) < 2:
        return set()
    big = [word for word in words if word.lower() not in _LINKS]
    return {"".join(w[0] for w in words).upper(), "".join(w[0] for w in big).upper()}


def _settle(group: _Group, label: str, why: str) -> None:
    for name in group.names:
        if name.label != label or not name.reason or name.reason.startswith(FROM_MODEL):
            name.reason = why
        name.label = label


def _vote(doc: Doc, group: _Group, about: Topic) -> None:
    """Give all mentions of a form the label that most evidence speaks for."""
    votes: defaultdict[str, float] = defaultdict(float)
    why: dict[str, tuple[float, str]] = {}
    for name in group.names:
        votes[name.label] += _weight(name) if name.reason.startswith(_SURE_REASONS) or votes[name.label] < 1 else 0.2
        for label, weight, reason_given in cues(doc, name, about):
            votes[label] += weight
            why[label] = max(why.get(label, (0.0, "")), (weight, reason_given))
    last = group.form.split()[-1]
    if (label := head_label(last)) and last != group.form and label in votes:
        votes[label] += 2
    best = max(votes, key=lambda label: votes[label])
    if len({name.label for name in group.names}) > 1:
        _settle(group, best, group.first_reason(best) or "most mentions in the article")
    elif group.names[0].label != best:
        _settle(group, best, why[best][1])


def _weight(name: Name) -> float:
    """How much a mention's own label counts: its reason tells how it was found."""
    if name.reason.startswith((*_TITLE_REASONS, "well-known")):
        return 3.0
    if name.reason.startswith(_SURE_REASONS):
        return 2.0
    # The recogniser falls back on PRODUCT for words it does not know.
    return 0.7 if name.label == "PRODUCT" and name.end - name.start == 1 else 1.0
