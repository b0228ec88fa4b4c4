"""Write into the ledger what customers who gave up in a surge were worth, and to whom it is attributed."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from concert_chassis.transaction import Transaction
from concert_contracts.quantities import MoneyRange
from concert_contracts.staffing import LossByCause, OpportunityLost, SurgeCause

from staffing_svc.commands.watch_window import Window, watch_window
from staffing_svc.domain.campaigns import AnnouncedCampaign
from staffing_svc.domain.identities import LOSS_IDS
from staffing_svc.domain.losses import (
    Abandonment,
    CauseShare,
    ContactValue,
    Counterfactual,
    ObservedLoss,
    RedialShare,
    observed_loss,
    redial_share,
    scaled,
    split_loss,
    surge_part,
)
from staffing_svc.domain.queues import Queue
from staffing_svc.domain.surges import Surge
from staffing_svc.store import campaigns, contact_marks, losses

CENTER = "contact_center"
AGREED_DAYS = 14
REDIAL_WINDOW = timedelta(hours=1)
FEWEST_FOLLOWED = 30
"""So many abandons must be followed before the measured redial share replaces the queue's figure."""
ASSUMED_REDIAL_SE = 0.1
NOTHING = MoneyRange(low_minor=0, likely_minor=0, high_minor=0)


async def book_loss(tx: Transaction, queue: Queue, surge: Surge) -> None:
    """Adds the entry and says OpportunityLost; when the surge was booked before, adds a correction if figures moved.

    Books nothing where no abandonment was reported: what is not known is not guessed.
    """
    window = await watch_window(tx, queue, surge.since, surge.ended_at or tx.now)
    if window is None:
        return
    told = await _campaigns_of(tx, surge)
    entry = await _entry(tx, queue, surge, window, told)
    before = await losses.find_standing(tx, surge.surge_id)
    if before is not None:
        entry = _answered_for_as(entry, before)
    if before is not None and _figures(before) == _figures(entry):
        return
    if before is not None:
        entry = entry.model_copy(
            update={
                "entry_id": uuid5(LOSS_IDS, f"{surge.surge_id} after {before.entry_id}"),
                "corrects_entry_id": before.entry_id,
            }
        )
    await losses.add(tx, entry)
    tx.emit(entry)


def _answered_for_as(entry: OpportunityLost, before: OpportunityLost) -> OpportunityLost:
    """Who answers for a cause stays as it was booked or corrected by a person; only figures move."""
    booked = {(part.kind, part.campaign_id, part.label): part.department for part in before.by_cause}
    parts = tuple(
        part.model_copy(
            update={"department": booked.get((part.kind, part.campaign_id, part.label), part.department)}
        )
        for part in entry.by_cause
    )
    return entry.model_copy(update={"by_cause": parts})


async def take_back_loss(tx: Transaction, surge: Surge) -> None:
    """Corrects what was booked for a surge that corrected counts no longer show: nothing was lost in it."""
    before = await losses.find_standing(tx, surge.surge_id)
    if before is None or before.observed == NOTHING:
        return
    parts = tuple(part.model_copy(update={"likely_minor": 0}) for part in before.by_cause)
    entry = before.model_copy(
        update={
            "entry_id": uuid5(LOSS_IDS, f"{surge.surge_id} after {before.entry_id}"),
            "corrects_entry_id": before.entry_id,
            "booked_at": tx.now,
            "lost_contacts": 0.0,
            "observed": NOTHING,
            "modelled": NOTHING,
            "counterfactual": "Corrected counts show no surge: nothing was lost in it.",
            "by_cause": parts,
        }
    )
    await losses.add(tx, entry)
    tx.emit(entry)


async def _campaigns_of(tx: Transaction, surge: Surge) -> dict[UUID, AnnouncedCampaign]:
    found = [
        await campaigns.find(tx, cause.campaign_id) for cause in surge.causes if cause.campaign_id is not None
    ]
    return {campaign.campaign_id: campaign for campaign in found if campaign is not None}


async def _entry(
    tx: Transaction, queue: Queue, surge: Surge, window: Window, told: dict[UUID, AnnouncedCampaign]
) -> OpportunityLost:
    given, agreed = _notice(surge, told)
    counterfactual = window.with_notice(given_days=given, adequate_days=agreed)
    redials, redials_se = await _redials(tx, queue, window)
    abandonment = Abandonment(
        offered_contacts=int(window.offered.sum()),
        lost_contacts=int(window.abandoned.sum()),
        expected_share=_decimal(counterfactual.expected_share),
        redial_share=redials,
        redial_share_se=redials_se,
    )
    lost = observed_loss(abandonment, ContactValue(Decimal(queue.value_per_contact_minor), queue.currency))
    return OpportunityLost(
        entry_id=uuid5(LOSS_IDS, str(surge.surge_id)),
        corrects_entry_id=None,
        surge_id=surge.surge_id,
        queue=queue.name,
        booked_at=tx.now,
        window_start_at=window.start,
        window_end_at=window.end,
        offered=abandonment.offered_contacts,
        abandoned=abandonment.lost_contacts,
        expected_abandonment_share=float(abandonment.expected_share),
        redial_share=float(redials),
        lost_contacts=float(lost.contacts.likely),
        value_per_contact_minor=queue.value_per_contact_minor,
        currency=queue.currency,
        observed=MoneyRange(
            low_minor=lost.money.low_minor,
            likely_minor=lost.money.likely_minor,
            high_minor=lost.money.high_minor,
        ),
        modelled=NOTHING,
        counterfactual=_in_words(counterfactual, window, given=given, agreed=agreed),
        by_cause=_by_cause(surge, window, lost, abandonment, told),
    )


def _notice(surge: Surge, told: dict[UUID, AnnouncedCampaign]) -> tuple[int, int]:
    """Days of notice given and agreed for the leading cause; nobody is told of a surprise."""
    leading = next((cause for cause in surge.causes if cause.kind != "unexplained"), None)
    campaign = told.get(leading.campaign_id) if leading and leading.campaign_id else None
    if campaign is None:
        return 0, AGREED_DAYS
    return max(campaign.notice.given_days, 0), campaign.notice.required_days


async def _redials(tx: Transaction, queue: Queue, window: Window) -> tuple[Decimal, Decimal]:
    """The redial share measured around the window, else the queue's figure with a wide error."""
    until = window.end + REDIAL_WINDOW
    abandons, every = await contact_marks.calls(tx, queue.name, window.start, until)
    measured: RedialShare = redial_share(
        [call for call in abandons if call.at < window.end], every, window=REDIAL_WINDOW, observed_until=until
    )
    if measured.share is None or measured.se is None or measured.followed < FEWEST_FOLLOWED:
        return _decimal(queue.redial_share), _decimal(ASSUMED_REDIAL_SE)
    return _decimal(measured.share), _decimal(measured.se)


def _by_cause(
    surge: Surge,
    window: Window,
    lost: ObservedLoss,
    abandonment: Abandonment,
    told: dict[UUID, AnnouncedCampaign],
) -> tuple[LossByCause, ...]:
    """Each cause's part of what the surge cost; what these agents would have lost anyway is own staffing."""
    at_expected = _decimal(window.lost_when_expected()) - abandonment.expected_share * _decimal(
        float(window.expected.sum())
    )
    part = surge_part(excess_contacts=lost.excess_contacts, excess_without_surge=at_expected)
    shares = [
        CauseShare(str(index), _decimal(cause.share.likely)) for index, cause in enumerate(surge.causes)
    ]
    pieces = split_loss(lost.money, scaled(shares, part))
    of_causes = [
        LossByCause(
            kind=cause.kind,
            label=cause.label,
            campaign_id=cause.campaign_id,
            department=answers_for(cause, told),
            likely_minor=piece.money.likely_minor,
        )
        for cause, piece in zip(surge.causes, pieces, strict=False)
    ]
    own = LossByCause(
        kind="own_staffing",
        label="own staffing",
        campaign_id=None,
        department=CENTER,
        likely_minor=pieces[-1].money.likely_minor,
    )
    return (*of_causes, own)


def answers_for(cause: SurgeCause, told: dict[UUID, AnnouncedCampaign]) -> str | None:
    """The department that answers for a cause: marketing's only where its own link of the chain failed.

    A campaign announced in time is the center's to staff. A suspected campaign is nobody's until somebody has
    confirmed it; business events and the unexplained are nobody's.
    """
    campaign = told.get(cause.campaign_id) if cause.campaign_id else None
    if campaign is None:
        return None
    return CENTER if campaign.notice.on_time else campaign.terms.department


def _in_words(counterfactual: Counterfactual, window: Window, *, given: int, agreed: int) -> str:
    levers = ", ".join(counterfactual.levers) or "no further lever"
    schedule = (
        "the loaded schedule" if window.known_schedule else "staff as forecast (no schedule was loaded)"
    )
    return (
        f"With {agreed} days of notice instead of {given}: {levers} on top of {schedule}; "
        f"{counterfactual.expected_share:.1%} of contacts would still have been lost."
    )


def _figures(entry: OpportunityLost) -> tuple[object, ...]:
    return (
        entry.offered,
        entry.abandoned,
        entry.observed,
        entry.modelled,
        entry.by_cause,
        entry.window_end_at,
    )


def _decimal(number: float) -> Decimal:
    return Decimal(repr(float(number)))
