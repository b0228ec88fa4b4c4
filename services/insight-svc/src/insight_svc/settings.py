"""What differs between installations of insight-svc."""

from concert_chassis.settings import ServiceSettings
from pydantic_settings import SettingsConfigDict


class InsightSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="INSIGHT_", extra="ignore", frozen=True)

    http_port: int = 8103
