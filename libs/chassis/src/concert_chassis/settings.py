"""What differs between installations of a service, read from the environment once, at the start."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Environment = Literal["local", "test", "production"]


class ServiceSettings(BaseSettings):
    """Each service subclasses this with its own prefix, so that CAMPAIGN_DATABASE_URL sets `database_url`.

    The defaults are those of production: whoever forgets a setting gets a refusal to start, not an open door.
    """

    model_config = SettingsConfigDict(env_prefix="CONCERT_", extra="ignore", frozen=True)

    environment: Environment = "production"

    database_url: SecretStr
    database_pool_size: int = Field(default=10, ge=1, le=200)
    database_timeout_s: float = Field(default=30.0, gt=0)
    """The longest that one statement may take."""
    database_wait_s: float = Field(default=5.0, gt=0)
    """The longest that a request waits for a connection before it is told to come again."""
    bus_url: SecretStr
    bus_partitions: int = Field(default=6, ge=1, le=256)

    instance: str | None = None
    """Tells instances on one host and port apart; the same at every start of the same instance."""

    http_host: str = "127.0.0.1"
    http_port: int = Field(default=8080, ge=0, le=65535)
    http_body_limit_bytes: int = Field(default=2 * 1024 * 1024, ge=1024)
    drain_notice_s: float = Field(default=2.0, ge=0)
    """How long /readyz says no before new connections are refused: the time balancers need to notice."""
    drain_timeout_s: float = Field(default=8.0, gt=0)
    """Half of it for the requests in flight, half for the batch in hand and the events to publish."""

    auth_issuer: str
    auth_audience: str = "concert"
    auth_jwks_url: str | None = None
    auth_jwks_file: Path | None = None

    clock_file: Path | None = None
    """Where to read the time from in local development and tests (see held_clock); None: the real time."""

    log_format: Literal["json", "console"] = "json"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    pump_max_records: int = Field(default=500, ge=1, le=10_000)
    pump_linger_s: float = Field(default=0.005, ge=0)
    pump_attempts: int = Field(default=5, ge=1)
    pump_backoff_first_s: float = Field(default=0.1, gt=0)
    pump_backoff_most_s: float = Field(default=5.0, gt=0)
    parking_stop_after_keys: int = Field(default=50, ge=1)
    parking_stop_window_s: float = Field(default=60.0, gt=0)

    relay_shards: int = Field(default=16, ge=1, le=1024)
    relay_scan_every_s: float = Field(default=1.0, gt=0)
    timers_every_s: float = Field(default=1.0, gt=0)
    retention_every_s: float = Field(default=3600.0, gt=0)
    outbox_kept_days: int = Field(default=3, ge=1)
    inbox_kept_days: int = Field(default=35, ge=1)
    idempotency_kept_hours: int = Field(default=48, ge=1)

    @property
    def sqlalchemy_url(self) -> str:
        """The database address with the driver that we use, whatever scheme it was given with."""
        url = self.database_url.get_secret_value()
        scheme, separator, rest = url.partition("://")
        if not separator or scheme.split("+")[0] not in {"postgresql", "postgres"}:
            raise ValueError("the database address must begin with postgresql://")
        return f"postgresql+asyncpg://{rest}"

    @model_validator(mode="after")
    def _real_time_in_production(self) -> Self:
        if self.environment == "production" and self.clock_file is not None:
            raise ValueError("clock_file is for local development: in production time is what it is")
        return self

    @model_validator(mode="after")
    def _knows_who_signs_tokens(self) -> Self:
        if (self.auth_jwks_url is None) == (self.auth_jwks_file is None):
            raise ValueError(
                "give exactly one of auth_jwks_url and auth_jwks_file: tokens are verified with it"
            )
        if self.environment == "production" and (self.auth_jwks_url or "").startswith("http://"):
            raise ValueError("auth_jwks_url must be https in production: whoever answers it can sign tokens")
        return self
