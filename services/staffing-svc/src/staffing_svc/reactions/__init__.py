"""What other services and outside systems say that concerns the center, in the order in which it happens."""

from concert_chassis.reactions import Reaction

from staffing_svc.reactions.agent_state_entered import on_agent_state_entered
from staffing_svc.reactions.business_event_happened import on_business_event_happened
from staffing_svc.reactions.campaign_announced import on_campaign_announced
from staffing_svc.reactions.campaign_cancelled import on_campaign_cancelled
from staffing_svc.reactions.campaign_launched import on_campaign_launched
from staffing_svc.reactions.campaign_rescheduled import on_campaign_rescheduled
from staffing_svc.reactions.campaign_revised import on_campaign_revised
from staffing_svc.reactions.contact_ended import on_contact_ended
from staffing_svc.reactions.interval_reported import on_interval_reported

REACTIONS: list[Reaction] = [
    on_campaign_announced,
    on_campaign_rescheduled,
    on_campaign_revised,
    on_campaign_cancelled,
    on_campaign_launched,
    on_interval_reported,
    on_contact_ended,
    on_business_event_happened,
    on_agent_state_entered,
]
