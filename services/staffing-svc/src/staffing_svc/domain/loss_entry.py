"""The ledger's entry on a surge or a foreseen day: what was counted, what was planned, and whose part it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5

from concert_contracts.quantities import MoneyRange
from concert_contracts.staffing import LossByCause, OpportunityLost, SurgeCause

from staffing_svc.domain.campaigns import AnnouncedCampaign
from staffing_svc.domain.identities import LOSS_IDS
from staffing_svc.domain.loss_window import LossWindow
from staffing_svc.domain.loss_words import in_words
from staffing_svc.domain.losses import (
    Abandonment,
    CauseShare,
    ContactValue,
    Counterfactual,
    ObservedLoss,
    observed_loss,
    overdispersion,
    split_loss,
    surge_part,
)
from staffing_svc.domain.redials import Redials
from staffing_svc.domain.turned_away import turned_away

CENTER = "contact_center"
AGREED_DAYS = 14
"""What the usual agreement asks for: the measure of a surprise of which no agreement speaks."""
MODEL_SE = Decimal("0.01")
"""How far Erlang A's abandonment is from a simulated one, as a share of the contacts (mean .002-.013)."""


@dataclass(frozen=True)
class LossCase:
    """All that an entry is made from: a surge or a foreseen day; `told` are the campaigns among its causes."""

    occasion_id: UUID
    causes: Sequence[SurgeCause]
    window: LossWindow
    told: Mapping[UUID, AnnouncedCampaign]
    redials: Redials
    model_se: Decimal = MODEL_SE

    @property
    def agreed_days(self) -> int:
        return max((campaign.notice.required_days for campaign in self.told.values()), default=AGREED_DAYS)

    def given_days(self, cause: SurgeCause) -> int:
        """Notice that was given of a cause; of a surprise there is none."""
        campaign = self.told.get(cause.campaign_id) if cause.campaign_id else None
        if campaign is None:
            return 0
        return self.agreed_days if campaign.notice.on_time else max(campaign.notice.given_days, 0)

    @property
    def leading_days(self) -> int:
        """Notice given of the cause that is thought to be the largest."""
        leading = next((cause for cause in self.causes if cause.kind != "unexplained"), None)
        return 0 if leading is None else self.given_days(leading)

    def abandonment(self, notice: Counterfactual) -> Abandonment:
        """What was counted, against what the plan of adequate notice would still have lost."""
        return Abandonment(
            offered_contacts=self.window.counts.tried,
            lost_contacts=self.window.counts.lost,
            expected_share=decimal(notice.expected_share),
            expected_share_se=self.model_se,
            variance_factor=decimal(self.dispersion(notice)),
            redial_share=decimal(self.redials.share),
            redial_share_se=decimal(self.redials.se),
        )

    def dispersion(self, notice: Counterfactual) -> float:
        """phi of the contacts that got away, against the shape of Erlang A with those who were there."""
        contacts = self.window.load.contacts
        return overdispersion(contacts, self.window.lost, self.window.gives_up(contacts, notice.there))

    def counterfactual(self) -> Counterfactual:
        most = max((self.given_days(cause) for cause in self.causes), default=0)
        return self.window.counterfactual(agreed_days=self.agreed_days, assumed_days=most)


def loss_entry(case: LossCase, *, now: datetime) -> OpportunityLost:
    """The first entry on the occasion."""
    window, queue, counts = case.window, case.window.queue, case.window.counts
    notice = case.counterfactual()
    abandonment = case.abandonment(notice)
    value = ContactValue(
        Decimal(queue.value_per_contact_minor), queue.currency, Decimal(queue.value_se_minor)
    )
    lost = observed_loss(abandonment, value)
    modelled, assumption = turned_away(window, notice, lost, value)
    return OpportunityLost(
        entry_id=uuid5(LOSS_IDS, str(case.occasion_id)),
        corrects_entry_id=None,
        surge_id=case.occasion_id,
        queue=queue.name,
        booked_at=now,
        window_start_at=window.start,
        window_end_at=window.end,
        offered=counts.offered,
        abandoned=counts.abandoned,
        expected_abandonment_share=notice.expected_share,
        redial_share=case.redials.share,
        lost_contacts=float(lost.contacts.likely),
        value_per_contact_minor=queue.value_per_contact_minor,
        currency=queue.currency,
        observed=MoneyRange(
            low_minor=lost.money.low_minor,
            likely_minor=lost.money.likely_minor,
            high_minor=lost.money.high_minor,
        ),
        modelled=modelled,
        counterfactual=in_words(
            window, notice, case.redials, given_days=case.leading_days, abandonment=abandonment
        ),
        by_cause=_by_cause(case, notice, lost, abandonment),
        blocked=counts.blocked,
        deflected_unresolved=counts.deflected_unresolved,
        modelled_assumption=assumption,
        expected_contacts=float(window.expected.sum()),
    )


def _by_cause(
    case: LossCase, notice: Counterfactual, lost: ObservedLoss, abandonment: Abandonment
) -> tuple[LossByCause, ...]:
    """Each cause's part of the loss; what its notice had left time to prevent is own staffing."""
    of_surge = _of_surge(case.window, notice, lost, abandonment)
    shares = [
        CauseShare(
            str(index),
            decimal(cause.share.likely)
            * min(of_surge, 1 - decimal(notice.own_part(given_days=case.given_days(cause)))),
        )
        for index, cause in enumerate(case.causes)
    ]
    pieces = split_loss(lost.money, shares)
    of_causes = [
        LossByCause(
            kind=cause.kind,
            label=cause.label,
            campaign_id=cause.campaign_id,
            department=answers_for(cause, case.told),
            likely_minor=piece.money.likely_minor,
        )
        for cause, piece in zip(case.causes, pieces, strict=False)
    ]
    own = LossByCause(
        kind="own_staffing",
        label="own staffing",
        campaign_id=None,
        department=CENTER,
        likely_minor=pieces[-1].money.likely_minor,
    )
    return (*of_causes, own)


def _of_surge(
    window: LossWindow, notice: Counterfactual, lost: ObservedLoss, abandonment: Abandonment
) -> Decimal:
    """The part of the loss that these agents would not have had at the usual volume."""
    at_usual = decimal(float((window.usual * window.gives_up(window.usual, notice.there)).sum()))
    kept = at_usual - abandonment.expected_share * decimal(float(window.usual.sum()))
    return surge_part(excess_contacts=lost.excess_contacts, excess_without_surge=kept)


def answers_for(cause: SurgeCause, told: Mapping[UUID, AnnouncedCampaign]) -> str | None:
    """The department that answers for a cause: marketing's only where its own link of the chain failed.

    A campaign announced in time is the center's to staff. A suspected campaign is nobody's until somebody has
    confirmed it; business events and the unexplained are nobody's.
    """
    campaign = told.get(cause.campaign_id) if cause.campaign_id else None
    if campaign is None:
        return None
    return CENTER if campaign.notice.on_time else campaign.terms.department


def decimal(number: float) -> Decimal:
    return Decimal(repr(float(number)))
