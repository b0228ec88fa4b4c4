"""What differs between installations of gateway-svc."""

from concert_chassis.settings import ServiceSettings
from concert_contracts.http_codec import LARGEST_BATCH_BYTES
from pydantic_settings import SettingsConfigDict


class GatewaySettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="GATEWAY_", extra="ignore", frozen=True)

    http_port: int = 8100
    http_body_limit_bytes: int = LARGEST_BATCH_BYTES
