"""What differs between installations of staffing-svc."""

from concert_chassis.settings import ServiceSettings
from pydantic_settings import SettingsConfigDict


class StaffingSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="STAFFING_", extra="ignore", frozen=True)

    http_port: int = 8102
