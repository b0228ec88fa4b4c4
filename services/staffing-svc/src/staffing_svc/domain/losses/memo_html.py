"""The memo as one HTML document that needs nothing else: no script, no font, no picture from elsewhere."""

from html import escape

from staffing_svc.domain.losses.memo import Memo, Section
from staffing_svc.domain.losses.memo_state import Approval, state_of

STYLE = """
body{font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;max-width:44rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.1rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #ccc}
td:not(:first-child){font-variant-numeric:tabular-nums}.draft{color:#8a4b00}
@media print{body{margin:0;max-width:none}}
"""


def memo_html(memo: Memo, *, approval: Approval | None) -> str:
    """The rendering; without an approval it says that it is a draft and not sent."""
    state = state_of(approval)
    body = "".join(_section(section) for section in memo.sections)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(memo.title)}</title><style>{STYLE}</style></head><body>"
        f'<h1>{escape(memo.title)}</h1><p class="draft">{escape(state)}</p>{body}</body></html>'
    )


def _section(section: Section) -> str:
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in section.paragraphs)
    return f"<section><h2>{escape(section.heading)}</h2>{paragraphs}{_table(section.table)}</section>"


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
