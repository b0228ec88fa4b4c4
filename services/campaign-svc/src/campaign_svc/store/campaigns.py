"""Campaigns in their current version, with what they are searched and found by."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from concert_chassis.transaction import Transaction
from sqlalchemy import ColumnElement, Row, Select, and_, delete, exists, func, insert, select, tuple_, update

from campaign_svc.domain.brief_lookup import keys_of
from campaign_svc.domain.campaign import Campaign, CampaignNotFound, Status
from campaign_svc.domain.terms import ExternalRef, Terms
from campaign_svc.store.documents import NOTICE, TERMS, notice_document, terms_document
from campaign_svc.store.tables import BRIEF_KEY, CAMPAIGN, CAMPAIGN_QUEUE

Place = tuple[datetime, UUID]


@dataclass(frozen=True)
class Search:
    """What a list of campaigns is narrowed by; None means all. The span is one that they run in."""

    text: str | None = None
    status: Status | None = None
    queue: str | None = None
    department: str | None = None
    runs_from: datetime | None = None
    runs_until: datetime | None = None


async def get(tx: Transaction, campaign_id: UUID) -> Campaign:
    """The campaign; refuses an id that is none."""
    return await _one(tx, select(CAMPAIGN).where(CAMPAIGN.c.campaign_id == campaign_id), campaign_id)


async def get_to_change(tx: Transaction, campaign_id: UUID) -> Campaign:
    """The campaign, held until the transaction ends: whoever else changes it waits for the new version.

    Its id is not held, so that timelines and chains can go on referring to it meanwhile.
    """
    statement = select(CAMPAIGN).where(CAMPAIGN.c.campaign_id == campaign_id)
    return await _one(tx, statement.with_for_update(key_share=True), campaign_id)


async def find_by_external_ref(tx: Transaction, reference: ExternalRef) -> Campaign | None:
    """The campaign of another system's id, held; two announcements of the same id wait for each other."""
    lock_name = f"campaign\n{reference.external_system}\n{reference.external_id}"
    await tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(lock_name, 0))))
    statement = select(CAMPAIGN).where(
        CAMPAIGN.c.external_system == reference.external_system,
        CAMPAIGN.c.external_id == reference.external_id,
    )
    row = (await tx.execute(statement.with_for_update(key_share=True))).one_or_none()
    return None if row is None else _campaign(row)


async def add(tx: Transaction, campaign: Campaign) -> None:
    """Keep a new campaign."""
    await tx.execute(insert(CAMPAIGN).values(campaign_id=campaign.campaign_id, **_columns(campaign)))
    await _index(tx, campaign)


async def put(tx: Transaction, campaign: Campaign) -> None:
    """Keep the campaign as it is now."""
    ours = CAMPAIGN.c.campaign_id == campaign.campaign_id
    await tx.execute(update(CAMPAIGN).where(ours).values(**_columns(campaign)))
    for table in (CAMPAIGN_QUEUE, BRIEF_KEY):
        await tx.execute(delete(table).where(table.c.campaign_id == campaign.campaign_id))
    await _index(tx, campaign)


async def list_after(
    tx: Transaction, search: Search, *, after: Place | None, limit: int
) -> Sequence[Campaign]:
    """Campaigns by launch, then id, from the one after `after`."""
    statement = select(CAMPAIGN).where(*_conditions(search, tx.now))
    statement = statement.order_by(CAMPAIGN.c.launch_at, CAMPAIGN.c.campaign_id).limit(limit)
    if after is not None:
        statement = statement.where(tuple_(CAMPAIGN.c.launch_at, CAMPAIGN.c.campaign_id) > after)
    return [_campaign(row) for row in await tx.execute(statement)]


async def list_to_launch(tx: Transaction, *, limit: int) -> Sequence[Campaign]:
    """Campaigns whose launch has come and was not told yet, held, oldest first."""
    statement = (
        select(CAMPAIGN)
        .where(
            CAMPAIGN.c.launched_at.is_(None),
            CAMPAIGN.c.cancelled_at.is_(None),
            CAMPAIGN.c.launch_at <= tx.now,
        )
        .order_by(CAMPAIGN.c.launch_at, CAMPAIGN.c.campaign_id)
        .limit(limit)
        .with_for_update(key_share=True)
    )
    return [_campaign(row) for row in await tx.execute(statement)]


async def list_known(tx: Transaction, campaign_ids: Collection[UUID]) -> Sequence[UUID]:
    """Which of these are campaigns of ours, in order of their ids."""
    statement = select(CAMPAIGN.c.campaign_id).where(CAMPAIGN.c.campaign_id.in_(campaign_ids))
    return list((await tx.execute(statement.order_by(CAMPAIGN.c.campaign_id))).scalars())


def campaign_of(row: Row[Any]) -> Campaign:
    """The campaign of a row that selects every column of it."""
    return _campaign(row)


async def _one(tx: Transaction, statement: Select[Any], campaign_id: UUID) -> Campaign:
    row = (await tx.execute(statement)).one_or_none()
    if row is None:
        raise CampaignNotFound(f"there is no campaign {campaign_id}")
    return _campaign(row)


def _conditions(search: Search, now: datetime) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if search.text is not None:
        conditions.append(CAMPAIGN.c.search_text.contains(search.text.casefold(), autoescape=True))
    if search.status is not None:
        conditions.append(_in_status(search.status, now))
    if search.queue is not None:
        on_queue = and_(
            CAMPAIGN_QUEUE.c.campaign_id == CAMPAIGN.c.campaign_id, CAMPAIGN_QUEUE.c.queue == search.queue
        )
        conditions.append(exists().where(on_queue))
    if search.department is not None:
        conditions.append(CAMPAIGN.c.department == search.department)
    if search.runs_from is not None:
        conditions.append(CAMPAIGN.c.ends_at > search.runs_from)
    if search.runs_until is not None:
        conditions.append(CAMPAIGN.c.launch_at < search.runs_until)
    return conditions


def _in_status(status: Status, now: datetime) -> ColumnElement[bool]:
    """The same rule as `Campaign.status`, for many."""
    if status == "cancelled":
        return CAMPAIGN.c.cancelled_at.is_not(None)
    alive = CAMPAIGN.c.cancelled_at.is_(None)
    if status == "ended":
        return and_(alive, CAMPAIGN.c.ends_at <= now)
    told = CAMPAIGN.c.launched_at.is_not(None) if status == "launched" else CAMPAIGN.c.launched_at.is_(None)
    return and_(alive, CAMPAIGN.c.ends_at > now, told)


async def _index(tx: Transaction, campaign: Campaign) -> None:
    queues = [
        {"campaign_id": campaign.campaign_id, "queue": queue.queue, "share": queue.share}
        for queue in campaign.terms.queues
    ]
    await tx.execute(insert(CAMPAIGN_QUEUE), queues)
    keys = [
        {"campaign_id": campaign.campaign_id, "kind": kind, "key": key}
        for kind, key in sorted(keys_of(campaign.terms))
        if campaign.cancelled_at is None
    ]
    if keys:
        await tx.execute(insert(BRIEF_KEY), keys)


def _columns(campaign: Campaign) -> dict[str, object]:
    terms, reference = campaign.terms, campaign.terms.external_ref
    return {
        "version": campaign.version,
        "department": terms.department,
        "external_system": reference.external_system if reference else None,
        "external_id": reference.external_id if reference else None,
        "search_text": _search_text(terms),
        "terms": terms_document(terms),
        "notice": notice_document(campaign.notice),
        "announced_at": campaign.announced_at,
        "clock_started_at": campaign.clock_started_at,
        "contacts_at_clock_start": campaign.contacts_at_clock_start,
        "launch_at": terms.launch_at,
        "ends_at": terms.ends_at,
        "launched_at": campaign.launched_at,
        "cancelled_at": campaign.cancelled_at,
        "cancellation_reason": campaign.cancellation_reason,
    }


def _search_text(terms: Terms) -> str:
    words = [
        terms.name,
        terms.owner,
        terms.offer.code,
        terms.offer.title,
        *terms.codes,
        *terms.dialed_numbers,
    ]
    return "\n".join(words).casefold()


def _campaign(row: Row[Any]) -> Campaign:
    return Campaign(
        campaign_id=row.campaign_id,
        version=row.version,
        terms=TERMS.validate_python(row.terms),
        notice=NOTICE.validate_python(row.notice),
        announced_at=row.announced_at,
        clock_started_at=row.clock_started_at,
        contacts_at_clock_start=row.contacts_at_clock_start,
        launched_at=row.launched_at,
        cancelled_at=row.cancelled_at,
        cancellation_reason=row.cancellation_reason,
    )
