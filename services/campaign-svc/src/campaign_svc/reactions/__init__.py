"""What other services say that the campaign service reacts to, in the order in which it happens."""

from concert_chassis.reactions import Reaction

from campaign_svc.reactions.announcement_acknowledged import on_announcement_acknowledged
from campaign_svc.reactions.announcement_delivered import on_announcement_delivered
from campaign_svc.reactions.insight_acknowledged import on_insight_acknowledged
from campaign_svc.reactions.insight_acted import on_insight_acted
from campaign_svc.reactions.insight_closed import on_insight_closed
from campaign_svc.reactions.insight_published import on_insight_published
from campaign_svc.reactions.loss_memo_approved import on_loss_memo_approved
from campaign_svc.reactions.opportunity_lost import on_opportunity_lost
from campaign_svc.reactions.staffing_plan_raised import on_staffing_plan_raised
from campaign_svc.reactions.staffing_plan_withdrawn import on_staffing_plan_withdrawn
from campaign_svc.reactions.surge_attributed import on_surge_attributed
from campaign_svc.reactions.volume_surge import on_volume_surge
from campaign_svc.reactions.volume_surge_ended import on_volume_surge_ended

REACTIONS: tuple[Reaction, ...] = (
    on_announcement_delivered,
    on_announcement_acknowledged,
    on_staffing_plan_raised,
    on_staffing_plan_withdrawn,
    on_volume_surge,
    on_surge_attributed,
    on_volume_surge_ended,
    on_opportunity_lost,
    on_loss_memo_approved,
    on_insight_published,
    on_insight_acknowledged,
    on_insight_acted,
    on_insight_closed,
)
