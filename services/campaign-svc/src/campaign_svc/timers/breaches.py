"""A deadline of the chain has passed: whoever let it pass is told within the minute."""

from datetime import timedelta

from concert_chassis.timers import Timer

from campaign_svc.commands.attribute_breaches import attribute_breaches

BREACHES = Timer("attribute_breaches", timedelta(minutes=1), attribute_breaches)
