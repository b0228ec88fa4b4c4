"""The memo as a PDF of its own: the words of the page, its font inside, the same bytes for the same memo."""

from collections.abc import Sequence
from html import escape
from io import BytesIO

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from staffing_svc.domain.losses.letters import UNKNOWN, in_letters_of
from staffing_svc.domain.losses.memo import Memo, Section
from staffing_svc.domain.losses.memo_state import Approval, state_of

REGULAR, BOLD = "Vera", "VeraBd"
MARGIN = 22 * mm
WIDTH = A4[0] - 2 * MARGIN
INK, DIM, STATE, RULE = (colors.HexColor(one) for one in ("#1a1a1a", "#595959", "#8a4b00", "#cccccc"))

TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=9.5, leading=14, textColor=INK, spaceAfter=5)
TITLE = ParagraphStyle("title", TEXT, fontName=BOLD, fontSize=16, leading=21, spaceAfter=6)
HEADING = ParagraphStyle(
    "heading", TEXT, fontName=BOLD, fontSize=11.5, leading=15, spaceBefore=12, spaceAfter=4, keepWithNext=1
)
NOTE = ParagraphStyle("note", TEXT, fontSize=8, leading=11, textColor=DIM)
CELL = ParagraphStyle("cell", TEXT, fontSize=9, leading=12, spaceAfter=0)
HEAD = ParagraphStyle("head", CELL, fontName=BOLD)

SPELT_OTHERWISE = (
    "Some letters cannot be shown here and are written otherwise"
    " ({unknown} where there is no other way); the web page of this memo shows them as they are."
)


def memo_pdf(memo: Memo, *, approval: Approval | None) -> bytes:
    """The rendering; without an approval it says that it is a draft and not sent."""
    letters = _Letters()
    story: list[Flowable] = [
        letters.paragraph(memo.title, TITLE),
        letters.paragraph(state_of(approval), ParagraphStyle("state", TEXT, textColor=STATE)),
    ]
    for section in memo.sections:
        story += _section(section, letters)
    if letters.changed:
        said = SPELT_OTHERWISE.format(unknown=UNKNOWN)
        story += [Spacer(0, 8), letters.paragraph(said, NOTE)]
    return _printed(story, title=letters.spelt(memo.title), foot=letters.spelt(state_of(approval)))


class _Letters:
    """Writes texts in the letters of the font and remembers whether any had to be written otherwise."""

    def __init__(self) -> None:
        for name in (REGULAR, BOLD):
            pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
        faces = [pdfmetrics.getFont(name).face.charToGlyph for name in (REGULAR, BOLD)]
        self._known = frozenset(faces[0]).intersection(*faces[1:])
        self.changed = False

    def spelt(self, text: str) -> str:
        spelt = in_letters_of(text, lambda letter: ord(letter) in self._known)
        self.changed = self.changed or spelt != text
        return spelt

    def paragraph(self, text: str, style: ParagraphStyle) -> Paragraph:
        return Paragraph(escape(self.spelt(text)), style)


def _section(section: Section, letters: _Letters) -> list[Flowable]:
    found: list[Flowable] = [letters.paragraph(section.heading, HEADING)]
    found += [letters.paragraph(text, TEXT) for text in section.paragraphs]
    return [*found, _table(section.table, letters)] if section.table else found


def _table(rows: Sequence[Sequence[str]], letters: _Letters) -> Table:
    cells = [
        [letters.paragraph(cell, CELL if number else HEAD) for cell in row] for number, row in enumerate(rows)
    ]
    table = Table(cells, colWidths=[WIDTH / len(rows[0])] * len(rows[0]), repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 4),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ]
        )
    )
    return table


def _printed(story: list[Flowable], *, title: str, foot: str) -> bytes:
    file = BytesIO()
    document = BaseDocTemplate(
        file,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=title,
        author="Concert",
        lang="en",
        invariant=1,
    )
    frame = Frame(MARGIN, MARGIN, WIDTH, A4[1] - 2 * MARGIN, 0, 0, 0, 0)

    def footed(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setFont(REGULAR, 7.5)
        canvas.setFillColor(DIM)
        canvas.drawString(MARGIN, 12 * mm, foot)
        canvas.drawRightString(A4[0] - MARGIN, 12 * mm, f"Page {canvas.getPageNumber()}")

    document.addPageTemplates([PageTemplate("page", [frame], onPage=footed)])
    document.build(story)
    return file.getvalue()
