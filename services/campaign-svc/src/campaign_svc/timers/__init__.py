"""Time passes: what the campaign service does without being asked."""

from concert_chassis.timers import Timer

from campaign_svc.timers.breaches import BREACHES
from campaign_svc.timers.launches import LAUNCHES

TIMERS: tuple[Timer, ...] = (LAUNCHES, BREACHES)
