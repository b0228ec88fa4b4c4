"""The campaign service in one place: what it serves, reacts to and does by itself."""

from concert_chassis.definition import Service

from campaign_svc.api import agreements, briefs, campaigns, conflicts, files, story
from campaign_svc.reactions import REACTIONS
from campaign_svc.timers import TIMERS

SERVICE = Service(
    name="campaign-svc",
    owner="campaign",
    routers=(
        files.router,
        campaigns.router,
        story.router,
        agreements.router,
        conflicts.router,
        briefs.router,
    ),
    reactions=REACTIONS,
    timers=TIMERS,
    migrations="campaign_svc.migrations",
    description="The campaign calendar, the notice agreement and the chain from announcement to plan.",
)
