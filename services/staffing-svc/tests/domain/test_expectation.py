"""What was expected is what was known then: forecasts made before the day, campaigns announced before the hour."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import numpy as np
import pytest
from staffing_svc.domain.baselines import BaselineSpan
from staffing_svc.domain.expectation import begin_of_day, contacts_known_then, contacts_of_layers, version_for
from staffing_svc.domain.series import Grid
from staffing_svc.domain.stored_layers import StoredLayer

TEN = datetime(2025, 3, 3, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


def span(version: int, knew_until: datetime) -> BaselineSpan:
    return BaselineSpan(version, knew_until, knew_until, knew_until + timedelta(weeks=8))


def layer(made_at: datetime, withdrawn_at: datetime | None = None) -> StoredLayer:
    ones = np.ones(4)
    return StoredLayer(
        campaign_id=UUID(int=1),
        queue="sales",
        version=1,
        campaign_version=1,
        made_at=made_at,
        grid=Grid(TEN, 1800, 4),
        mean=ones,
        low=ones,
        high=ones,
        handle_time_uplift_share=0.0,
        source="test",
        withdrawn_at=withdrawn_at,
    )


def test_a_day_is_held_against_the_newest_forecast_made_before_it() -> None:
    night = TEN.replace(hour=3)
    versions = [span(1, night - timedelta(days=1)), span(2, night), span(3, TEN - HOUR)]
    assert version_for(TEN, versions, "UTC") == 2


def test_on_the_first_day_the_first_forecast_that_did_not_know_the_hour_speaks() -> None:
    versions = [span(1, TEN - 2 * HOUR), span(2, TEN - HOUR), span(3, TEN + HOUR)]
    assert version_for(TEN, versions, "UTC") == 1
    assert version_for(TEN - 3 * HOUR, versions, "UTC") == 0


@pytest.mark.parametrize(
    ("moment", "begun"),
    [
        (datetime(2025, 3, 3, 10, tzinfo=UTC), datetime(2025, 3, 3, 3, tzinfo=UTC)),
        (datetime(2025, 3, 3, 2, 30, tzinfo=UTC), datetime(2025, 3, 2, 3, tzinfo=UTC)),
        (datetime(2025, 3, 30, 10, tzinfo=UTC), datetime(2025, 3, 30, 2, tzinfo=UTC)),
    ],
)
def test_a_working_day_begins_at_four_by_the_clock_on_the_wall(moment: datetime, begun: datetime) -> None:
    assert begin_of_day(moment, "Europe/Vienna") == begun


def test_a_campaign_announced_at_eleven_was_not_expected_at_ten() -> None:
    grid = Grid(TEN - HOUR, 1800, 8)
    announced_late = layer(TEN + HOUR)
    assert contacts_known_then([announced_late], grid).tolist() == [0, 0, 0, 0, 1, 1, 0, 0]
    assert contacts_of_layers([announced_late], grid).tolist() == [0, 0, 1, 1, 1, 1, 0, 0]


def test_a_layer_withdrawn_at_eleven_was_expected_at_ten() -> None:
    withdrawn = layer(TEN - HOUR, TEN + HOUR)
    assert contacts_known_then([withdrawn], Grid(TEN, 1800, 4)).tolist() == [1, 1, 0, 0]


def test_layers_of_other_intervals_add_nothing() -> None:
    assert contacts_of_layers([layer(TEN)], Grid(TEN, 900, 8)).sum() == 0
