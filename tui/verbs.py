"""Everything a user can do, declared once: bindings, palette, help, hint line and documentation come from here.

A verb with id ``next-mention`` runs ``action_next_mention`` of the screen. ``panes`` names the panes in whose hint line
and help it stands; an empty tuple means everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from textual.binding import Binding

TEXT = ("text",)
LISTS = ("articles", "entities", "quotes")
NAMES = ("text", "entities")
SAID = ("text", "quotes")


class Verb(msgspec.Struct, frozen=True):
    """One thing the user can do. ``keys`` is comma-separated, in Textual's names; ``hint`` puts it on the hint line."""

    id: str
    keys: str
    title: str
    help: str
    group: str
    panes: tuple[str, ...] = ()
    hint: bool = False

    @property
    def action(self) -> str:
        return self.id.replace("-", "_")

    @property
    def key_label(self) -> str:
        """The keys as people write them."""
        return " ".join(map(key_label, self.keys.split(",")))

    def binding(self, *, of_page: bool = False) -> Binding:
        """The binding; one that is ``of_page`` has no id, by which the user's settings would give it another key."""
        name = None if of_page else self.id
        return Binding(self.keys, self.action, self.title, id=name, show=False, tooltip=self.help)


def key_label(key: str) -> str:
    """A key, in Textual's name, as people write it."""
    return _KEY_LABELS.get(key, key)


_KEY_LABELS = {
    "question_mark": "?",
    "slash": "/",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "exclamation_mark": "!",
    "asterisk": "*",
    "plus": "+",
    "minus": "-",
    "full_stop": ".",
    "semicolon": ";",
    "equals_sign": "=",
    "underscore": "_",
    "alt+left": "alt+←",
    "alt+right": "alt+→",
    "ctrl+left": "^←",
    "ctrl+right": "^→",
    "ctrl+o": "^o",
    "ctrl+e": "^e",
    "ctrl+f": "^f",
    "ctrl+g": "^g",
    "ctrl+q": "^q",
    "ctrl+z": "^z",
    "space": "spc",
    "shift+tab": "⇧tab",
    "enter": "⏎",
    "escape": "esc",
    "backspace": "⌫",
    "ctrl+d": "^d",
    "ctrl+u": "^u",
    "ctrl+r": "^r",
    "ctrl+p": "^p",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "colon": ":",
}

VERBS: tuple[Verb, ...] = (
    Verb("down", "j,down", "Down", "Next row, or next line of the text", "Move"),
    Verb("up", "k,up", "Up", "Previous row, or previous line of the text", "Move"),
    Verb("right", "l,right", "Right", "Next word of the text; in a list, go into what the cursor is on", "Move"),
    Verb("left", "h,left", "Left", "Previous word of the text; in a list, go back", "Move"),
    Verb("half-down", "ctrl+d", "Half a page down", "Half a page down", "Move"),
    Verb("half-up", "ctrl+u", "Half a page up", "Half a page up", "Move"),
    Verb("page-down", "pagedown,space", "Page down", "A page down", "Move"),
    Verb("page-up", "pageup", "Page up", "A page up", "Move"),
    Verb("first", "g,home", "First", "First row, or beginning of the text", "Move"),
    Verb("last", "G,end", "Last", "Last row, or end of the text", "Move"),
    Verb("next-pane", "tab", "Next pane", "Go to the next pane", "Move", (), True),
    Verb("previous-pane", "shift+tab", "Previous pane", "Go to the previous pane", "Move"),
    Verb("pane-articles", "1", "Articles", "Go to the articles", "Move"),
    Verb("pane-text", "2", "Text", "Go to the text", "Move"),
    Verb("pane-entities", "3", "Entities", "Go to the entities", "Move"),
    Verb("pane-quotes", "4", "Quotes", "Go to the quotes", "Move"),
    Verb("jump", "semicolon", "Jump", "Letters appear on everything one can go to; type them", "Move", (), True),
    Verb("wider", "equals_sign,ctrl+right", "Wider", "Give this pane more room", "Move"),
    Verb("narrower", "underscore,ctrl+left", "Narrower", "Give this pane less room", "Move"),
    Verb("zoom", "z", "Zoom", "Give the whole screen to this pane, or back", "Move"),
    Verb("next-word", "w", "Next word", "Cursor to the next word", "Move", TEXT),
    Verb("previous-word", "b", "Previous word", "Cursor to the previous word", "Move", TEXT),
    Verb("next-mention", "right_square_bracket", "Next name", "To the next name in the text", "Read", NAMES, True),
    Verb("previous-mention", "left_square_bracket", "Previous name", "To the previous name in the text", "Read", NAMES),
    Verb("next-quote", "right_curly_bracket", "Next quote", "To the next quote in the text", "Read", SAID, True),
    Verb("previous-quote", "left_curly_bracket", "Previous quote", "To the previous quote in the text", "Read", SAID),
    Verb("next-doubt", "o", "Next doubt", "To what the machine is least sure of, then the next", "Read"),
    Verb("previous-doubt", "O", "Previous doubt", "Back to what the machine is less sure of", "Read"),
    Verb("next-article", "J", "Next article", "Open the next article of the list", "Read"),
    Verb("previous-article", "K", "Previous article", "Open the previous article of the list", "Read"),
    Verb(
        "open",
        "enter",
        "Open",
        "Article: read it. Entity, speaker or name: all its mentions and quotes in all articles",
        "Read",
        (*LISTS, "text"),
        True,
    ),
    Verb("back", "escape,backspace", "Back", "Leave the selection, search, filter, zoom or page", "Read"),
    Verb("leave", "q", "Quit", "Leave; from a page, go back. Everything is saved already", "View"),
    Verb("earlier", "H,alt+left,ctrl+o", "Where I was", "Back to the article or page where you were before", "Read"),
    Verb("later", "L,alt+right", "Forward", "Forward again to where you came back from", "Read"),
    Verb("why", "i", "Why", "Why the machine, or who by hand, said so", "Read", (*NAMES, "quotes")),
    Verb("search", "slash", "Search", "Filter the focused list, or search the text", "Find", (), True),
    Verb("next-match", "n", "Next match", "To the next match of the search", "Find", TEXT),
    Verb("previous-match", "N", "Previous match", "To the previous match of the search", "Find", TEXT),
    Verb("filter", "f", "Filter articles", "Filter the articles by words or fields (person:klopp reviewed:no)", "Find"),
    Verb("filters", "B", "Saved filters", "Filters of the articles with names: apply, keep, delete", "Find"),
    Verb(
        "find-everywhere",
        "F",
        "Find in all articles",
        "Full-text search over all articles",
        "Find",
        ("articles",),
        True,
    ),
    Verb("select", "v", "Select", "Start or end selecting words", "Correct", TEXT, True),
    Verb("relabel", "r", "Relabel", "Give the name another label (then one letter)", "Correct", NAMES, True),
    Verb("add", "a", "Add name", "Make the selected words a name (then one letter)", "Correct", TEXT, True),
    Verb("add-quote", "A", "Add quote", "Make the selected words a quote", "Correct", TEXT),
    Verb(
        "delete", "x", "Delete", "Take away the name or the quote under the cursor", "Correct", (*NAMES, "quotes"), True
    ),
    Verb("delete-quote", "X", "Delete quote", "Take away the quote under the cursor", "Correct", SAID),
    Verb("start-left", "left_parenthesis", "Start left", "Move the start one word to the left", "Correct", SAID),
    Verb("start-right", "right_parenthesis", "Start right", "Move the start one word to the right", "Correct", SAID),
    Verb("end-left", "less_than_sign", "End left", "Move the end one word to the left", "Correct", SAID),
    Verb("end-right", "greater_than_sign", "End right", "Move the end one word to the right", "Correct", SAID),
    Verb("speaker", "s", "Speaker", "Say who said the quote", "Correct", SAID, True),
    Verb("kind", "d", "Kind", "Change the quote's kind: direct, partial, indirect", "Correct", SAID),
    Verb("join-quotes", "plus", "Join quotes", "Join the quote with the one after it", "Correct", SAID),
    Verb("split-quote", "minus", "Split quote", "Cut the quote in two in front of the cursor", "Correct", TEXT),
    Verb("join", "m", "Join entities", "Join this entity into another one", "Correct", NAMES, True),
    Verb("split", "M", "Split entity", "Give this name to another entity, or to one of its own", "Correct", NAMES),
    Verb("rename", "e", "Rename entity", "Change the entity's name", "Correct", NAMES),
    Verb(
        "widen",
        "asterisk",
        "Widen",
        "Do the last correction in the whole article, then everywhere",
        "Correct",
        (*NAMES, "quotes"),
        True,
    ),
    Verb("undo", "u", "Undo", "Take back the last correction", "Correct", (), True),
    Verb("redo", "ctrl+r", "Redo", "Do again what was taken back", "Correct"),
    Verb("repeat", "full_stop", "Repeat", "The last label, speaker, kind or deletion again, here", "Correct"),
    Verb("review", "exclamation_mark", "Reviewed", "Tick the article off as reviewed, or not", "Correct", (), True),
    Verb("save-again", "W", "Save again", "Write what could not be saved again, or into a file elsewhere", "Correct"),
    Verb("speakers", "P", "Speakers", "Who says most, and about whom", "Find", ("articles",), True),
    Verb("overview", "V", "Overview", "The library in pictures: names, speakers, who appears with whom", "Find"),
    Verb(
        "compare",
        "c",
        "Side by side",
        "Read two articles beside each other, the names that are in both lit",
        "Find",
        ("articles", "text"),
    ),
    Verb(
        "reuse",
        "Q",
        "Same quote elsewhere",
        "Other articles with these quotes",
        "Find",
        SAID,
    ),
    Verb("corrections", "C", "Corrections", "All corrections, with those that no longer fit", "Session"),
    Verb("sessions", "S", "Sessions", "List, open, rename and delete sessions", "Session"),
    Verb("import", "I", "Import", "Import a file, a folder or a URL", "Library", ("articles",), True),
    Verb("export", "E", "Export", "Write the results to a file", "Library", ("articles",)),
    Verb("failures", "ctrl+f", "Refused files", "What the last import refused, and why", "Library"),
    Verb("cancel-import", "ctrl+g", "Stop the import", "Stop the running import; what is done stays", "Library"),
    Verb("samples", "ctrl+e", "Samples", "Import the sample articles", "Library"),
    Verb("copy", "y", "Copy", "Copy the selection, or the quote with who said it and where", "Take away", SAID),
    Verb("copy-to-file", "Y", "Copy to a file", "Append the same to a file", "Take away", SAID),
    Verb("links", "U", "Links", "The article's links and where it came from; opens them", "Take away"),
    Verb("pager", "p", "Editor or pager", "Read the article in $EDITOR or $PAGER", "Take away"),
    Verb("screenshot", "Z", "Picture", "Save the screen as a picture (SVG)", "Take away"),
    Verb("letters", "t", "Label letters", "Show or hide the label letters in the text", "View", TEXT),
    Verb("theme", "T", "Theme", "Choose a theme", "View"),
    Verb("palette", "ctrl+p,colon", "Commands", "Every action by name", "View"),
    Verb("help", "question_mark,f1", "Help", "All keys", "View", (), True),
    Verb("suspend", "ctrl+z", "Suspend", "To the shell; its command fg comes back", "View"),
    Verb("quit", "ctrl+q", "Quit", "Leave; everything is saved already", "View"),
)

#: The verbs that pages know too.
PAGE_VERBS = (
    "down",
    "up",
    "half-down",
    "half-up",
    "page-down",
    "page-up",
    "first",
    "last",
    "right",
    "left",
    "next-pane",
    "previous-pane",
    "pane-articles",
    "pane-text",
    "pane-entities",
    "pane-quotes",
    "zoom",
    "jump",
    "open",
    "back",
    "leave",
    "earlier",
    "later",
    "search",
    "find-everywhere",
    "speakers",
    "overview",
    "reuse",
    "screenshot",
    "help",
    "palette",
    "suspend",
    "quit",
)

#: The verbs whose keys leave a page for the main screen: they are about neither an article nor the row of a list.
LEAVING_VERBS = (
    "filter",
    "filters",
    "corrections",
    "sessions",
    "import",
    "export",
    "failures",
    "cancel-import",
    "samples",
    "save-again",
    "theme",
)

BY_ID = {verb.id: verb for verb in VERBS}


def bindings() -> list[Binding | tuple[str, str] | tuple[str, str, str]]:
    """The bindings of the main screen."""
    return [verb.binding() for verb in VERBS]


def hints(verbs: Sequence[Verb], pane: str) -> list[Verb]:
    """The verbs that the hint line shows while a pane has the focus, the pane's own first."""
    shown = [v for v in verbs if v.hint and (not v.panes or pane in v.panes)]
    return sorted(shown, key=lambda v: not v.panes)
