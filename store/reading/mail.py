"""E-mails (.eml): the text of one as an article."""

from __future__ import annotations

import email.policy
from email.message import EmailMessage, MIMEPart
from email.parser import BytesParser
from email.utils import parseaddr

from store.reading.article import Item, Reading, characters_of, foreign, reading, whole
from store.reading.columns import rendered
from store.reading.facts import facts
from store.reading.flow import one_line
from store.reading.found import ReadError
from store.reading.web import headed

_DEEPEST = 40  # boundaries within boundaries: each costs the parser frames of the stack


def read_mail(item: Item) -> Reading:
    """Return the article in an e-mail: its subject, and its plain text, or else its HTML; attachments are left out."""
    data = whole(item)
    if data.count(b"boundary=") > _DEEPEST:
        raise ReadError(item.source, "an e-mail of too many parts")
    with foreign(item.source, "e-mail"):
        message = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(data)
        body = message.get_body(("plain", "html"))
        text = _text(item.source, body)
        if not text.strip():
            body = message.get_body(("html",))
            text = _text(item.source, body)
        subject, sender, date = (str(message.get(name, "")) for name in ("subject", "from", "date"))
    if not (subject or sender or date):
        raise ReadError(item.source, "no e-mail: it has no subject, sender or date")
    if not text.strip():
        raise ReadError(item.source, "no text in it")
    page = rendered(text, markup=body is not None and body.get_content_subtype() == "html")
    name, address = parseaddr(sender)
    page = page._replace(title=one_line(subject), facts=facts(date, name or address))
    charset = body.get_content_charset() if body is not None else None
    return reading(item.source, item.key, headed(page), "mail", charset or "us-ascii")


def _text(source: str, body: MIMEPart | None) -> str:
    """The text of a part; what it is in is told as for files where the e-mail names no alphabet that there is."""
    if body is None:
        return ""
    try:
        return str(body.get_content())
    except LookupError:
        data = body.get_payload(decode=True)
        return characters_of(source, data)[0] if isinstance(data, bytes) else ""
