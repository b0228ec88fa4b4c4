"""Chains from announcement to plan, with their receipts, deadlines and what was found to have failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from concert_chassis.transaction import Transaction
from sqlalchemy import Row, insert, select, update

from campaign_svc.domain.agreement import DueTimes
from campaign_svc.domain.chain import Breach, Chain, Receipt
from campaign_svc.store.tables import CHAIN

CenterLink = Literal["delivered", "acknowledged", "translated"]


@dataclass(frozen=True)
class KeptChain:
    """A chain as it is kept: `closed` once a newer one, or a cancellation, took its place.

    `suspected_due_at` is the deadline that was seen to have passed once already.
    """

    campaign_id: UUID
    chain: Chain
    closed: bool = False
    suspected_due_at: datetime | None = None
    breach: Breach | None = None
    breached_at: datetime | None = None
    breach_event_id: UUID | None = None

    @property
    def next_due_at(self) -> datetime | None:
        """When to look at it again; None when nothing can change the verdict."""
        return None if self.closed or self.breach else self.chain.next_due()


async def add(tx: Transaction, kept: KeptChain) -> None:
    """Keep a new chain."""
    key = {"campaign_id": kept.campaign_id, "campaign_version": kept.chain.campaign_version}
    await tx.execute(insert(CHAIN).values(**key, **_columns(kept)))


async def put(tx: Transaction, kept: KeptChain) -> None:
    """Keep the chain as it is now."""
    ours = (CHAIN.c.campaign_id == kept.campaign_id, CHAIN.c.campaign_version == kept.chain.campaign_version)
    await tx.execute(update(CHAIN).where(*ours).values(**_columns(kept)))


async def list_of(tx: Transaction, campaign_id: UUID) -> Sequence[KeptChain]:
    """All chains of a campaign, oldest first."""
    statement = select(CHAIN).where(CHAIN.c.campaign_id == campaign_id).order_by(CHAIN.c.campaign_version)
    return [_kept(row) for row in await tx.execute(statement)]


async def list_to_change(tx: Transaction, campaign_id: UUID) -> Sequence[KeptChain]:
    """The chains of a campaign that still wait for something, held."""
    statement = (
        select(CHAIN)
        .where(CHAIN.c.campaign_id == campaign_id, CHAIN.c.closed.is_(False))
        .order_by(CHAIN.c.campaign_version)
        .with_for_update()
    )
    return [_kept(row) for row in await tx.execute(statement)]


async def list_overdue(tx: Transaction, *, limit: int) -> Sequence[KeptChain]:
    """Chains whose next deadline has passed, held; those seen before come first, then the longest overdue."""
    statement = (
        select(CHAIN)
        .where(CHAIN.c.next_due_at < tx.now)
        .order_by(
            CHAIN.c.suspected_due_at.is_not_distinct_from(CHAIN.c.next_due_at).desc(),
            CHAIN.c.next_due_at,
            CHAIN.c.campaign_id,
        )
        .limit(limit)
        .with_for_update()
    )
    return [_kept(row) for row in await tx.execute(statement)]


def _columns(kept: KeptChain) -> dict[str, object]:
    chain, due, breach = kept.chain, kept.chain.due, kept.breach
    return {
        "department": chain.department,
        "shortfall_days": chain.shortfall_days,
        "announced_at": chain.announced.at,
        "announced_event_id": chain.announced.event_id,
        "delivered_due_at": due.delivered,
        "acknowledged_due_at": due.acknowledged,
        "translated_due_at": due.translated,
        **_receipt_columns("delivered", chain.delivered),
        **_receipt_columns("acknowledged", chain.acknowledged),
        **_receipt_columns("translated", chain.translated),
        "closed": kept.closed,
        "next_due_at": kept.next_due_at,
        "suspected_due_at": kept.suspected_due_at,
        "failed_link": breach.link if breach else None,
        "attributed_to": breach.attributed_to if breach else None,
        "breached_at": kept.breached_at,
        "breach_event_id": kept.breach_event_id,
    }


def _receipt_columns(link: CenterLink, receipt: Receipt | None) -> dict[str, object]:
    return {
        f"{link}_at": receipt.at if receipt else None,
        f"{link}_event_id": receipt.event_id if receipt else None,
    }


def _kept(row: Row[Any]) -> KeptChain:
    chain = Chain(
        campaign_version=row.campaign_version,
        department=row.department,
        announced=Receipt(row.announced_at, row.announced_event_id),
        shortfall_days=row.shortfall_days,
        due=DueTimes(row.delivered_due_at, row.acknowledged_due_at, row.translated_due_at),
        delivered=_receipt(row.delivered_at, row.delivered_event_id),
        acknowledged=_receipt(row.acknowledged_at, row.acknowledged_event_id),
        translated=_receipt(row.translated_at, row.translated_event_id),
    )
    return KeptChain(
        campaign_id=row.campaign_id,
        chain=chain,
        closed=row.closed,
        suspected_due_at=row.suspected_due_at,
        breach=Breach(row.failed_link, row.attributed_to) if row.failed_link else None,
        breached_at=row.breached_at,
        breach_event_id=row.breach_event_id,
    )


def _receipt(at: datetime | None, event_id: UUID | None) -> Receipt | None:
    return Receipt(at, event_id) if at is not None and event_id is not None else None
