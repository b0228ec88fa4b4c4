"""What people and systems may ask of goals-svc; everybody is held to the same goals, so everybody may read them."""

from concert_chassis.http import Router

from goals_svc.api.goals import goals
from goals_svc.api.scorecards import scorecards

ROUTERS: list[Router] = [goals, scorecards]
