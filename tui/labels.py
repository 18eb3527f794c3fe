"""How labels and kinds look and which letter chooses them, so that nothing depends on colour alone."""

from __future__ import annotations

from store.model import DOUBTFUL, Kind

#: Label -> the key that chooses it after ``r`` or ``a``.
LABEL_KEYS: dict[str, str] = {
    "PERSON": "p",
    "ORG": "o",
    "GPE": "g",
    "LOC": "l",
    "FAC": "f",
    "EVENT": "e",
    "NORP": "n",
    "WORK_OF_ART": "w",
    "PRODUCT": "d",
    "LAW": "a",
    "SCORE": "s",
}

#: Label -> the raised letter that stands behind a name in the text.
LABEL_MARKS: dict[str, str] = {
    "PERSON": "ᴾ",
    "ORG": "ᴼ",
    "GPE": "ᴳ",
    "LOC": "ᴸ",
    "FAC": "ᶠ",
    "EVENT": "ᴱ",
    "NORP": "ᴺ",
    "WORK_OF_ART": "ᵂ",
    "PRODUCT": "ᴰ",
    "LAW": "ᴬ",
    "SCORE": "ˢ",
}

#: Label -> what it means, for people who don't know OntoNotes by heart.
LABEL_NAMES: dict[str, str] = {
    "PERSON": "people",
    "ORG": "organisations, clubs",
    "GPE": "countries, cities",
    "LOC": "other places",
    "FAC": "buildings, grounds",
    "EVENT": "events, competitions",
    "NORP": "nationalities, groups",
    "WORK_OF_ART": "works",
    "PRODUCT": "products",
    "LAW": "laws",
    "SCORE": "scores",
}

#: Kind of quote -> its letter in lists and the line it draws in the margin.
KIND_LETTERS: dict[Kind, str] = {"direct": "D", "partial": "P", "indirect": "I"}
KIND_RULES: dict[Kind, str] = {"direct": "┃", "partial": "╏", "indirect": "┊"}

#: What stands behind anything that a human made or changed.
HUMAN = "•"

#: What stands where the machine is unsure.
DOUBT = "?"


def sign(by: str, confidence: float) -> str:
    """Who says so, in one character: a human, an unsure machine, or a machine."""
    return HUMAN if by == "human" else DOUBT if confidence < DOUBTFUL else " "


def label_class(label: str) -> str:
    """The component class that colours a label."""
    return f"label--{label.lower().replace('_', '-')}" if label in LABEL_KEYS else "pane--dim"
