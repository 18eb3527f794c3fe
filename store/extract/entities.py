"""Mentions of one thing joined over the article: the spaCy component ``pressbox_entities``.

Joined are forms that the lists know as one thing, people by surname or given name, acronyms, and shortened names of
bodies, grounds and events.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict

from spacy.language import Language
from spacy.tokens import Doc

from store.extract.findings import FoundEntity, FoundMention, register
from store.extract.labels import initials
from store.extract.lists import PLAIN, Fact, facts, forms_of, word_set
from store.extract.name_confidence import rate
from store.extract.namesakes import choose
from store.extract.persons import PersonNames
from store.extract.repeats import shortens
from store.extract.spans import reason, usual_case
from store.names import entity_id, slug

register()

_TRUSTED = word_set("clubs events groups")
_CORPORATE = word_set(
    """inc inc. corp corp. corporation ltd ltd. limited plc co co. company group holdings fc afc cf sa ag club"""
)
_LINKS = word_set("of and for the & in on de la du")
#: Last words that many clubs share, which a club's own article uses alone.
_SHARED = word_set("United City Rovers Wanderers Athletic Albion County Town Villa Palace")
_SHORTENED = word_set("ORG FAC EVENT LAW PRODUCT LOC")
#: Where a well-known name inside a longer one is a thing of its own: "BBC News" is not the BBC.
_OWN_PARTS = word_set("ORG PRODUCT")


class _Cluster:
    """The mentions found so far of one thing."""

    def __init__(self, label: str, canon: str) -> None:
        self.label = label
        self.canon = canon
        self.mentions: list[FoundMention] = []
        self.forms: Counter[str] = Counter()

    def add(self, mention: FoundMention, form: str) -> None:
        self.mentions.append(mention)
        self.forms[form] += 1

    def absorb(self, other: _Cluster, why: str) -> None:
        """Take over another cluster's mentions."""
        for mention in other.mentions:
            mention.reason = f"{mention.reason}; {why}" if mention.reason else why
        self.mentions += other.mentions
        self.forms += other.forms

    def name(self) -> str:
        """The fullest form in the article."""
        return max(
            self.forms, key=lambda form: (len(form.split()), len(form), not form.isupper(), self.forms[form], form)
        )


@Language.component("pressbox_entities")  # type: ignore[untyped-decorator]
def pressbox_entities(doc: Doc) -> Doc:
    """Put the things that ``doc.ents`` names into ``doc._.pressbox_entities``, each with all its mentions."""
    clusters: dict[tuple[str, str], _Cluster] = {}
    people = PersonNames()
    text = doc.text  # made of all tokens each time that it is asked for
    texts = [" ".join(ent.text.split()) for ent in doc.ents]
    usual = usual_case(texts)
    for ent, form in zip(doc.ents, texts, strict=True):
        written = usual.get(form, form)
        canon = people.canon(written) if ent.label_ == "PERSON" else canonical(written, ent.label_)
        cluster = clusters.setdefault((ent.label_, canon), _Cluster(ent.label_, canon))
        cluster.add(FoundMention(ent.start_char, ent.end_char, ent.label_, reason(ent)), form)
    _share_out(doc, text, clusters, people)
    _join_people(clusters, people)
    _join_known_forms(clusters)
    _join_parties(clusters)
    _join_bracketed(doc, text, clusters)
    _join_acronyms(clusters)
    _join_short_forms(clusters)
    found = _entities(list(clusters.values()))
    rate(found, doc._.pressbox_recognised or {}, text)
    doc._.pressbox_entities = found
    return doc


def canonical(form: str, label: str) -> str:
    """Return the full name of a well-known thing, else the form without case, accents and corporate endings."""
    if fact := _fact(form, label):
        return fact.name.casefold()
    words = form.translate(PLAIN).casefold().replace(".", "").split()
    while len(words) > 1 and words[-1] in _CORPORATE:
        words.pop()
    if label == "NORP" and len(words[-1]) > 3:
        words[-1] = words[-1].removesuffix("s")
    return " ".join(words)


def _fact(form: str, label: str) -> Fact | None:
    """Return the well-known thing of this label that a form always means."""
    for fact in facts().get(form.translate(PLAIN), ()):
        if fact.label == label and not fact.nickname and not (fact.unsure and fact.kind not in _TRUSTED):
            return fact
    return None


def _known(cluster: _Cluster, label: str) -> str:
    """Return the id that a well-known thing has everywhere; a party's is the same whether it is ORG or NORP."""
    for form in sorted(cluster.forms, key=len, reverse=True):
        for kind in dict.fromkeys((label, cluster.label)):
            if label != "PERSON" and (fact := _fact(form, kind)):
                return entity_id(fact.name, "ORG" if fact.name.endswith(" Party") else label)
    return ""


def _share_out(doc: Doc, text: str, clusters: dict[tuple[str, str], _Cluster], people: PersonNames) -> None:
    """Give each mention of a bare surname to one of the several people who have it."""
    for canon, full in people.namesakes().items():
        persons = {name: clusters["PERSON", name] for name in full if ("PERSON", name) in clusters}
        if len(persons) > 1 and ("PERSON", canon) in clusters:
            for mention, best, why in choose(doc, clusters.pop(("PERSON", canon)), persons):
                mention.reason = f"{mention.reason}; {why}" if mention.reason else why
                persons[best].add(mention, " ".join(text[mention.start : mention.end].split()))


def _join_people(clusters: dict[tuple[str, str], _Cluster], people: PersonNames) -> None:
    first = {canon: clusters[label, canon].mentions[0].start for label, canon in clusters if label == "PERSON"}
    for canon, (full, why) in people.joined().items():
        if canon in first and full in first:
            _join(clusters, ("PERSON", canon), ("PERSON", full), why)


def _join(clusters: dict[tuple[str, str], _Cluster], part: tuple[str, str], whole: tuple[str, str], why: str) -> None:
    if part != whole and part in clusters and whole in clusters:
        clusters[whole].absorb(clusters.pop(part), why)


def _join_known_forms(clusters: dict[tuple[str, str], _Cluster]) -> None:
    """Join nicknames and shared short forms ("the Blues", "United") to the one thing of that name in the article."""
    owners: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for key, cluster in clusters.items():
        for form in forms_of().get((_full_name(cluster), cluster.label), ()):
            owners[cluster.label, form].append(key)
        if cluster.label == "ORG" and (last := key[1].split()[-1].title()) in _SHARED and " " in key[1]:
            owners["ORG", last].append(key)
    for key in list(clusters):
        plain = {form.translate(PLAIN) for form in clusters[key].forms}
        found = [
            other for form in plain for other in owners.get((key[0], form), ()) if other != key and other in clusters
        ]
        if found and (len(set(found)) == 1 or plain <= _SHARED):
            best = max(found, key=lambda other: len(clusters[other].mentions))
            _join(clusters, key, best, f"another name for {clusters[best].name()}")


def _join_parties(clusters: dict[tuple[str, str], _Cluster]) -> None:
    """Join "Tory" to the Conservative Party: the one is labelled NORP, the other ORG."""
    for label, canon in list(clusters):
        if label == "NORP":
            _join(clusters, (label, canon), ("ORG", canon), "its members")


def _full_name(cluster: _Cluster) -> str:
    """The well-known full name of a cluster, "" if it has none."""
    for form in cluster.forms:
        for fact in facts().get(form.translate(PLAIN), ()):
            if fact.label == cluster.label and not fact.nickname:
                return fact.name
    return ""


def _join_bracketed(doc: Doc, text: str, clusters: dict[tuple[str, str], _Cluster]) -> None:
    """Join "FSA" to the name that it stands behind in brackets: "Financial Services Authority (FSA)"."""
    at = {mention.start: key for key, cluster in clusters.items() for mention in cluster.mentions}
    for full, short in itertools.pairwise(doc.ents):
        between = text[full.end_char : short.start_char]
        if between.strip() == "(" and text[short.end_char : short.end_char + 1] == ")" and full.label == short.label:
            keys = at[full.start_char], at[short.start_char]
            if shortens(short.text, full.text) and all(key in clusters for key in keys):
                _join(clusters, keys[1], keys[0], f"in brackets behind {full.text}")


def _join_acronyms(clusters: dict[tuple[str, str], _Cluster]) -> None:
    owners_of: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for key, cluster in clusters.items():
        for form in cluster.forms:
            for letters in initials(form):
                if key not in owners_of[letters]:
                    owners_of[letters].append(key)
    for key in list(clusters):
        if key not in clusters:
            continue
        for form in list(clusters[key].forms):
            letters = form.replace(".", "").replace("&", "")
            owners = [other for other in owners_of.get(letters.upper(), ()) if other in clusters and other != key]
            if 2 <= len(letters) <= 6 and _is_acronym(form) and len(owners) == 1 and owners[0][0] == key[0]:
                _join(clusters, key, owners[0], f"initials of {clusters[owners[0]].name()}")
                break


def _is_acronym(form: str) -> bool:
    letters = form.replace(".", "").replace("&", "")
    return letters.isalpha() and (letters.isupper() or (letters[0].isupper() and len(letters) < 6))


def _join_short_forms(clusters: dict[tuple[str, str], _Cluster]) -> None:
    """Join "Marsh" to "Marsh & McLennan" and "Bernabeu" to "Santiago Bernabeu" where only one name fits."""
    having: defaultdict[tuple[str, str], dict[tuple[str, str], None]] = defaultdict(dict)
    for key, cluster in clusters.items():
        for form in cluster.forms:
            words = form.casefold().split()
            having[key[0], words[0]][key] = having[key[0], words[-1]][key] = None
    for key in sorted(clusters, key=lambda key: len(key[1].split())):
        if key[0] not in _SHORTENED or key not in clusters:
            continue
        words = next(iter(clusters[key].forms)).casefold().split()
        related = {**having[key[0], words[0]], **having[key[0], words[-1]]}
        wholes = [k for k in related if k != key and k in clusters and _shortens(clusters[key], clusters[k], key[0])]
        if len(wholes) == 1:
            _join(clusters, key, wholes[0], f"short for {clusters[wholes[0]].name()}")


def _shortens(part: _Cluster, whole: _Cluster, label: str) -> bool:
    """Whether every form of ``part`` is the beginning or the end of a form of ``whole``."""
    if label == "ORG" and all(form.isupper() for form in part.forms):
        return False
    if any(fact.label == label for form in part.forms for fact in facts().get(form.translate(PLAIN), ())):
        return label not in _OWN_PARTS and _ends_in(part, whole)
    return _ends_in(part, whole)


def _ends_in(part: _Cluster, whole: _Cluster) -> bool:
    wholes = [form.casefold().split() for form in whole.forms]
    return all(any(_edge(form.casefold().split(), other) for other in wholes) for form in part.forms)


def _edge(words: list[str], whole: list[str]) -> bool:
    return len(words) < len(whole) and words in (whole[: len(words)], whole[-len(words) :])


def _free_key(key: str, label: str, taken: set[str]) -> str:
    """Return ``key``, or where another thing has it ("liverpool"), one with the label or a number after it."""
    if key not in taken:
        return key
    if (with_label := f"{key}-{label.lower()}") not in taken:
        return with_label
    return next(numbered for n in itertools.count(2) if (numbered := f"{key}-{n}") not in taken)


def _entities(clusters: list[_Cluster]) -> list[FoundEntity]:
    clusters.sort(key=lambda cluster: min(mention.start for mention in cluster.mentions))
    keys: set[str] = set()
    out = []
    for cluster in clusters:
        name = cluster.name()
        key = _free_key(slug(name), cluster.label, keys)
        keys.add(key)
        label = Counter(mention.label for mention in cluster.mentions).most_common(1)[0][0]
        aliases = tuple(form for form in cluster.forms if form != name)
        mentions = sorted(cluster.mentions, key=lambda mention: mention.start)
        out.append(FoundEntity(key, name, label, aliases, mentions, _known(cluster, label)))
    return out
