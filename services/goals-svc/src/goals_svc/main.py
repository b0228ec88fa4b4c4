"""Starts goals-svc."""

from concert_chassis.service import run

from goals_svc.service import SERVICE
from goals_svc.settings import GoalsSettings

if __name__ == "__main__":
    run(SERVICE, GoalsSettings())
