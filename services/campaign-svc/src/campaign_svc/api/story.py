"""One story per campaign: its timeline, and its chain from announcement to plan with times and links."""

from datetime import datetime
from typing import Any
from uuid import UUID

from concert_chassis.auth import CallerDep, requires
from concert_chassis.bodies import RequestBody, ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_chassis.pages import Page, PageDep
from concert_contracts.campaign import BreachVerdict, ChainLink
from concert_contracts.quantities import Text

from campaign_svc.commands.waive_notice import WaiveNotice, waive_notice
from campaign_svc.domain.chain import Chain, Receipt
from campaign_svc.store import campaigns, chains, timelines, waivers
from campaign_svc.store.chains import KeptChain

router = Router(prefix="/v1/campaigns/{campaign_id}", tags=["campaigns"])


class TimelineEntryAnswer(ResponseBody):
    """What a service said; `data` is the event as it travelled."""

    at: datetime
    event_id: UUID
    type: str
    summary: str
    data: dict[str, Any]


class LinkAnswer(ResponseBody):
    """One link: when it held, by which event, and until when it was due (null for the announcement)."""

    link: ChainLink
    held_at: datetime | None
    event_id: UUID | None
    due_at: datetime | None


class BreachAnswer(ResponseBody):
    failed_link: ChainLink
    verdict: BreachVerdict
    attributed_to: str
    breached_at: datetime | None
    event_id: UUID | None


class ChainAnswer(ResponseBody):
    """The chain of one announcement or material change; `closed` once a later one took its place."""

    campaign_version: int
    shortfall_days: int
    links: tuple[LinkAnswer, ...]
    closed: bool
    breach: BreachAnswer | None

    @classmethod
    def of(cls, kept: KeptChain) -> "ChainAnswer":
        return cls(
            campaign_version=kept.chain.campaign_version,
            shortfall_days=kept.chain.shortfall_days,
            links=_links(kept.chain),
            closed=kept.closed,
            breach=_breach(kept),
        )


class WaiverAnswer(ResponseBody):
    campaign_id: UUID
    campaign_version: int
    waived_at: datetime
    waived_by: str
    department: str | None
    reason: str


class ChainsAnswer(ResponseBody):
    chains: tuple[ChainAnswer, ...]
    waivers: tuple[WaiverAnswer, ...]


class WaiveNoticeBody(RequestBody):
    reason: Text


@router.get("/timeline")
async def list_timeline(campaign_id: UUID, tx: TransactionDep, page: PageDep) -> Page[TimelineEntryAnswer]:
    """What every service said about the campaign, in the order of time."""
    await campaigns.get(tx, campaign_id)
    after = page.after(tuple[datetime, UUID])
    found = await timelines.list_after(tx, campaign_id, after=after, limit=page.fetch)
    return page.page(
        found, key=lambda entry: (entry.at, entry.event_id), shown=TimelineEntryAnswer.model_validate
    )


@router.get("/chain")
async def get_chain(campaign_id: UUID, tx: TransactionDep) -> ChainsAnswer:
    """Announced, delivered, acknowledged, translated: what held when, what is due, what failed."""
    await campaigns.get(tx, campaign_id)
    return ChainsAnswer(
        chains=tuple(ChainAnswer.of(kept) for kept in await chains.list_of(tx, campaign_id)),
        waivers=tuple(WaiverAnswer.model_validate(it) for it in await waivers.list_of(tx, campaign_id)),
    )


@router.post(
    "/waiver",
    name="waive_notice",
    status_code=201,
    dependencies=[requires("planner", "executive", "system")],
)
async def waive(
    campaign_id: UUID, body: WaiveNoticeBody, tx: TransactionDep, caller: CallerDep
) -> WaiverAnswer:
    """Let the campaign's short notice pass, in your name; the record stays as it was."""
    waiver = await waive_notice(tx, WaiveNotice(campaign_id, body.reason), caller)
    return WaiverAnswer.model_validate(waiver)


def _links(chain: Chain) -> tuple[LinkAnswer, ...]:
    return (
        _link("announced", chain.announced, None),
        _link("delivered", chain.delivered, chain.due.delivered),
        _link("acknowledged", chain.acknowledged, chain.due.acknowledged),
        _link("translated", chain.translated, chain.due.translated),
    )


def _link(link: ChainLink, receipt: Receipt | None, due_at: datetime | None) -> LinkAnswer:
    return LinkAnswer(
        link=link,
        held_at=receipt.at if receipt else None,
        event_id=receipt.event_id if receipt else None,
        due_at=due_at,
    )


def _breach(kept: KeptChain) -> BreachAnswer | None:
    if kept.breach is None:
        return None
    return BreachAnswer(
        failed_link=kept.breach.link,
        verdict=kept.breach.verdict,
        attributed_to=kept.breach.attributed_to,
        breached_at=kept.breached_at,
        event_id=kept.breach_event_id,
    )
