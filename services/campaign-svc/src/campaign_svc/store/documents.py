"""Domain objects that are kept whole, as JSON documents, beside the columns that are searched."""

from typing import Any

from pydantic import TypeAdapter

from campaign_svc.domain.agreement import NoticeAgreement
from campaign_svc.domain.notice import NoticeVerdict
from campaign_svc.domain.terms import Terms

TERMS = TypeAdapter(Terms)
NOTICE = TypeAdapter(NoticeVerdict)
AGREEMENT = TypeAdapter(NoticeAgreement)


def terms_document(terms: Terms) -> Any:
    """The JSON document of one version of a campaign."""
    return TERMS.dump_python(terms, mode="json")


def notice_document(notice: NoticeVerdict) -> Any:
    """The JSON document of a verdict."""
    return NOTICE.dump_python(notice, mode="json")


def agreement_document(agreement: NoticeAgreement) -> Any:
    """The JSON document of one version of an agreement."""
    return AGREEMENT.dump_python(agreement, mode="json")
