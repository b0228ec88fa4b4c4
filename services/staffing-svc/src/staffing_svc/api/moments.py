"""Times that schedules are asked about: within the calendars that anybody plans in, whatever their offset."""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

PlannedMoment = Annotated[
    AwareDatetime, Field(ge=datetime(1970, 1, 1, tzinfo=UTC), le=datetime(2999, 12, 31, tzinfo=UTC))
]
PlannedDay = Annotated[date, Field(ge=date(1970, 1, 1), le=date(2999, 12, 31))]
