"""What staffing-svc does because time has passed."""

from datetime import timedelta

from concert_chassis.timers import Timer

from staffing_svc.commands.book_foreseen_losses import book_foreseen_losses
from staffing_svc.commands.measure_campaigns import measure_campaigns
from staffing_svc.commands.reforecast_today import reforecast_today
from staffing_svc.commands.refresh_due_queues import refresh_due_queues

TIMERS: list[Timer] = [
    Timer("refresh-due-queues", timedelta(seconds=2), refresh_due_queues),
    Timer("reforecast-today", timedelta(minutes=1), reforecast_today),
    Timer("measure-campaigns", timedelta(minutes=15), measure_campaigns),
    Timer("book-foreseen-losses", timedelta(hours=1), book_foreseen_losses),
]
