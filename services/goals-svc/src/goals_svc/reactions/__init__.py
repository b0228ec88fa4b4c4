"""What the others say that the scorecard counts, in the order in which it happens."""

from concert_chassis.reactions import Reaction

from goals_svc.reactions.announcement_acknowledged import on_announcement_acknowledged
from goals_svc.reactions.announcement_delivered import on_announcement_delivered
from goals_svc.reactions.campaign_announced import on_campaign_announced
from goals_svc.reactions.campaign_cancelled import on_campaign_cancelled
from goals_svc.reactions.campaign_launched import on_campaign_launched
from goals_svc.reactions.insight_acknowledged import on_insight_acknowledged
from goals_svc.reactions.insight_published import on_insight_published
from goals_svc.reactions.interval_reported import on_interval_reported
from goals_svc.reactions.notice_breached import on_notice_breached
from goals_svc.reactions.opportunity_lost import on_opportunity_lost
from goals_svc.reactions.order_placed import on_order_placed
from goals_svc.reactions.staffing_plan_raised import on_staffing_plan_raised

REACTIONS: list[Reaction] = [
    on_campaign_announced,
    on_announcement_delivered,
    on_announcement_acknowledged,
    on_staffing_plan_raised,
    on_notice_breached,
    on_campaign_launched,
    on_campaign_cancelled,
    on_interval_reported,
    on_opportunity_lost,
    on_insight_published,
    on_insight_acknowledged,
    on_order_placed,
]
