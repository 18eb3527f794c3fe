"""Evidence of a person's gender: titles, given names, gendered roles, and the pronouns a text uses for them."""

from __future__ import annotations

from store.extract.cues import words

MASCULINE_PRONOUNS = frozenset({"he", "him", "his", "himself"})
FEMININE_PRONOUNS = frozenset({"she", "her", "hers", "herself"})

_MASCULINE_WORDS = words(
    """mr mr. sir lord king prince duke earl baron father brother fr fr. pope imam rabbi bishop monsignor man boy
    husband son uncle grandfather actor chairman spokesman businessman salesman policeman congressman alderman
    councilman fireman sportsman cameraman frenchman englishman irishman scotsman welshman dutchman frontman
    gentleman guy lad bloke schoolboy emperor sultan sheikh"""
)
_FEMININE_WORDS = words(
    """mrs mrs. ms ms. miss lady queen princess duchess countess baroness dame sister mother madam madame woman girl
    wife daughter aunt grandmother actress chairwoman spokeswoman businesswoman saleswoman policewoman
    congresswoman councilwoman sportswoman frenchwoman englishwoman heroine waitress hostess widow schoolgirl
    midwife empress"""
)
_MASCULINE_NAMES = words(
    """aaron adam adrian ahmed ahmad aidan alan alastair alberto aleksandr alex alessandro alexander alexei ali
    alistair allan allen alfred alvaro anders andre andreas andrei andres andrew andy angus anthony antonio
    arnold arsene arthur barack barry ben benjamin bernard bernie bill bob boris brad brendan brent brett brian
    bruce bryan byron calum cameron carl carlo carlos charles charlie chris christian christopher chuck clive
    colin connor conor craig cristiano damian damien dan daniel danny darren dave david dean declan denis dennis
    derek diego dmitry dominic donald donny doug douglas duncan dwayne dwight dylan ed eddie edgar eduardo
    edward edwin elliot elliott emmanuel eric erik ernest ethan eugene evan fabio felipe fernando floyd
    francesco francis francisco francois frank frankie fred frederick gareth garry gary gavin gennaro geoff
    geoffrey george gerald gerard gerry giovanni glen glenn gonzalo gordon graeme graham grant greg gregory gus
    guy hamish hans harold harry harvey hassan hector henri henrik henry herbert howard hugh hugo iain ian
    ibrahim igor ivan ivor jack jacob jacques jaime jake james jamie jan jared jason javier jay jean-claude jeff
    jeffrey jeremy jerome jerry jesse jim jimmy joachim joe joel joey johan john johnny jon jonathan jonny
    jordan jorge jose josef joseph josh joshua juan julian julio jurgen jürgen justin karim karl keith keir ken
    kenneth kenny kevin kieran kyle lance larry lawrence lee leo leon leonard leonardo lewis liam lionel lloyd
    louis luca lucas luis luke malcolm manuel marc marcel marco marcus mario mark martin marvin massimo mathieu
    matt matthew maurice max michael michel miguel mike mitch mitt mohamed mohammad mohammed muhammad murray
    nathan neil nelson nicholas nick nicolas nigel noah noel norman oleg oliver olivier omar oscar osama owen
    pablo paddy paolo pascal patrick paul pavel pedro pep percy peter phil philip philippe pierre quentin rafael
    rafa ralph ramon randy raphael raul ray raymond reg reggie rene ricardo richard rick ricky rio rob robbie
    robert roberto robin rod roger roland roman ron ronald ronan rory ross roy rupert russell ryan sadio saddam
    sam samuel scott sean sebastian serge sergei sergio seth shane shaun sidney silvio simon stan stanley stefan
    stephen steve steven stewart stuart sven ted terry theo thierry thomas tiger tim timothy toby todd tom tommy
    toni tony trent trevor tyler victor vincent vinny virgil vladimir wayne walter warren wesley will william
    willie wolfgang xavi xavier yusuf zack zinedine"""
)
_FEMININE_NAMES = words(
    """abigail adele agnes aisha alexandra alice alicia alison allison alyssa amanda amber amelia amy ana andrea angela
    angelina anita ann anna anne annette annie ariana audrey barbara beatrice becky belinda beth betty beverly
    beyonce billie bonnie brenda bridget britney camilla candice carla carly carmen carol caroline carolyn
    catherine cathy charlotte chelsea cheryl chloe christina christine cindy claire clara claudia colleen connie
    courtney cynthia daisy daniela danielle dawn debbie deborah debra denise diana diane donna doris dorothy
    edith eileen elaine eleanor elena eliza elizabeth ella ellen emily emma erica erin esther eva eve evelyn
    faith fatima felicity fiona florence frances gabriela gail gemma georgia georgina gina gillian gloria grace
    greta gwen hannah harriet hazel heather helen helena hilary hillary holly imogen ingrid irene iris isabel
    isabella ivanka jacqueline jacqui jane janet janice jasmine jean jeanette jennifer jenny jessica jill jo
    joan joanna joanne jodie josephine joy joyce judith judy julia julie june justine karen kate katharine
    katherine kathleen kathryn kathy katie kay kayla kelly kerry kim kimberly kirsten kirsty kylie lara laura
    lauren leah lena lesley liliana lily linda lindsay lindsey lisa liz lois loretta lorraine louise lucy lydia
    lynn lynne madeleine madonna maggie mandy marcia margaret maria marie marina marion martha mary maureen
    maxine megan meghan melania melanie melinda melissa mia michelle miranda miriam moira molly monica muriel
    nadia nancy naomi natalie natasha nicola nicole nina nora norma olivia pam pamela patricia paula pauline
    penelope penny philippa phoebe polly priscilla priti rachel rebecca regina renee rhona rita roberta rosa
    rosalind rose rosemary roxanne ruth sabrina sally samantha sandra sara sarah sasha selena serena shannon
    sharon sheila shelley shirley silvia sonia sophia sophie stella stephanie sue susan suzanne svetlana sylvia
    tamara tammy tanya tara teresa tessa thelma theresa tina tracey tracy ursula valerie vanessa venus vera
    veronica victoria viola virginia vivian wanda wendy whitney yolanda yvonne zara zoe"""
)


def pronoun_gender(word: str) -> str | None:
    """Return "m" or "f" for a gendered pronoun."""
    low = word.lower()
    return "m" if low in MASCULINE_PRONOUNS else "f" if low in FEMININE_PRONOUNS else None


def word_gender(word: str) -> str | None:
    """Return "m" or "f" for a title or a role that tells ("Mr", "spokeswoman")."""
    low = word.lower()
    return "m" if low in _MASCULINE_WORDS else "f" if low in _FEMININE_WORDS else None


def name_gender(full: str) -> str | None:
    """Return "m" or "f" for a full name whose first part is a well-known given name; a surname alone tells nothing."""
    parts = full.lower().replace("’", "'").split()
    if len(parts) < 2:
        return None
    first = parts[0]
    return "m" if first in _MASCULINE_NAMES else "f" if first in _FEMININE_NAMES else None
