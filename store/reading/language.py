"""Which language a text is in, told by its letters and by its commonest words.

That is enough to keep the English extractor from what it cannot understand. In doubt a text is English: lists of
results and names have no common words at all.
"""

from __future__ import annotations

import re
from collections import Counter

#: A language that is not one of those known here (ISO 639-2).
UNDETERMINED = "und"

_SAMPLE = 6_000  # characters
_WORD = re.compile(r"[^\W\d_]+")
_CAPITAL = re.compile(r"[A-ZÀ-ÖØ-Þ]")

# Words that hold sentences together, without names, places or anything that is said about.
_COMMON = {
    "en": """the of and to in a is that for it was on with as he be at by this have from or had are but not they which
        his were her she said has been will would who their its an there when after we you all if more about up out""",
    "de": """der die das und ist in den von zu mit sich des auf für nicht ein eine dem im es auch als an er hat dass aus
        sie nach wird bei noch einen einer um am war wir sind haben werden über seit wurde weil sagte nie zum zur""",
    "fr": """le la les de des et est en un une du que qui dans pour pas il au sur ce avec son se ne plus par sont aux
        mais elle ont nous cette été leur selon depuis jamais tel le où après fait comme ses était d l n qu""",
    "es": """el la los las de que y en un una del se por con para no es su al lo como más pero sus le ha este está
        entre cuando muy sin sobre también fue desde nunca así dijo hasta hay donde han esta son mientras""",
    "it": """il la le di che e un una in del della per non con si da al è sono gli lo dei nel alla ha come anche più ma
        mentre ci questo suo stato dal nella tra mai così ha detto dopo delle hanno era degli essere""",
    "pt": """o a os as de que e do da em um uma para com não se na no por mais dos das ao foi é como são à pela pelo
        também mas já seu sua há nos nas ele ela quando enquanto desde nunca assim disse está até entre ser""",
    "nl": """de het een en van in is dat op te zijn met voor niet die aan er om ook als door maar bij naar uit nog
        wordt heeft hij ze zij werd over tot dan haar hun zo omdat sinds nooit zei moeten dit wel geen was""",
    "sv": """och i att en det som på är av för den till med har de inte om ett han men var jag sig från vi så kan när
        hon ut under efter hade ska eller aldrig sedan sade medan över också blev där mot""",
    "da": """og i at det en den til er som på de med for af ikke der var han et har om men hun blev sig fra vi havde
        kan ved efter skal eller aldrig siden mens sagde bliver også haft over nu være""",
    "pl": """i w na z do się że nie jest o to po za od przez przy jak ale co dla jego jej był była są tym tego oraz
        we ze już który która ponieważ nigdy będzie tylko może także czy""",
    "fi": """ja on ei että oli se hän ovat kun mutta myös niin kuin joka tai jos vain sen ole koska ollut jonka mukaan
        sanoi hänen sekä vielä nyt sitä tällä""",
    "tr": """ve bir bu da de için ile ne çok daha gibi olarak olan var sonra kadar en ama o ya ki diye her değil
        olduğunu böyle hiç beri göre dedi üç diyen""",
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
#: The least part of a text that such words of its own language make up, and the most for text in none of them.
_ENOUGH, _HARDLY = 0.12, 0.02
#: More of English ones than a text in any other language has.
_PLAINLY = 0.22
_RUNNING_WORDS = 60

# Letters that only one language, or family of scripts, is written with; the first that fits counts.
_SCRIPTS = (
    (re.compile("[ぁ-ヿ]"), "ja"),
    (re.compile("[가-힣]"), "ko"),
    (re.compile("[一-鿿]"), "zh"),
    (re.compile("[іїєґ]"), "uk"),
    (re.compile("[ыэё]"), "ru"),
    (re.compile("[پچژگ]"), "fa"),
    (re.compile("[ء-ي]"), "ar"),
    (re.compile("[א-ת]"), "he"),
    (re.compile("[α-ω]"), "el"),
    (re.compile("[अ-ह]"), "hi"),
    (re.compile("[ก-ฮ]"), "th"),
)
_LATIN = re.compile("[A-Za-zÀ-ɏ]")


def language_of(text: str) -> str:
    """The ISO 639-1 code of the language that a text is in, or ``UNDETERMINED``."""
    sample = text[:_SAMPLE]
    if _is_plainly_english(sample):
        return "en"
    words = [word for word in _WORD.findall(sample) if word.isalpha()]  # not ½
    letters = sum(map(len, words))
    if letters and len(_LATIN.findall(sample)) < letters / 2:
        return next((language for letter, language in _SCRIPTS if letter.search(sample)), UNDETERMINED)
    return _by_words(words)


def _is_plainly_english(sample: str) -> bool:
    """Whether that needs no second look; most texts are, and must not wait."""
    words = sample.lower().split()
    return sum(map(_WORDS["en"].__contains__, words)) > _PLAINLY * len(words)


def _by_words(words: list[str]) -> str:
    counts = Counter(word.lower() for word in words)
    hits = {language: sum(counts[word] for word in common) for language, common in _WORDS.items()}
    likely = max(hits, key=hits.__getitem__)
    if hits[likely] >= max(3, _ENOUGH * len(words)) and hits[likely] > 1.5 * hits["en"]:
        return likely
    running = sum(1 for word in words if not _CAPITAL.match(word))
    if len(words) >= _RUNNING_WORDS and hits["en"] < _HARDLY * len(words) and running > 0.6 * len(words):
        return UNDETERMINED
    return "en"
