"""The lexicon of reporting: which words show that somebody's words or thoughts follow, and what syntax each takes."""

from __future__ import annotations

import re

from spacy.tokens import Token


def words(text: str) -> frozenset[str]:
    """A set of the words of a text, to keep word lists readable."""
    return frozenset(text.split())


#: Verbs of saying: they introduce direct quotes and clauses.
SPEECH = words(
    """acknowledge add admit advise affirm allege announce answer argue ask assert assure attest bemoan boast brag
    caution chide claim clarify comment complain concede conclude confess confide confirm contend counter cry
    declare decry deny disclose elaborate emphasise emphasize enthuse exclaim explain fume gripe hint implore
    imply indicate inform inquire enquire insinuate insist instruct interject joke lament lecture maintain
    mention moan murmur muse mutter note observe opine order plead pledge pray predict proclaim promise
    pronounce protest quip rage reaffirm reason reassure rebut recall recount reflect reiterate rejoin relate
    remark remind repeat reply report respond retort reveal rule say scoff shout shrug signal speculate state
    stipulate stress suggest swear sympathise sympathize teach tell testify tweet underline underscore urge
    utter venture voice volunteer vow wail warn whisper write yell post blog text email apologise apologize
    agree bark beg challenge command demand grumble rave rant vent rue theorise theorize forecast hypothesise
    disagree thunder snap sneer jest counsel preach prophesy quote query question crow wonder
    jeer chant cheer gush bellow holler deadpan tut intone chime croon hiss avow bluster carp concur convey divulge
    drawl exhort expound fret fulminate gloat grouse guarantee intimate marvel object posit postulate quibble rasp
    recollect splutter sputter surmise"""
)
#: Verbs that introduce direct quotes only when they stand right beside them.
BESIDE = words(
    """begin continue finish go open start laugh smile sigh read chant sing call grin nod sob scream roar shriek tease
    interrupt persist proceed put close offer recite rejoice chuckle express think feel believe hope describe
    sum end stammer cite declaim praise hit warn blast slam accept echo tweet retweet"""
)
#: Verbs of thought and finding out: their clauses are reported, their quoted fragments too.
THOUGHT = words(
    """believe think feel hope fear expect know doubt suspect worry consider reckon guess estimate assume anticipate
    realise realize hold regret learn find show see conclude imagine understand sense propose recommend request
    decide accept intend foresee envisage envision maintain determine discover deem judge dread presume calculate
    conjecture trust fret"""
)
#: Verbs of judging: what is quoted is the judgement ("branded it "a farce"").
JUDGE = words(
    """accuse attack berate blame blast brand call caricature castigate cast characterise characterize chastise cite
    compare condemn credit criticise criticize decry defend denounce depict deride describe deem diagnose
    dismiss dub endorse explain express frame hail highlight invoke label laud liken lambast lambaste mock name
    paint portray praise present rate rebuke refer reject ridicule rip salute scold slam slate speak summarise
    summarize tag talk term tout trash view vilify welcome rail rebuff reprimand mourn mistake pan thank use
    promote tease bash rap voice pin applaud chide commend deplore disparage disavow extol fault hammer lampoon list
    malign oppose pillory skewer support champion challenge offer coach honour honor hype question"""
)
#: Verbs whose infinitive is what was said ("promised to stay", "urged fans to wait").
INFINITIVE = words(
    """advise ask beg call challenge claim command demand direct encourage expect hope implore instruct invite
    order plead pledge promise request swear tell threaten urge vow warn remind recommend deny propose exhort
    guarantee"""
)
#: Verbs whose object is the person spoken to, not what was said.
ADDRESSING = words("advise ask assure inform instruct notify order promise reassure remind tell urge warn")

#: Nouns that carry words ("a statement", "the report"); they can say something and can stand for who wrote them.
DOCUMENTS = words(
    """account ad advert advertisement affidavit analysis article blog book brief briefing bulletin caption clip column
    commentary communique data document dossier editorial email essay figure file filing film headline index
    indictment lawsuit leaflet letter memo memoir message missive motion movie newsletter newspaper note notice
    order paper petition photo poll post press probe projection quiz record release report research result review
    ruling sign slide source statement statistic story study submission survey tally testimony text timeline
    transcript tweet video website"""
)
SPEECH_NOUNS = words(
    """accusation admission advice allegation announcement answer apology argument assertion assessment assurance
    belief boast call claim comment comparison complaint concern conclusion criticism declaration demand denial
    description expectation explanation fear feeling forecast hint hope idea insistence joke line message mantra
    motto note notion observation opinion phrase plea pledge point post prediction promise proposal quip quote
    reaction reason remark reply response revelation rumour rumor sentiment slogan speech statement suggestion
    suspicion testimony theory thought threat tweet verdict view vow warning word words"""
)

_IRREGULAR = {
    "say": ("said",), "tell": ("told",), "write": ("wrote", "written"), "think": ("thought",), "feel": ("felt",),
    "know": ("knew", "known"), "find": ("found",), "show": ("shown", "showed"), "swear": ("swore", "sworn"),
    "go": ("went", "gone", "goes"), "begin": ("began", "begun"), "put": ("put", "putting"), "read": ("read",),
    "sing": ("sang", "sung"), "speak": ("spoke", "spoken"), "hold": ("held",), "understand": ("understood",),
    "see": ("saw", "seen"), "foresee": ("foresaw", "foreseen"), "teach": ("taught",), "forecast": ("forecast",),
    "cast": ("cast",), "hit": ("hit",), "mistake": ("mistook",), "text": ("texted",), "learn": ("learnt",),
    "rebut": ("rebutted", "rebutting"), "admit": ("admitted", "admitting"), "quip": ("quipped", "quipping"),
    "refer": ("referred", "referring"), "brag": ("bragged", "bragging"), "beg": ("begged", "begging"),
    "snap": ("snapped", "snapping"), "chat": ("chatted",), "slam": ("slammed", "slamming"), "tag": ("tagged",),
    "label": ("labelled", "labelling", "labeled", "labeling"), "signal": ("signalled", "signalling", "signaled"),
    "dub": ("dubbed", "dubbing"), "rip": ("ripped", "ripping"), "nod": ("nodded",), "sob": ("sobbed",),
    "sum": ("summed", "summing"), "grin": ("grinned", "grinning"), "blog": ("blogged", "blogging"), "pan": ("panned",),
    "begrudge": (), "counsel": ("counselled",), "pin": ("pinned",), "rap": ("rapped",), "chuckle": (), "rue": (),
}  # fmt: skip


def _forms(lemma: str) -> set[str]:
    """Inflected forms of a verb; forms that do not exist do no harm."""
    out = {lemma, lemma + "s", lemma + "es", lemma + "ed", lemma + "ing", *_IRREGULAR.get(lemma, ())}
    if lemma.endswith("e"):
        out |= {lemma + "d", lemma[:-1] + "ing"}
    elif lemma.endswith("y"):
        out |= {lemma[:-1] + "ies", lemma[:-1] + "ied"}
    return out


ALL_VERBS = SPEECH | BESIDE | THOUGHT | JUDGE | INFINITIVE
LEMMA_OF = {form: lemma for lemma in sorted(ALL_VERBS) for form in sorted(_forms(lemma))}
#: Forms that are hardly ever anything but a reporting verb, whatever the tagger thinks of them.
PLAIN = words(
    """said says told tells added adds insisted insists admitted explained replied asked argued warned claimed wrote
    tweeted declared stressed announced confirmed concluded acknowledged conceded revealed joked quipped
    continued recalled responded"""
)
#: Reporting verbs of two words, each form with the lemma it counts as.
PHRASAL = {
    **{(form, "out"): "note" for form in ("point", "points", "pointed", "pointing")},
    **{(form, "clear"): "stress" for form in ("make", "makes", "made", "making")},
}
_SAID = "(?:said|says|told|added|explained|insisted|admitted|wrote|tweeted|replied|recalled|continued)"
_NAME = r"[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){0,3}"
#: Narration that closes a quote whose closing mark is missing: "..., he said." or "..., said Klopp."
RESUMES = re.compile(
    rf"[,!?]\s+(?:(?:he|she|they|{_NAME})\s{_SAID}|{_SAID}\s(?:the\s\w+|{_NAME})(?:\s{_NAME})?)(?=[.,](?:\s|$))"
)


def cue_lemma(token: Token) -> str | None:
    """The reporting verb that ``token`` is a form of, or None: a noun ("claims grew") is none."""
    form = token.lower_
    lemma = LEMMA_OF.get(form)
    if lemma is None:
        return PHRASAL.get((form, token.doc[token.i + 1].lower_)) if token.i + 1 < len(token.doc) else None
    if form in PLAIN:
        return lemma if token.pos_ not in ("PROPN", "ADJ") or form in ("said", "told", "added") else None
    return lemma if token.pos_ in ("VERB", "AUX") else None


def cue_end(token: Token) -> int:
    """Token index behind a cue of one word or two ("pointed out")."""
    following = token.doc[token.i + 1].lower_ if token.i + 1 < len(token.doc) else ""
    return int(token.i) + (2 if (token.lower_, following) in PHRASAL else 1)
