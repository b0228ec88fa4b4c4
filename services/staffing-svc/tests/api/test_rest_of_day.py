"""The rest of the day, forecast again, is a column of its own beside the forecast that did not know it."""

from datetime import timedelta

import numpy as np
import pytest
from staffing_api import Api
from staffing_builders import MONDAY, a_watched_queue
from staffing_svc.commands.reforecast_today import reforecast_today
from staffing_svc.domain.intervals import Interval
from staffing_svc.store import intervals, rests_of_day


async def test_what_is_still_to_come_of_today_is_told_beside_the_forecast(api: Api) -> None:
    api.clock.set(MONDAY.replace(hour=12))
    async with api.transactions.begin() as tx:
        await a_watched_queue(tx)
        await rests_of_day.put_carryover(tx, "sales", 1800, np.ones(48))
        times = [MONDAY + timedelta(minutes=30 * index) for index in range(16, 24)]
        await intervals.put(tx, [Interval("sales", at, 1800, 120) for at in times])
        await reforecast_today(tx)
    params = {
        "queue": "sales",
        "since": MONDAY.isoformat(),
        "until": (MONDAY + timedelta(days=2)).isoformat(),
    }
    answer = await api.client.get("/v1/forecasts", params=params, headers=api.role("planner"))
    rows = answer.json()["intervals"]
    assert [row["rest_of_day"] for row in rows[:24]] == [None] * 24
    assert rows[24]["rest_of_day"] == pytest.approx(120, rel=0.01)
    assert (rows[24]["mean"], rows[72]["rest_of_day"]) == (100, None)
    assert answer.json()["rest_of_day_made_at"] == "2025-03-03T12:00:00Z"
