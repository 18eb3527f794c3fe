"""The user's own keys: the ``[keys]`` table of the settings laid over the verbs' own."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

import msgspec
from textual.keys import KEY_ALIASES, Keys, _character_to_key

from tui.config import ConfigError
from tui.verbs import BY_ID, VERBS, Verb


class KeyLine(msgspec.Struct, frozen=True):
    """A verb in words: group, keys as people write them, id for the settings, title, meaning, and where it hints."""

    group: str
    keys: str
    id: str
    title: str
    help: str
    panes: tuple[str, ...]


def lines(verbs: Sequence[Verb] = VERBS) -> list[KeyLine]:
    """All verbs, group by group, as a list of keys has them."""
    groups = list(dict.fromkeys(verb.group for verb in verbs))
    ordered = sorted(verbs, key=lambda verb: groups.index(verb.group))
    return [KeyLine(v.group, v.key_label, v.id, v.title, v.help, v.panes) for v in ordered]


def keyed(keys: Mapping[str, str], source: str) -> tuple[Verb, ...]:
    """The verbs with other keys for those that ``keys`` names (verb id -> keys, comma-separated).

    Raises ConfigError, which names ``source`` and the entry: unknown verb, unknown key, or one key for two verbs.
    """
    changed = {}
    for name, wanted in keys.items():
        if name not in BY_ID:
            raise ConfigError(f"{source}: keys.{name}: there is no such action; the help page and the README list them")
        changed[name] = ",".join(_key(part.strip(), f"{source}: keys.{name}") for part in wanted.split(","))
    verbs = tuple(msgspec.structs.replace(verb, keys=changed.get(verb.id, verb.keys)) for verb in VERBS)
    owners: dict[str, str] = {}
    for verb in verbs:
        for key in verb.keys.split(","):
            if key in owners:
                culprit = verb.id if verb.id in changed else owners[key]
                raise ConfigError(f"{source}: keys.{culprit}: {key} is the key of {owners[key]} and of {verb.id}")
            owners[key] = verb.id
    return verbs


def _key(key: str, where: str) -> str:
    """A key as Textual names it. Raises ConfigError if there is none of that name."""
    if len(key) == 1:
        return _character_to_key(key)
    bare = key.removeprefix("ctrl+").removeprefix("shift+").removeprefix("alt+")
    if key in {k.value for k in Keys} or bare in {k.value for k in Keys} or bare in KEY_ALIASES or len(bare) == 1:
        return key
    try:
        unicodedata.lookup(bare.replace("_", " "))
    except KeyError:
        raise ConfigError(f"{where}: there is no key {key!r}") from None
    return key
