"""What goals-svc is made of."""

from concert_chassis.service import Service

from goals_svc.api import ROUTERS
from goals_svc.reactions import REACTIONS
from goals_svc.timers import TIMERS

SERVICE = Service(
    name="goals-svc",
    owner="goals",
    description="The goals that contact center, marketing and sales are held to together.",
    routers=ROUTERS,
    reactions=REACTIONS,
    timers=TIMERS,
    migrations="goals_svc.migrations",
)
