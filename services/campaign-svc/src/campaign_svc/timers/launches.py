"""A launch time has come: the campaign counts as launched within seconds."""

from datetime import timedelta

from concert_chassis.timers import Timer

from campaign_svc.commands.launch_campaigns import launch_campaigns

LAUNCHES = Timer("launch_campaigns", timedelta(seconds=5), launch_campaigns)
