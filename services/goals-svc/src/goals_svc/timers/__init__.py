"""What goals-svc does because time has passed."""

from datetime import timedelta

from concert_chassis.timers import Timer

from goals_svc.commands.watch_guard_rails import watch_guard_rails

TIMERS: list[Timer] = [Timer("watch-guard-rails", timedelta(days=1), watch_guard_rails)]
