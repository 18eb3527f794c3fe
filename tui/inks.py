"""The names of all styles that lines are drawn with; ``pressbox.tcss`` says how they look.

They are component classes of the app: worked out once for each theme. As classes of the panes, Textual would work them
out anew for each pane whenever the focus moves.
"""

from __future__ import annotations

from tui.labels import LABEL_KEYS, label_class

INKS: frozenset[str] = frozenset(
    {
        "pane--heading",
        "pane--heading-focus",
        "pane--dim",
        "pane--cursor",
        "pane--cursor-blurred",
        "pane--match",
        "pane--group",
        "pane--human",
        "pane--bar",
        "pane--jump",
        "text--title",
        "text--key",
        "text--quote",
        "text--indirect",
        "text--current-quote",
        "text--speaker",
        "text--cue",
        "text--entity",
        "text--mention",
        "text--cursor",
        "text--selection",
        "text--match",
        "text--letter",
        "text--margin",
        "text--margin-current",
        "status--good",
        "status--bad",
        "status--dim",
        "hint--key",
        "choices--marked",
        "choices--remark",
        "question--ground",
        "question--title",
        "keys--key",
        *map(label_class, LABEL_KEYS),
    }
)
