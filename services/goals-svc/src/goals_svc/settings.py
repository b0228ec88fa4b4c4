"""What differs between installations of goals-svc."""

from concert_chassis.settings import ServiceSettings
from pydantic_settings import SettingsConfigDict


class GoalsSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="GOALS_", extra="ignore", frozen=True)

    http_port: int = 8104
