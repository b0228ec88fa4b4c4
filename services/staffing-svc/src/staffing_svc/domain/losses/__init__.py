"""Lost opportunity: what got away, what it was worth, what notice would have changed, and whose it is."""

from staffing_svc.domain.losses.dispersion import overdispersion
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
from staffing_svc.domain.losses.refusals import ImpossibleCounts, SharesAboveOne
from staffing_svc.domain.losses.split import (
    OWN_STAFFING,
    CauseShare,
    LossByCause,
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
    "DecimalRange",
    "ImpossibleCounts",
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
    "contact_value",
    "memo",
    "memo_html",
    "memo_pdf",
    "observed_loss",
    "opened_by",
    "overdispersion",
    "redial_share",
    "split_loss",
    "state_of",
    "surge_part",
]
