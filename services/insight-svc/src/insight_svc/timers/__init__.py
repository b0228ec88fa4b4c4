"""What insight-svc does because time has passed."""

from datetime import timedelta

from concert_chassis.timers import Timer

from insight_svc.commands.examine_contacts import examine_contacts

TIMERS: list[Timer] = [Timer("examine-contacts", timedelta(seconds=3), examine_contacts)]
