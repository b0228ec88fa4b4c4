"""Attribution of a surge: who brought the contacts above expectation, and what remains unexplained."""

from staffing_svc.domain.attribution.attribute import AttributedShare, Attribution, attribute
from staffing_svc.domain.attribution.causes import (
    CampaignEvidence,
    CauseKind,
    EventEvidence,
    Evidence,
    ImpossibleEvidence,
    Mark,
    MarkCount,
    MarkCounts,
    SurgeExcess,
)
from staffing_svc.domain.attribution.suspicion import KeyMark, key_marks

__all__ = [
    "AttributedShare",
    "Attribution",
    "CampaignEvidence",
    "CauseKind",
    "EventEvidence",
    "Evidence",
    "ImpossibleEvidence",
    "KeyMark",
    "Mark",
    "MarkCount",
    "MarkCounts",
    "SurgeExcess",
    "attribute",
    "key_marks",
]
