"""Memos as they travel: a page that runs nothing, a PDF that is saved under its version."""

from typing import Annotated, Any

from fastapi import Response
from pydantic import Field

from staffing_svc.domain.memos import ApprovedMemo, NoPdf

MemoVersion = Annotated[int, Field(ge=1, le=2_147_483_647)]

HTML_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"text/html": {"schema": {"type": "string"}}},
        "description": "One page, nothing outside it.",
    }
}
PDF_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        "description": "The same words as the page, its font inside.",
    }
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}


def page_of(html: str) -> Response:
    return Response(html, headers=HEADERS, media_type="text/html; charset=utf-8")


def pdf_of(pdf: bytes, *, name: str) -> Response:
    headers = {**HEADERS, "Content-Disposition": f'inline; filename="{name}"'}
    return Response(pdf, headers=headers, media_type="application/pdf")


def pdf_sent(memo: ApprovedMemo) -> Response:
    if memo.pdf is None:
        raise NoPdf(
            "this version was approved when memos were pages only: read it as a page", field="/version"
        )
    return pdf_of(memo.pdf, name=f"memo-version-{memo.version}.pdf")
