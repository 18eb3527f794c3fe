"""Documents made for tests: a PDF file with lines of print, a Word document."""

from __future__ import annotations

import io

import docx


def pdf(*pages: str, title: str = "") -> bytes:
    """A PDF file with these pages, in Latin letters."""
    objects = [
        b"",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Title (%b) >>" % title.encode(),
    ]
    kids = []
    for page in pages:
        lines = [line.encode("latin-1").replace(b"(", b"\\(").replace(b")", b"\\)") for line in page.split("\n")]
        stream = b"BT /F1 12 Tf 14 TL 40 800 Td " + b" ".join(b"(%b) Tj T*" % line for line in lines) + b" ET"
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (b" ".join(kids), len(kids))
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, 2)
    places = []
    for number, one in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, one))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer << /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def word(title: str, *paragraphs: str, author: str = "") -> bytes:
    """A Word document with a headline, paragraphs and a table of two cells."""
    document = docx.Document()
    document.core_properties.author = author
    document.add_heading(title, 1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    cells = document.add_table(1, 2).rows[0].cells
    cells[0].text, cells[1].text = "left", "right"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
