"""What insight-svc is made of."""

from concert_chassis.service import Service

from insight_svc.api import ROUTERS
from insight_svc.reactions import REACTIONS
from insight_svc.timers import TIMERS

SERVICE = Service(
    name="insight-svc",
    owner="insight",
    description="What customers tell the center, published to the department that owns the cause.",
    routers=ROUTERS,
    reactions=REACTIONS,
    timers=TIMERS,
    migrations="insight_svc.migrations",
)
