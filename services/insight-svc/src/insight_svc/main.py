"""Starts insight-svc."""

from concert_chassis.service import run

from insight_svc.service import SERVICE
from insight_svc.settings import InsightSettings

if __name__ == "__main__":
    run(SERVICE, InsightSettings())
