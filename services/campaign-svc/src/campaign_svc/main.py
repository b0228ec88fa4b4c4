"""Runs the campaign service: `python -m campaign_svc.main`."""

from concert_chassis.service import run

from campaign_svc.service import SERVICE
from campaign_svc.settings import CampaignSettings

if __name__ == "__main__":
    run(SERVICE, CampaignSettings())
