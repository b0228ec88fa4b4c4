"""What staffing-svc is made of."""

from concert_chassis.service import Service

from staffing_svc.api import ROUTERS
from staffing_svc.reactions import REACTIONS
from staffing_svc.timers import TIMERS
from staffing_svc.timers.memo_post import memo_post

SERVICE = Service(
    name="staffing-svc",
    owner="staffing",
    description="What the center needs, what happened, and what was lost.",
    routers=ROUTERS,
    reactions=REACTIONS,
    timers=TIMERS,
    outward=[memo_post],
    migrations="staffing_svc.migrations",
)
