"""Word and PDF documents, through libraries that the extra ``documents`` installs."""

from __future__ import annotations

import io
import logging
import re
import time
import zipfile
from collections.abc import Iterator
from typing import Any

from store.reading.article import Item, Reading, foreign, reading, whole
from store.reading.facts import facts
from store.reading.flow import Flow, Gap, Page, one_line, page
from store.reading.found import ReadError
from store.reading.web import headed

_MISSING = 'needs the extra “documents”: pip install "pressbox[documents]"'
#: What a Word file may unfold to, in bytes.
_MOST_UNFOLDED = 200 * 1024 * 1024
_MOST_PAGES = 500
#: So many seconds, looked at between pages, a PDF may take.
_PATIENCE = 60.0
_SILENT = logging.NullHandler()
_HYPHEN = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_SENTENCE_END = re.compile(r"[.!?…:]['\"”’»)\]]*$")
#: A line shorter than this part of the widest ones ends a paragraph.
_SHORT = 0.8


def read_word(item: Item) -> Reading:
    """Return the article in a Word document (.docx): its paragraphs and tables, with links."""
    try:
        import docx
    except ImportError as error:
        raise ReadError(item.source, f"a Word document {_MISSING}") from error
    data = whole(item)
    with foreign(item.source, "Word document"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unfolded = sum(info.file_size for info in archive.infolist())
        if unfolded > _MOST_UNFOLDED:
            raise ReadError(item.source, "unfolds to more than 200 MB: a zip bomb")
        document = docx.Document(io.BytesIO(data))
        flow = Flow()
        title = _blocks(flow, document)
        said = document.core_properties
        found = flow.page(title or one_line(said.title) or None)
        found = found._replace(facts=facts(author=said.author or ""))
    return reading(item.source, item.key, headed(found), "docx", "utf-8")


def _blocks(flow: Flow, document: Any) -> str | None:
    """Write a document's paragraphs and tables; returns the headline, if a paragraph is styled as one."""
    from docx.table import Table

    title = None
    for block in document.iter_inner_content():
        flow.gap(Gap.PARAGRAPH)
        if isinstance(block, Table):
            for row in block.rows:
                flow.gap(Gap.LINE)
                for cell in row.cells:
                    flow.gap(Gap.CELL)
                    flow.words(cell.text)
            continue
        style = (block.style.name or "") if block.style is not None else ""
        if title is None and style in ("Title", "Heading 1"):
            title = one_line(block.text)
        for part in block.iter_inner_content():
            if address := getattr(part, "address", ""):
                flow.open_link(address)
            flow.words(part.text)
            flow.close_link()
    return title


def read_pdf(item: Item) -> Reading:
    """Return the article in a PDF file, its lines joined to paragraphs."""
    try:
        import pypdf
    except ImportError as error:
        raise ReadError(item.source, f"a PDF file {_MISSING}") from error
    data = whole(item)
    # What the library notices on the way it would print on the screen.
    logging.getLogger("pypdf").addHandler(_SILENT)
    with foreign(item.source, "PDF file"):
        document = pypdf.PdfReader(io.BytesIO(data))
        if document.is_encrypted and not document.decrypt(""):
            raise ReadError(item.source, "a PDF file under a password")
        if len(document.pages) > _MOST_PAGES:
            raise ReadError(item.source, f"a PDF file of more than {_MOST_PAGES} pages")
        text = "\n".join(_pages(item.source, document))
        said = document.metadata
        title, author = (str(said.title or ""), str(said.author or "")) if said else ("", "")
    if not text.strip():
        raise ReadError(item.source, "no text in it; are its pages pictures?")
    found: Page = page(one_line(title), paragraphs(text), [])
    return reading(item.source, item.key, headed(found._replace(facts=facts(author=author))), "pdf", "utf-8")


def _pages(source: str, document: Any) -> Iterator[str]:
    deadline = time.monotonic() + _PATIENCE
    for one in document.pages:
        if time.monotonic() > deadline:
            raise ReadError(source, f"a PDF file that takes longer than {_PATIENCE:.0f} s to read")
        yield one.extract_text()


def paragraphs(text: str) -> str:
    """Text in lines of print as paragraphs: one ends at a blank line, or with a sentence on a short line."""
    lines = [line.strip() for line in _HYPHEN.sub("", text).split("\n")]
    widths = sorted(map(len, filter(None, lines)))
    wide = widths[len(widths) * 9 // 10] if widths else 0
    parts: list[str] = []
    for line in lines:
        parts.append(line)
        ends = not line or (len(line) < _SHORT * wide and _SENTENCE_END.search(line) is not None)
        parts.append("\n\n" if ends or len(line) < wide / 2 else " ")
    return re.sub(r" *\n[ \n]*", "\n\n", "".join(parts)).strip()
