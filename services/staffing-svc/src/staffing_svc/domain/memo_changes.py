"""What a memo says otherwise than the one that was sent before it: figures that moved, and why."""

from collections.abc import Sequence
from uuid import UUID

from concert_contracts.staffing import OpportunityLost

from staffing_svc.domain.losses import MoneyRange
from staffing_svc.domain.losses.memo import amount
from staffing_svc.domain.memo_case import money_of, observed_part, share_of


def memo_changes(
    before: Sequence[OpportunityLost], now: Sequence[OpportunityLost], campaign_id: UUID
) -> tuple[str, ...]:
    """Sentences on the ledger's entries of then and of now; amounts of one currency, that of now."""
    currency = now[0].currency
    then, told = ([one for one in entries if one.currency == currency] for entries in (before, now))
    found = [_entries(before, now)]
    found += _moved("Observed loss", _observed(then, currency), _observed(told, currency))
    found += _moved(
        "The campaign's part of it",
        _campaigns_part(then, campaign_id, currency),
        _campaigns_part(told, campaign_id, currency),
    )
    for name in ("offered", "abandoned"):
        counts = tuple(sum(getattr(entry, name) for entry in entries) for entries in (then, told))
        if counts[0] != counts[1]:
            found.append(f"Contacts {name}: {counts[0]:,} then, {counts[1]:,} now.")
    return tuple(found)


def _entries(before: Sequence[OpportunityLost], now: Sequence[OpportunityLost]) -> str:
    told = {entry.surge_id for entry in before}
    known = {entry.entry_id for entry in before}
    corrected = sum(1 for one in now if one.surge_id in told and one.entry_id not in known)
    added = sum(1 for one in now if one.surge_id not in told)
    dropped = len(told - {entry.surge_id for entry in now})
    said = [
        f"{what}: {count}"
        for count, what in (
            (corrected, "corrected"),
            (added, "new"),
            (dropped, "no longer attributed to this campaign"),
        )
        if count
    ]
    return f"Entries of the ledger behind this memo, since then {', '.join(said)}."


def _moved(what: str, then: MoneyRange, now: MoneyRange) -> list[str]:
    return [] if then == now else [f"{what}: {amount(then)} then, {amount(now)} now."]


def _observed(entries: Sequence[OpportunityLost], currency: str) -> MoneyRange:
    return money_of([observed_part(entry, 1.0) for entry in entries], currency)


def _campaigns_part(entries: Sequence[OpportunityLost], campaign_id: UUID, currency: str) -> MoneyRange:
    return money_of([observed_part(entry, share_of(entry, campaign_id)) for entry in entries], currency)
