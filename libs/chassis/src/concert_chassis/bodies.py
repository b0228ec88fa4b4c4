"""What every request and answer body has in common: nothing unknown, no NaN, no time without a zone."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
"""A short text that people read: not empty, not a novel."""

Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
Minor = Annotated[int, Field(ge=-(2**53) + 1, le=2**53 - 1)]
"""Money in minor units; beyond this, JavaScript would round it."""
Share = Annotated[float, Field(ge=0, le=1)]


class RequestBody(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @model_validator(mode="after")
    def _every_time_has_a_zone(self) -> Self:
        for name, value in self:
            if isinstance(value, datetime) and value.utcoffset() is None:
                raise ValueError(f"{name}: say the zone of the time, as in 2025-03-01T09:00:00Z")
        return self


class ResponseBody(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True, ser_json_inf_nan="null")
