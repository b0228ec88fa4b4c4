"""What differs between installations of staffing-svc."""

from typing import Literal, Self

from concert_chassis.settings import ServiceSettings
from pydantic import Field, SecretStr, model_validator
from pydantic_settings import SettingsConfigDict


class StaffingSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="STAFFING_", extra="ignore", frozen=True)

    http_port: int = 8102

    mail_host: str | None = None
    """The server that takes the mail with approved memos; None: no mail is sent, memos are read here alone."""
    mail_port: int = Field(default=587, ge=1, le=65535)
    mail_security: Literal["starttls", "tls", "none"] = "starttls"
    mail_user: str | None = None
    mail_password: SecretStr | None = None
    mail_from: str | None = None
    mail_timeout_s: float = Field(default=20.0, gt=0)
    mail_every_s: float = Field(default=15.0, gt=0)

    @model_validator(mode="after")
    def _can_send_what_it_is_told_to(self) -> Self:
        if self.mail_host is None:
            return self
        if self.mail_from is None or "@" not in self.mail_from:
            raise ValueError("mail_host needs mail_from, the address that memos come from")
        if (self.mail_user is None) != (self.mail_password is None):
            raise ValueError("give mail_user and mail_password together or not at all")
        if self.environment == "production" and self.mail_security == "none":
            raise ValueError("in production mail goes out encrypted: mail_security starttls or tls")
        return self
