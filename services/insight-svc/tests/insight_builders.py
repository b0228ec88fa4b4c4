"""Builders for the tests of insight-svc: a contact, a campaign, a surge; change only what the test is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from concert_chassis.fake_clock import FakeClock
from concert_chassis.transaction import Transaction, Transactions
from concert_contracts.campaign import (
    Brief,
    BriefAnswer,
    CampaignAnnounced,
    CampaignTerms,
    NoticeVerdict,
    Offer,
    QueueShare,
    Wave,
)
from concert_contracts.external import ContactEnded
from concert_contracts.quantities import ShareRange, UpliftRange
from concert_contracts.staffing import SurgeAttributed, SurgeCause, VolumeSurge, VolumeSurgeEnded
from insight_svc.domain.reasons import Reason
from sqlalchemy.ext.asyncio import AsyncEngine

NOW = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)
"""A Monday."""
CAMPAIGN = UUID("019547d2-6a31-7c40-9b0e-5f6d2a9c1e77")
SURGE = UUID("01960f0e-51d8-7a13-8e60-2b7f4c8d9a01")


def contact(number: int, **changes: object) -> ContactEnded:
    """Customer `number` called the sales queue at 08:00, and nobody knows why."""
    started_at = NOW - timedelta(hours=1) + timedelta(seconds=number)
    given: dict[str, object] = {
        "contact_id": f"acd-{number}",
        "queue": "sales",
        "channel": "voice",
        "started_at": started_at,
        "ended_at": started_at + timedelta(minutes=5),
        "outcome": "answered",
        "wait_s": 12.0,
        "handle_s": 288.0,
        "caller_hash": f"{number:032x}",
    }
    return ContactEnded.model_validate(given | changes)


def terms(**changes: object) -> CampaignTerms:
    """A fibre campaign on the sales queue whose brief answers the price, and nothing else."""
    given: dict[str, object] = {
        "name": "Spring fibre",
        "campaign_class": "standard",
        "department": "marketing",
        "owner": "campaign-owner",
        "external_ref": None,
        "lifecycle_stage": "acquire",
        "audience_size": 40_000,
        "offer": Offer(code="FIBRE25", title="Fibre for 25", description="Fibre for 25 a month."),
        "codes": ("SPRING",),
        "dialed_numbers": ("+43 800 100200",),
        "queues": (QueueShare(queue="sales", share=1.0),),
        "waves": (Wave(wave=1, channel="email", size=40_000, send_at=NOW - timedelta(days=2)),),
        "expected_contacts": 1200,
        "handle_time_uplift_share": 0.1,
        "launch_at": NOW - timedelta(days=2),
        "ends_at": NOW + timedelta(days=30),
        "timezone": "UTC",
        "brief": Brief(
            summary="Fibre.", answers=(BriefAnswer(topic="price", text="25 a month for a year."),)
        ),
    }
    return CampaignTerms.model_validate(given | changes)


def notice() -> NoticeVerdict:
    return NoticeVerdict(
        agreement_version=1,
        campaign_class="standard",
        required_days=14,
        given_days=21,
        shortfall_days=0,
        on_time=True,
        is_emergency=False,
    )


def announced(version: int = 1, **changes: object) -> CampaignAnnounced:
    return CampaignAnnounced(
        campaign_id=CAMPAIGN, version=version, announced_at=NOW, terms=terms(**changes), notice=notice()
    )


def suspected(
    likely: float = 0.5, marks: Sequence[str] = ("number:+498005550142", "code:WELCOME5")
) -> SurgeCause:
    return SurgeCause(
        kind="suspected_campaign",
        campaign_id=None,
        business_event_id=None,
        label="suspected unannounced campaign: number +498005550142, code WELCOME5",
        share=ShareRange(low=likely - 0.1, likely=likely, high=likely + 0.1),
        evidence=(*marks, "58.8 contacts (47.0 to 70.6)"),
    )


def of_campaign(likely: float = 0.6) -> SurgeCause:
    return SurgeCause(
        kind="announced_campaign",
        campaign_id=CAMPAIGN,
        business_event_id=None,
        label="Spring fibre",
        share=ShareRange(low=likely - 0.1, likely=likely, high=likely + 0.1),
        evidence=("number:+43800100200", "codes-and-numbers"),
    )


def surge(*causes: SurgeCause, **changes: object) -> VolumeSurge:
    """289 contacts on the service queue since 08:15 where 171.4 were expected."""
    given: dict[str, object] = {
        "surge_id": SURGE,
        "queue": "service",
        "interval_s": 900,
        "since": NOW - timedelta(minutes=45),
        "detected_at": NOW,
        "expected_contacts": 171.4,
        "observed_contacts": 289,
        "uplift_share": UpliftRange(low=0.5, likely=0.686, high=0.88),
        "false_alarms_per_week": 0.5,
        "causes": causes or (suspected(),),
    }
    return VolumeSurge.model_validate(given | changes)


def attributed(*causes: SurgeCause, **changes: object) -> SurgeAttributed:
    given: dict[str, object] = {
        "surge_id": SURGE,
        "queue": "service",
        "since": NOW - timedelta(minutes=45),
        "attributed_at": NOW + timedelta(minutes=15),
        "expected_contacts": 220.0,
        "observed_contacts": 345,
        "causes": causes or (suspected(),),
    }
    return SurgeAttributed.model_validate(given | changes)


def ended(*causes: SurgeCause, **changes: object) -> VolumeSurgeEnded:
    given: dict[str, object] = {
        "surge_id": SURGE,
        "queue": "service",
        "since": NOW - timedelta(minutes=45),
        "ended_at": NOW + timedelta(hours=2),
        "expected_contacts": 400.0,
        "observed_contacts": 530,
        "excess_contacts": 130.0,
        "causes": causes or (suspected(),),
    }
    return VolumeSurgeEnded.model_validate(given | changes)


def reason(code: str, name: str, description: str, *topics: str, **changes: object) -> Reason:
    given: dict[str, object] = {
        "code": code,
        "version": 0,
        "name": name,
        "description": description,
        "owner_department": "marketing",
        "demand_type": "failure",
        "failure_kind": "unclear",
        "topics": topics,
        "effective_from": date(1970, 1, 1),
        "effective_to": None,
        "decided_by": "planner-1",
        "decided_at": NOW,
    }
    return Reason(**(given | changes))  # type: ignore[arg-type] # a test changes any field it likes


ROUTER = reason(
    "router-question",
    "Keeping the old router",
    "Whether the old router works on fibre",
    "router",
    "old router",
)
PRICE = reason("price-question", "The price", "What it costs a month", "price")


def confused(count: int = 12, *, first: int = 1, **changes: object) -> list[ContactEnded]:
    """So many different callers of the campaign ask whether their router can stay."""
    return [
        contact(
            number,
            **{
                "dialed_number": "+43800100200",
                "reason_code": "router-question",
                "note_text": f"Asks if the old router works on fibre, call back 0170 555{number:04d}.",
            }
            | changes,
        )
        for number in range(first, first + count)
    ]


def usual(count: int = 400, *, first: int = 10_000, share_of_router: int = 100) -> list[ContactEnded]:
    """Other callers of the same queue: one in `share_of_router` asks about a router, the others about bills."""
    return [
        contact(
            number,
            reason_code="router-question" if number % share_of_router == 0 else "bill-question",
            note_text="Has not received the bill of last month.",
        )
        for number in range(first, first + count)
    ]


@dataclass(frozen=True)
class Later:
    """`await later("2025-03-05T09:00")` sees what `tx` did; it has said nothing yet."""

    tx: Transaction
    engine: AsyncEngine
    clock: FakeClock

    async def __call__(self, at: str) -> Transaction:
        self.clock.set(at)
        transactions = Transactions(self.engine, service="insight-svc", owner="insight", clock=self.clock)
        return transactions.open_on(self.tx.connection, await self.tx.raw())
