"""General facts about the world that the components use: well-known names and the words that surround names.

The names stand in ``data/*.txt``: entries are separated by "|" or line ends, the forms of one entry by ";". A "*" after
a form says that it is also something else, so that it names nothing without support from the article; a "~" before a
form that it does so only after "the".
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FILES = {"clubs": "ORG", "grounds": "FAC", "events": "EVENT", "groups": "NORP", "bodies": "ORG"}
_SECTIONS = {"[gpe]": "GPE", "[loc]": "LOC", "[product]": "PRODUCT", "[law]": "LAW", "[work]": "WORK_OF_ART"}

#: Typographic apostrophes and accented letters as their plain forms, each one character long.
PLAIN: dict[int, str] = {
    **{code: base for code in range(0xC0, 0x180) if (base := unicodedata.normalize("NFD", chr(code))[0]).isascii()},
    **{ord(char): "'" for char in "’‘ʼ`"},
    **{ord(char): plain for char, plain in zip("łŁøØđıı\u00a0", "lLoOdii ", strict=True)},
}


def word_set(text: str) -> frozenset[str]:
    """Return the blank-separated words of ``text``."""
    return frozenset(text.split())


@dataclass(frozen=True, slots=True)
class Fact:
    """One form of a well-known name. ``name`` is the thing's usual full name, shared by all its forms."""

    form: str
    name: str
    label: str
    kind: str
    unsure: bool = False
    nickname: bool = False


@cache
def facts() -> dict[str, tuple[Fact, ...]]:
    """Return all forms of well-known names, each with what it can mean."""
    out: defaultdict[str, list[Fact]] = defaultdict(list)
    for fact in _all_facts():
        if not any(other.label == fact.label for other in out[fact.form]):
            out[fact.form].append(fact)
    return {form: tuple(found) for form, found in out.items()}


@cache
def forms_of() -> dict[tuple[str, str], frozenset[str]]:
    """Return the forms of every thing that has several, by its full name and label."""
    out: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for fact in _all_facts():
        out[fact.name, fact.label].add(fact.form)
    return {key: frozenset(forms) for key, forms in out.items() if len(forms) > 1}


@cache
def forms_by_first_word() -> dict[str, tuple[str, ...]]:
    """Return the forms that may start a mention on their own, by their first word, the longest form first."""
    out: defaultdict[str, list[str]] = defaultdict(list)
    for form, found in facts().items():
        if any(not fact.unsure for fact in found):
            out[first_word(form)].append(form)
    return {word: tuple(sorted(forms, key=len, reverse=True)) for word, forms in out.items()}


def first_word(form: str) -> str:
    """Return the leading letters and digits of a form, by which ``forms_by_first_word`` finds it."""
    end = next((i for i, char in enumerate(form) if not char.isalnum()), len(form))
    return form[:end] or form[:1]


@cache
def first_names() -> frozenset[str]:
    """Return common given names."""
    return frozenset(word for line in _lines("first_names") for word in line.translate(PLAIN).split())


@cache
def famous_surnames() -> frozenset[str]:
    """Return surnames of well-known people; a name of that form may still be something else."""
    return frozenset(word.replace("_", " ") for line in _lines("surnames") for word in line.translate(PLAIN).split())


@cache
def _all_facts() -> tuple[Fact, ...]:
    return (*_read_lists(), *_read_places(), *_read_things(), *_read_people())


def _lines(name: str) -> Iterator[str]:
    text = files("store.extract").joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


def _entries(line: str) -> Iterator[str]:
    return (entry.strip() for entry in line.split("|") if entry.strip())


def _forms(entry: str, label: str, kind: str, separator: str = ";", name: str = "") -> Iterator[Fact]:
    if ": " in entry:
        name, _, entry = entry.partition(": ")
    for form in entry.split(separator):
        marked = form.strip()
        bare = marked.strip("*~").removeprefix("The ").translate(PLAIN)
        if bare:
            name = name or bare
            nickname = marked.startswith(("~", "The ")) and " " not in bare
            yield Fact(bare, name, label, kind, unsure=nickname or marked.endswith("*"), nickname=nickname)


def _read_lists() -> Iterator[Fact]:
    for kind, label in _FILES.items():
        for line in _lines(kind):
            for entry in _entries(line):
                yield from _forms(entry, label, kind)


def _read_places() -> Iterator[Fact]:
    label = ""
    for line in _lines("places"):
        if line.startswith("["):
            label = _SECTIONS.get(line, "")
            continue
        for entry in _entries(line):
            if label:
                yield from _forms(entry, label, "places")
                continue
            places, _, people = entry.partition("=")
            yield from _forms(places, "GPE", "countries")
            yield from _forms(people, "NORP", "peoples", ",")


def _read_things() -> Iterator[Fact]:
    label = ""
    for line in _lines("things"):
        if line.startswith("["):
            label = _SECTIONS[line]
            continue
        for entry in _entries(line):
            yield from _forms(entry, label, "things")


def _read_people() -> Iterator[Fact]:
    for line in _lines("mononyms"):
        for name in line.split():
            yield from _forms(name, "PERSON", "mononyms")


ARTICLES = word_set("the The THE a an A An")
#: Words before a person's name that are no part of it.
TITLES = word_set(
    """Mr Mrs Ms Miss Mr. Mrs. Ms. Dr Dr. Prof Prof. Professor Sir Dame Lord Lady Baroness Baron Viscount Earl Count
    Countess Duke Duchess Prince Princess King Queen Pope Cardinal Archbishop Bishop Father Sister Brother Rabbi
    Imam Sheikh Ayatollah Reverend Rev Rev. President Vice-President Chancellor Premier Senator Sen Sen.
    Congressman Congresswoman Representative Rep Rep. Governor Gov Gov. Mayor Minister Secretary Ambassador
    Councillor Cllr MP Judge Justice Sheriff Constable Inspector Detective Superintendent Sergeant Sgt Sgt.
    Corporal Private Lieutenant Lt Lt. Captain Capt Capt. Major Maj Maj. Colonel Col Col. Brigadier General Gen
    Gen. Admiral Commander Marshal Chairman Chairwoman Chief Director Coach Manager Skipper Striker Midfielder
    Defender Goalkeeper Referee Boss Spokesman Spokeswoman Analyst Author Actor Actress Director-General
    Attorney-General Taoiseach Chairperson Deputy Executive Officer Sgt-Maj Comrade Signor Signora Monsieur
    Madame Herr Frau Senor Don Dona St-Sgt DJ"""
)
#: Words of a title of more than one word ("Prime Minister", "Foreign Secretary", "Chief Executive").
TITLE_WORDS = word_set(
    """Prime Foreign Home Defence Defense Education Health Transport Culture Trade Finance Interior Justice Attorney
    Vice Shadow Deputy First Chief Managing Lord Secretary-General Secretary Minister Executive Officer Leader
    General Treasury State Environment Environmental Sports Sport Welfare Pensions Head Former Ex"""
)
#: Small words inside names.
PARTICLES = word_set(
    """of and for the in on de da do dos das del della di du des la le les el al van von der den ter ten bin bint ibn y
    e zu zum au aux & 's ' ’s ’ - to at with"""
)
#: Small words that may begin a person's name.
NAME_STARTS = word_set("de da del della di du la le el al van von der den ter ten bin ibn al- d' o' mac")

#: Last words of competitions, prizes and festivals.
EVENT_HEADS = word_set(
    """Cup Cups League Championship Championships Open Trophy Olympics Games Masters Grand-Prix Prix Marathon Rally
    Festival Awards Award Prize Prizes Oscars Slam Derby Classic Invitational Bowl Shield Nations Series Tour
    Biennale Carnival Expo Fair Show Summit War Wars Revolution Crisis Uprising Massacre Conference Convention
    Congress Indoors Stakes Handicap Regatta Superbikes Playoffs Play-offs Elections Election Referendum Medal
    Tournament International"""
)
#: Those that end an event's name only after at least one more capitalised word that is no place, or a known event word.
WEAK_EVENT_HEADS = word_set(
    """Open Tour Show Series Congress International Conference Convention Fair Classic Crisis Medal Nations Games
    Masters Slam"""
)
ORG_HEADS = word_set(
    """University College School Institute Academy Council Committee Commission Agency Authority Department Ministry
    Office Board Bureau Association Federation Union Party Society Trust Foundation Fund Group Holdings
    Corporation Corp Corp. Inc Inc. Ltd Ltd. Limited plc PLC LLC LLP Company Co Co. Bank Airlines Airways Motors
    Electronics Systems Software Technologies Technology Networks Records Pictures Studios Entertainment
    Productions Media Television Radio Newspapers Press Post Times Tribune Herald Gazette Chronicle Telegraph
    Guardian Journal Magazine Club Rovers Wanderers Athletic Albion United City Rangers Hotspur Orchestra
    Philharmonic Ballet Opera Choir Parliament Assembly Senate Court Tribunal Service Services Police Army Navy
    Force Forces Brigade Regiment Partners Capital Securities Investments Insurance Pharmaceuticals Laboratories
    Labs Energy Petroleum Oil Gas Steel Industries Communications Telecom Research Centre Center Consortium
    Alliance Coalition Movement Congress Church Unit Task-Force Taskforce Administration Partnership Brothers
    Sons Associates Consulting Stores Supermarkets Breweries Wines Foods"""
)
FAC_HEADS = word_set(
    """Stadium Arena Park Theatre Theater Hall Palace Castle Cathedral Abbey Chapel Bridge Tower Towers Airport Station
    Street Road Avenue Square Lane Hospital Prison Museum Gallery Library House Hotel Centre Center Building
    Plaza Mall Gardens Cemetery Dome Racecourse Speedway Circuit Pavilion Barracks Terminal Tunnel Embassy
    Mosque Temple Cinema Auditorium Ground Velodrome Jail Ring Colosseum Playhouse"""
)
LAW_HEADS = word_set("Act Bill Treaty Convention Protocol Amendment Constitution Directive Accord Pact Charter")
LOC_HEADS = word_set(
    """Sea Ocean River Lake Mountains Mountain Valley Desert Island Islands Bay Gulf Peninsula Coast Strait Straits
    Canal Forest Hills Hill Beach Peak Delta Basin Canyon Falls Glacier Cape Isles Heath Moor"""
)
PRODUCT_HEADS = word_set("Messenger Player Explorer Navigator Toolbar Browser")
GPE_HEADS = word_set("Republic Province Prefecture")
#: First words of the offices "... of X".
ORG_STARTS = word_set(
    """Ministry Department Bank University House Church Institute Council Office Board Federation Association Society
    Centre Center Committee Commission Campaign College School Court Bureau Union Academy Fund Agency Organisation
    Organization Confederation League Alliance Chamber Foundation"""
)

#: Words that are written with capital letters and name nothing in particular.
NOT_NAMES = word_set(
    """Budget Internet Web Net God Christmas Easter Ramadan New-Year TV TVs DVD DVDs CD CDs PC PCs HIV Aids AIDS GMT BST
    EST GDP GNP VAT DNA LAN SMS MMS MP3 MP3s HTML XML RSS IP ID HD HDTV PDA PDAs Wi-Fi WiFi GPS CEO MP MPs MEP MEPs MSP
    MSPs AM AMs AGM IPO Asbo Asbos CV IQ IT PR QC USB LCD CCTV SUV SUVs UFO ATM PIN RAM MPEG JPEG ADSL VoIP P2P R&B
    3G 4G January February March April May June July August September October November December Monday Tuesday Wednesday
    Thursday Friday Saturday Sunday Mondays Tuesdays Wednesdays Thursdays Fridays Saturdays Sundays Spring Summer Autumn
    Winter Ms Mr Mrs State Heaven Hell Bible-belt Euro-zone Eurozone"""
)

#: What stands behind a team, a company or a party, hardly ever behind a place.
TEAM_FOLLOWERS = word_set(
    """boss manager coach captain skipper striker midfielder defender goalkeeper keeper winger forward fans fan
    supporters chairman chief director owner owners players player side team squad teammates team-mates defence
    attack midfield dressing-room goal goals penalty shirt bench legend star ace youngster fly-half scrum-half
    full-back centre-half hooker prop lock flanker centre wing No coaches assistant boardroom board back-line
    academy keeper playmaker stopper goalscorer scorer substitute substitutes hero hat-trick backs pack forwards
    lineout scrum bowler batsman opener all-rounder wicketkeeper pair duo trio full-back left-back right-back
    half-back number-eight target"""
)
#: Verbs of contests: their subject and object are teams or people.
CONTEST_VERBS = word_set(
    """beat beats beaten beating win wins won winning lose loses lost losing draw draws drew drawn defeat defeats
    defeated defeating thrash thrashed play plays played playing score scores scored scoring concede conceded
    face faces faced facing host hosts hosted meet met lead led trail trailed sign signed sell sold buy bought
    bid dominate dominated crash crashed slump slumped equalise equalised level levelled reach reached knock
    knocked eliminate eliminated progress progressed qualify qualified relegate relegated overcome overcame need
    needed stun stunned hammer hammered outplay outplayed struggle struggled threaten threatened deserve
    deserved press pressed target targeted want wanted hold held outclass outclassed pip pipped crush crushed
    down downed climb climbed top edge edged oust ousted rout routed humble humbled field fielded appoint
    appointed sack sacked start started finish finished push pushed go went gone take took taken break broke
    broken run ran look looked come came succumb succumbed slip slipped entertain visit travel travelled claim
    claimed drop dropped clinch clinched secure secured have has had rejected reject confirmed deny denied pay
    paid battle battled hit fight fought say says said insist insisted chase chased pursue bounce bounced
    recover recovered capitulate capitulated suffer suffered miss missed join joined left"""
)
TEAM_PREPOSITIONS = word_set(
    """against beat beating past versus v vs over with by for facing hosting thrashed defeated join joined leave left
    joining leaving"""
)
PLACE_PREPOSITIONS = word_set("in near around outside into throughout across visiting to from")
#: Words that show that an article reports on sport.
SPORT_WORDS = word_set(
    """match matches coach striker goalkeeper midfielder defender goal goals league cup tournament final semi-final
    quarter-final season team squad player players captain title championship championships champion fixture
    injury penalty referee side fans half-time defeat victory club manager game games win scored rugby football
    cricket tennis athletics race olympic olympics medal sprinter indoor seed set try tries kick lineout scrum
    transfer stadium"""
)
#: Words that show that an article reports on films, music or books.
ARTS_WORDS = word_set(
    """film films movie movies cinema album albums song songs singer actor actors actress starring director band bands
    novel novels author music musical chart charts singles box-office drama comedy sequel concert gig theatre
    screenplay premiere hollywood"""
)
#: Words for what a person is, right before the name ("striker Didier Drogba").
ROLE_NOUNS = word_set(
    """striker midfielder defender goalkeeper keeper winger forward captain skipper coach manager boss trainer referee
    hooker prop flanker lock fly-half scrum-half centre full-back batsman bowler all-rounder sprinter swimmer
    golfer boxer jockey driver rider cyclist president chancellor premier minister secretary senator congressman
    governor mayor ambassador spokesman spokeswoman chairman chairwoman chief director founder analyst economist
    lawyer solicitor barrister judge detective inspector constable sergeant colonel general major actor actress
    singer rapper musician guitarist drummer bassist composer conductor dancer comedian presenter broadcaster
    journalist reporter editor writer author novelist poet playwright artist painter sculptor designer
    photographer director producer film-maker filmmaker model professor scientist researcher engineer astronaut
    pilot doctor surgeon bishop archbishop cardinal priest businessman businesswoman tycoon billionaire
    millionaire entrepreneur banker broker trader leader deputy backbencher MP veteran star legend compatriot
    countryman countrywoman team-mate teammate defender wife husband son daughter brother sister father mother
    widow friend colleague predecessor successor hero youngster teenager newcomer opener playmaker substitute
    owner agent candidate nominee activist campaigner officer executive consultant historian critic pundit
    commentator biographer seed"""
)
#: What is said right before the name of a firm, a band or a paper, never before that of a person.
BODY_NOUNS = word_set(
    """firm firms company companies giant giants maker makers retailer retailers supermarket chain bank lender insurer
    airline carrier auditor auditors accountants newspaper paper tabloid broadsheet magazine broadcaster network label
    studio charity union consultancy brokerage manufacturer operator provider supplier developer publisher website
    band group duo trio quartet label agency thinktank watchdog regulator conglomerate subsidiary brewer carmaker
    chipmaker drugmaker bookmaker bookmakers builder housebuilder utility start-up startup"""
)
#: What a firm has and a person has not ("Aldermoor's shareholders").
BODY_POSSESSIONS = word_set(
    """shares shareholders customers headquarters subsidiary takeover profits profit sales revenue revenues turnover
    earnings board executives workforce staff stores products factory factories website management stock creditors
    investors debts chairman chief employees rivals bankruptcy"""
)
#: What a person has and a body has not ("Quarle's wife").
PERSONAL_POSSESSIONS = word_set(
    """wife husband son daughter mother father brother sister parents family children career injury header shot volley
    death birthday lawyer lawyers solicitor contract decision comments remarks resignation autobiography solo ankle
    knee hamstring girlfriend boyfriend mum dad agent cross free-kick appointment funeral life"""
)
#: What only people do.
PERSON_VERBS = word_set(
    """lied apologised apologized smiled laughed resigned retired died married divorced thinks thought feels felt hopes
    knows knew remembers remembered wept cried joked laughs smiles starred sang wrote writes grew born underwent
    limped headed volleyed curled chipped nodded shrugged believes believed"""
)
#: What is said right before the title of a work.
WORK_NOUNS = word_set(
    """film movie novel album single song musical comedy thriller drama sitcom soap sequel blockbuster
    biopic documentary ballad poem anthem opera memoir autobiography romcom cartoon"""
)
#: What is said right behind the title of a broadcast ("the Late Window programme").
BROADCASTS = word_set("programme show")
#: What is said right before or after the name of a thing that is made and sold.
PRODUCT_NOUNS = word_set(
    "software console handset browser worm virus trojan chip processor smartphone drug aircraft car"
)
PRODUCT_FOLLOWERS = word_set(
    """software console consoles handset handsets browser worm virus viruses trojan processor processors chip chips
    smartphone phone phones operating player players jet jets aircraft jetliner saloon hatchback drug pill tablet
    tablets laptop laptops"""
)
#: Verbs of speaking: a name before them is mostly a person.
SPEECH_VERBS = word_set(
    """said says told tells added insisted admitted claimed argued explained warned believes thinks replied joked
    revealed confessed conceded stressed wrote recalled tweeted commented denied"""
)
