"""Nouns that can say something: people by what they are or do, bodies, and what is written."""

from __future__ import annotations

from spacy.tokens import Token

from store.extract.cues import DOCUMENTS, SPEECH_NOUNS, words

BODY_NOUNS = words(
    """agency airline alliance association authority authorities bank board body broadcaster business campaign carmaker
    chain channel charity church club commission committee company confederation consortium corporation council
    court department developer federation firm foundation giant government group institute insurer lender label
    magazine maker manufacturer ministry network newspaper operator organisation organization paper party
    publisher regulator retailer school side society station studio supermarket team think-tank trust tour union
    university watchdog administration outfit brewer utility"""
)
PERSON_NOUNS = words(
    """ace actor actress all-rounder analyst artist athlete author back ballplayer batsman boss bowler boxer captain
    centre centre-back champion chairman chairwoman chancellor chief coach commissioner comedian congressman
    congresswoman defender director driver economist editor executive fighter filmmaker flanker fly-half forward
    founder fullback goalkeeper governor head hooker international investigator judge justice keeper lawmaker
    lawyer leader left-back lock manager mayor midfielder minister mogul musician nominee number novelist
    official owner player playmaker politician pop-star premier presenter president producer professor prop
    prosecutor pundit quarterback racer rapper referee republican democrat right-back rider runner scientist
    scorer scrum-half secretary senator singer skipper songwriter speaker mp mep peer pm spokesman spokeswoman
    sprinter star striker supremo swimmer teenager tenor trainer tycoon veteran winger winner writer youngster
    candidate businessman businesswoman billionaire mother father brother sister wife husband former man woman
    rookie hitmaker laureate dane scot englishman irishman welshman frenchman spaniard italian german australian
    american dutchman argentine brazilian portuguese russian swede swiss briton"""
)
#: More nouns for people, most of them in the plural where they speak.
_PEOPLE = words(
    """adult adviser aide advocate activist ally attorney backer boy child citizen colleague commentator conservative
    critic cop customer delegate democrat doctor donor employee expert family fan follower friend girl god guard guest
    guy insider kid lady liberal local member neighbour neighbor nurse observer opponent organiser
    organizer other parent
    participant patient people person
    police professional protester reader relative representative resident
    respondent rival scholar shareholder soldier somebody someone source specialist spokesperson staff staffer
    strategist student supporter survivor teammate team-mate user victim viewer visitor voter witness worker critic
    crowd audience government administration media press lawyer insider faction camp office bureau firm
    economist boss bishop pope queen king prince princess president dad mum mom son daughter neighbour half
    majority minority third fourth percent couple host general panel country state city nation outlet programme club
    leadership circle associate agent department team company most many some few several both another others all one"""
)
_PERSON_ENDINGS = (
    "ist",
    "ian",
    "man",
    "woman",
    "eer",
    "ee",
    "tor",
    "ner",
    "ler",
    "ger",
    "cer",
    "der",
    "ker",
    "yer",
    "mer",
)
_SPEAKERS = _PEOPLE | PERSON_NOUNS | BODY_NOUNS | DOCUMENTS | SPEECH_NOUNS
_AGENT_ENDINGS = (*_PERSON_ENDINGS, "ter", "eon", "mat", "nent", "pher", "dant")
_NO_AGENTS = words(
    "matter winter water quarter chapter letter order number border corner dinner power summer tour rest"
)
_SPEAKING_NAMES = frozenset({"PERSON", "ORG", "NORP", "GPE", "PERCENT", "CARDINAL"})
_SILENT_NAMES = frozenset({"TIME", "MONEY", "QUANTITY", "ORDINAL", "EVENT", "LOC"})
_SILENT_WORDS = frozenset(
    {"this", "that", "these", "those", "there", "what", "which", "whatever", "him", "her", "them", "me", "us"}
)


def is_person_noun(head: Token) -> bool:
    """Whether a noun says what somebody is or does ("the striker")."""
    noun = head.lower_
    if noun in PERSON_NOUNS or (head.ent_type_ == "NORP" and not noun.endswith("s")):
        return True
    return noun.endswith(_PERSON_ENDINGS) and noun not in DOCUMENTS and head.tag_ == "NN"


def can_speak(head: Token) -> bool:
    """Whether the head of a source is a person, a body or something written, as far as its word or label tells."""
    if head.lower_ in _SILENT_WORDS:
        return False
    if head.ent_type_ in _SPEAKING_NAMES or head.pos_ in ("PRON", "NUM", "DET", "ADJ", "X"):
        return True
    if head.pos_ == "PROPN":
        return head.ent_type_ not in _SILENT_NAMES
    noun = head.lemma_.lower()
    if not _SPEAKERS.isdisjoint((noun, head.lower_)):
        return True
    return (noun.endswith(_AGENT_ENDINGS) and noun not in _NO_AGENTS) or noun.endswith("-old") or noun == "old"
