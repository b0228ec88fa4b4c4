"""What if: other volume, handle time, staff, budget, notice or launch time, answered at once and never applied."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from concert_chassis.bodies import RequestBody, ResponseBody, Share
from concert_chassis.http import Router, TransactionDep
from concert_contracts.campaign import Channel
from concert_contracts.quantities import QueueName
from pydantic import AwareDatetime, Field

from staffing_svc.commands.foresee_queue import foresee_queue
from staffing_svc.commands.move_campaign import move_campaign
from staffing_svc.commands.suppose import SupposedCampaign, Supposition, suppose
from staffing_svc.domain.layers import Wave
from staffing_svc.domain.layers.what_if import Change
from staffing_svc.store import queues

what_if = Router(prefix="/v1/what-if", tags=["planning"])

Factor = Annotated[float, Field(ge=0, le=100)]
AgentCost = Annotated[
    int,
    Field(ge=0, le=100_000_000, description="Per scheduled hour; without it, what the queue's figures say."),
]


class WaveBody(RequestBody):
    channel: Channel
    size: Annotated[int, Field(ge=0, le=1_000_000_000)]
    send_at: AwareDatetime


class CampaignBody(RequestBody):
    """A campaign that need not be announced; without `expected_contacts` its channels' usual response counts."""

    waves: Annotated[list[WaveBody], Field(min_length=1, max_length=50)]
    queue_share: Share = 1.0
    expected_contacts: Annotated[float, Field(gt=0, le=1_000_000_000)] | None = None
    handle_time_uplift_share: Annotated[float, Field(ge=-0.9, le=5)] = 0.0


class MovedCampaignBody(RequestBody):
    """An announced campaign, all its waves with it, launched at another time."""

    campaign_id: UUID
    launch_at: AwareDatetime


class WhatIfBody(RequestBody):
    """`staff_factors` ask for the service-cost frontier at these factors on the scheduled people.

    With `notice_days`, people can be added from `staff_lead_days` after the notice on, up to what is required.
    With `budget_minor` everybody is cut alike until the stretch costs no more than that.
    """

    queue: QueueName
    since: AwareDatetime
    until: AwareDatetime
    volume_factor: Factor = 1.0
    handle_time_factor: Annotated[float, Field(gt=0, le=100)] = 1.0
    staff_factor: Factor = 1.0
    shrinkage_share: Annotated[float, Field(ge=0, lt=1)] | None = None
    notice_days: Annotated[float, Field(ge=0, le=3660)] | None = None
    staff_lead_days: Annotated[float, Field(ge=0, le=3660)] = 14.0
    agent_cost_minor: AgentCost | None = None
    budget_minor: Annotated[int, Field(ge=0, le=10**15)] | None = None
    campaign: CampaignBody | None = None
    moved: MovedCampaignBody | None = None
    staff_factors: Annotated[list[Factor], Field(max_length=50)] = []

    def supposition(self) -> Supposition:
        change = Change(
            volume_factor=self.volume_factor,
            aht_factor=self.handle_time_factor,
            shrinkage=self.shrinkage_share,
            staff_factor=self.staff_factor,
            notice_days=self.notice_days,
            staff_lead_days=self.staff_lead_days,
            budget_minor=self.budget_minor,
        )
        return Supposition(change, self._campaign(), self.agent_cost_minor, tuple(self.staff_factors))

    def _campaign(self) -> SupposedCampaign | None:
        if self.campaign is None:
            return None
        return SupposedCampaign(
            waves=tuple(Wave(wave.channel, wave.size, wave.send_at) for wave in self.campaign.waves),
            queue_share=self.campaign.queue_share,
            expected_contacts=self.campaign.expected_contacts,
            handle_time_uplift_share=self.campaign.handle_time_uplift_share,
        )


class OutcomeAnswer(ResponseBody):
    """Erlang A over the stretch; money in minor units of the queue's currency.

    Contacts of a deferred queue are never lost but `late`; its service level is the share done by its deadline.
    """

    service_level: float
    offered: float
    lost: float
    late: float
    abandonment: float
    occupancy: float
    agent_hours: float
    staff_cost_minor: int
    lost_value_minor: int
    total_minor: int


class WhatIfAnswer(ResponseBody):
    queue: str
    forecast_version: int
    starts_at: datetime
    ends_at: datetime
    currency: str
    known_schedule: bool
    planned: OutcomeAnswer
    supposed: OutcomeAnswer
    frontier: list[OutcomeAnswer]


@what_if.post("")
async def ask_what_if(body: WhatIfBody, tx: TransactionDep) -> WhatIfAnswer:
    """Service level, lost contacts and money as planned and as supposed, over up to six weeks."""
    foreseen = await foresee_queue(tx, await queues.get(tx, body.queue), body.since, body.until)
    elsewhere = body.moved
    moved = (
        await move_campaign(tx, foreseen, elsewhere.campaign_id, elsewhere.launch_at) if elsewhere else None
    )
    found = suppose(foreseen, body.supposition(), moved=moved)
    return WhatIfAnswer(
        queue=body.queue,
        forecast_version=foreseen.forecast_version,
        starts_at=foreseen.grid.start,
        ends_at=foreseen.grid.end,
        currency=foreseen.queue.currency,
        known_schedule=foreseen.known_schedule,
        planned=OutcomeAnswer.model_validate(found.planned),
        supposed=OutcomeAnswer.model_validate(found.supposed),
        frontier=[OutcomeAnswer.model_validate(outcome) for outcome in found.frontier],
    )
