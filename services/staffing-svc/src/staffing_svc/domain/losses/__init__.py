"""Lost opportunity: what got away, what it was worth, what notice would have changed, and whose it is."""

from staffing_svc.domain.losses.entries import (
    EntryKind,
    EntryLine,
    LedgerEntry,
    booking_entry,
    correcting_entry,
    standing_amounts,
)
from staffing_svc.domain.losses.levers import USUAL_LEVERS, StaffingLever, opened_by
from staffing_svc.domain.losses.memo import CampaignCase, CausePart, ChainVerdict, Memo, Section, memo
from staffing_svc.domain.losses.memo_html import memo_html
from staffing_svc.domain.losses.memo_pdf import memo_pdf
from staffing_svc.domain.losses.memo_state import Approval, state_of
from staffing_svc.domain.losses.modelled import ModelledLoss, balked_loss
from staffing_svc.domain.losses.notice import Counterfactual, WatchedLoad
from staffing_svc.domain.losses.observed import Abandonment, ObservedLoss, observed_loss
from staffing_svc.domain.losses.range import DecimalRange, MoneyRange, apportioned
from staffing_svc.domain.losses.redials import Call, RedialShare, redial_share
from staffing_svc.domain.losses.refusals import CurrenciesDiffer, ImpossibleCounts, SharesAboveOne
from staffing_svc.domain.losses.split import (
    OWN_STAFFING,
    CauseShare,
    LossByCause,
    scaled,
    split_loss,
    surge_part,
)
from staffing_svc.domain.losses.value import ContactValue, contact_value

__all__ = [
    "OWN_STAFFING",
    "USUAL_LEVERS",
    "Abandonment",
    "Approval",
    "Call",
    "CampaignCase",
    "CausePart",
    "CauseShare",
    "ChainVerdict",
    "ContactValue",
    "Counterfactual",
    "CurrenciesDiffer",
    "DecimalRange",
    "EntryKind",
    "EntryLine",
    "ImpossibleCounts",
    "LedgerEntry",
    "LossByCause",
    "Memo",
    "ModelledLoss",
    "MoneyRange",
    "ObservedLoss",
    "RedialShare",
    "Section",
    "SharesAboveOne",
    "StaffingLever",
    "WatchedLoad",
    "apportioned",
    "balked_loss",
    "booking_entry",
    "contact_value",
    "correcting_entry",
    "memo",
    "memo_html",
    "memo_pdf",
    "observed_loss",
    "opened_by",
    "redial_share",
    "scaled",
    "split_loss",
    "standing_amounts",
    "state_of",
    "surge_part",
]
