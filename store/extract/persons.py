"""Which person's names of one article are the same person: surnames, given names and short forms of given names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from store.extract.lists import NAME_STARTS, PLAIN, word_set

_SUFFIXES = word_set("jr jr. sr sr. junior ii iii iv")
_SHORT_NAMES = """
    steve steven stephen stevie | mike michael mick mickey micky | bob robert rob robbie bobby | bill william
    will billy | jim james jimmy jamie | tom thomas tommy | tony anthony | dave david | dan daniel danny | chris
    christopher christian | nick nicholas nicky | matt matthew | alex alexander alexandra | andy andrew | ben
    benjamin | sam samuel samantha sammy | joe joseph joey | ron ronald ronnie | ken kenneth kenny | greg
    gregory | jeff jeffrey geoff geoffrey | phil philip phillip | pete peter | dick richard rick ricky rich | ed
    edward eddie ted | fred frederick freddie freddy alfred | harry harold henry | jack john jon jonathan johnny
    jonny | kate katherine catherine cathy kathy katie | liz elizabeth beth betty | sue susan | pat patrick
    patricia paddy | larry lawrence laurence | charlie charles | tim timothy | doug douglas | don donald | vince
    vincent | vic victor victoria | gerry gerald gerard jerry | les leslie | stan stanley | ray raymond | max
    maximilian | mo mohamed mohammed | rafa rafael | nat nathan nathaniel | josh joshua | jo joanna joanne |
    jenny jennifer | maggie margaret
"""
_SAME: dict[str, int] = {name: i for i, group in enumerate(_SHORT_NAMES.split("|")) for name in group.split()}


class PersonNames:
    """The person's names of one article, in text order."""

    def __init__(self) -> None:
        self.places: dict[str, list[int]] = {}
        self._length = 0

    def canon(self, form: str) -> str:
        """Take note of a name and return what stands for it: lower-case, without accents and "Jr"."""
        words = form.translate(PLAIN).casefold().replace(".", "").split()
        while len(words) > 1 and words[-1] in _SUFFIXES:
            words.pop()
        canon = " ".join(words)
        self.places.setdefault(canon, []).append(self._length)
        self._length += 1
        return canon

    def joined(self) -> dict[str, tuple[str, str]]:
        """Return for every name that stands for a fuller one that name and the reason."""
        out: dict[str, tuple[str, str]] = {}
        names = sorted(self.places, key=lambda name: -len(name.split()))
        having: defaultdict[str, list[str]] = defaultdict(list)
        for name in names:
            for word in _edge_words(name):
                having[word].append(name)
        for name in names:
            related = dict.fromkeys(other for word in _edge_words(name) for other in having[word])
            fuller = [other for other in related if other not in out and other != name and _fuller(other, name)]
            if fuller:
                best = self._best(name, fuller)
                out[name] = (best, _why(name, best))
        return out

    def namesakes(self) -> dict[str, list[str]]:
        """Return for each bare surname the full names of the people who have it, where they are several."""
        joined = self.joined()
        having: defaultdict[str, list[str]] = defaultdict(list)
        for name in self.places:
            if " " in name and name not in joined:
                having[surname(name)].append(name)
        return {name: people for name, people in having.items() if name in self.places and len(people) > 1}

    def _best(self, name: str, fuller: list[str]) -> str:
        """Of several people whom a name fits, the one named last before it, by surname rather than given name."""
        by_surname = [other for other in fuller if surname(other) == surname(name)]
        candidates = by_surname or fuller
        first = self.places[name][0]
        last = {other: max((at for at in self.places[other] if at < first), default=-1) for other in candidates}
        return max(candidates, key=lambda other: (last[other], len(self.places[other])))


def _edge_words(name: str) -> set[str]:
    """Return the words by which a name and a fuller one find each other: the first, the last, and parts of that."""
    words = name.split()
    return {words[0], words[-1], words[-1].rpartition("-")[2]}


def surname(name: str) -> str:
    """Return the surname with its small words: "van dijk" of "virgil van dijk"."""
    words = name.split()
    start = len(words) - 1
    while start > 1 and words[start - 1] in NAME_STARTS:
        start -= 1
    return " ".join(words[start:]) if len(words) > 1 and words[0] not in NAME_STARTS else name


def surnames(words: Sequence[str]) -> set[str]:
    """Return the surname of a full name in its spellings: "van Dijk" and "Van Dijk"."""
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in NAME_STARTS:
        start -= 1
    name = " ".join(words[start:])
    return {name, name[:1].upper() + name[1:]}


def _fuller(full: str, name: str) -> bool:
    """Whether ``full`` can be the fuller name of the person whom ``name`` names."""
    whole, part = full.split(), name.split()
    if len(whole) < len(part) or (len(whole) == len(part) and len(part) == 1):
        return False
    if len(part) == 1:
        return part[0] in (whole[-1], whole[0]) or full.endswith(f"-{name}") or surname(full) == name
    if whole[-len(part) :] == part or surname(full) == name:
        return True
    if whole[-1] != part[-1]:
        return whole[: len(part)] == part and len(whole) > len(part)
    return _same_given(whole[0], part[0]) and (len(whole) > len(part) or whole[0] > part[0])


def _same_given(one: str, other: str) -> bool:
    """Whether two given names can be one: an initial, or a short form."""
    if one == other or (1 in (len(one), len(other)) and one[0] == other[0]):
        return True
    return one in _SAME and _SAME.get(one) == _SAME.get(other)


def _why(name: str, full: str) -> str:
    if surname(full) == name or full.split()[-1] == name:
        return f"surname of {full.title()}"
    if full.split()[0] == name:
        return f"given name of {full.title()}"
    return f"another form of {full.title()}"
