"""What differs between installations of the campaign service: CAMPAIGN_DATABASE_URL and its like."""

from concert_chassis.settings import ServiceSettings
from pydantic_settings import SettingsConfigDict


class CampaignSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="CAMPAIGN_", extra="ignore", frozen=True)

    http_port: int = 8101
