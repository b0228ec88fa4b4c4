"""Customers who turned away before anybody counted them: modelled from the waits that notice would have spared."""

from decimal import Decimal

from concert_contracts.quantities import MoneyRange

from staffing_svc.domain.loss_window import LossWindow
from staffing_svc.domain.losses import (
    ContactValue,
    Counterfactual,
    DecimalRange,
    ObservedLoss,
    balked_loss,
)

NOTHING = MoneyRange(low_minor=0, likely_minor=0, high_minor=0)


def turned_away(
    window: LossWindow, notice: Counterfactual, lost: ObservedLoss, value: ContactValue
) -> tuple[MoneyRange, str | None]:
    """The modelled column and its assumption; nothing and None where nobody has measured who turns away.

    Counted are the customers (redials once) who met a wait with the agents who were there and would not have
    with the adequate plan. The low end is 0: that nobody turns away is never ruled out.
    """
    balking = window.queue.balking
    if balking is None:
        return NOTHING, None
    contacts = window.load.contacts
    spared = contacts * (window.waits(contacts, notice.there) - window.waits(contacts, notice.adequate))
    waited = max(Decimal(repr(float(spared.sum()))), Decimal(0))
    unique = waited * lost.unique_contacts / max(window.counts.tried, 1)
    likely, high = Decimal(repr(balking.likely_share)), Decimal(repr(balking.high_share))
    assumption = (
        f"Of callers who hear of a wait {balking.likely_share:.0%} turn away (0 % to {balking.high_share:.0%}, "
        f"{balking.source}); about {unique:,.0f} more customers met a wait than with adequate notice (Erlang A)."
    )
    loss = balked_loss(
        unique_contacts_that_waited=unique,
        balking_share=DecimalRange(Decimal(0), likely, high),
        value=value,
        assumption=assumption,
    )
    money = MoneyRange(
        low_minor=loss.money.low_minor, likely_minor=loss.money.likely_minor, high_minor=loss.money.high_minor
    )
    return money, loss.assumption
