"""What other services and outside systems say that tells of customers, in the order in which it happens."""

from concert_chassis.reactions import Reaction

from insight_svc.reactions.campaign_announced import on_campaign_announced
from insight_svc.reactions.campaign_cancelled import on_campaign_cancelled
from insight_svc.reactions.campaign_rescheduled import on_campaign_rescheduled
from insight_svc.reactions.campaign_revised import on_campaign_revised
from insight_svc.reactions.contact_ended import on_contact_ended
from insight_svc.reactions.surge_attributed import on_surge_attributed
from insight_svc.reactions.volume_surge import on_volume_surge
from insight_svc.reactions.volume_surge_ended import on_volume_surge_ended

REACTIONS: list[Reaction] = [
    on_campaign_announced,
    on_campaign_rescheduled,
    on_campaign_revised,
    on_campaign_cancelled,
    on_contact_ended,
    on_volume_surge,
    on_surge_attributed,
    on_volume_surge_ended,
]
