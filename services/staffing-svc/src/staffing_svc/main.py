"""Starts staffing-svc."""

from concert_chassis.service import run

from staffing_svc.service import SERVICE
from staffing_svc.settings import StaffingSettings

if __name__ == "__main__":
    run(SERVICE, StaffingSettings())
