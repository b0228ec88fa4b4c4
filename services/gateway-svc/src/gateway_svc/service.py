"""What gateway-svc is made of."""

from concert_chassis.service import Service

from gateway_svc.api import ROUTERS

SERVICE = Service(
    name="gateway-svc",
    owner="external",
    description="The machines' edge: what outside systems say comes in, what Concert says goes out.",
    routers=ROUTERS,
    migrations=None,
)
