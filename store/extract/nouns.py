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
    """activist administration adult adviser advocate agent aide all ally another associate attorney audience backer
    bishop boss both boy bureau camp child circle citizen city club colleague commentator company conservative cop
    country couple critic crowd customer dad daughter delegate democrat department doctor donor economist employee
    expert faction family fan few firm follower fourth friend general girl god government guard guest guy half host
    insider kid king lady lawyer leadership liberal local majority many media member minority mom most mum nation
    neighbor neighbour nurse observer office one opponent organiser organizer other others outlet panel parent
    participant patient people percent person police pope president press prince princess professional programme
    protester queen reader relative representative resident respondent rival scholar several shareholder soldier
    some somebody someone son source specialist spokesperson staff staffer state strategist student supporter
    survivor team team-mate teammate third user victim viewer visitor voter witness worker"""
)
_PERSON_ENDINGS = tuple(words("ist ian man woman eer ee tor ner ler ger cer der ker yer mer"))
_SPEAKERS = _PEOPLE | PERSON_NOUNS | BODY_NOUNS | DOCUMENTS | SPEECH_NOUNS
_AGENT_ENDINGS = (*_PERSON_ENDINGS, "ter", "eon", "mat", "nent", "pher", "dant")
_NO_AGENTS = words(
    "matter winter water quarter chapter letter order number border corner dinner power summer tour rest"
)
_SPEAKING_NAMES = frozenset({"PERSON", "ORG", "NORP", "GPE", "PERCENT", "CARDINAL"})
_SILENT_NAMES = frozenset({"TIME", "MONEY", "QUANTITY", "ORDINAL", "EVENT", "LOC"})
_SILENT_WORDS = frozenset(
    {"this", "that", "these", "there", "what", "which", "whatever", "him", "her", "them", "me", "us"}
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
