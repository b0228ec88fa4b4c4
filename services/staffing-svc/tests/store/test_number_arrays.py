"""Rows with long arrays go to the database and come back as they were."""

from datetime import timedelta
from uuid import UUID

import numpy as np
import pytest
from concert_chassis.transaction import Transaction
from staffing_builders import CAMPAIGN, MONDAY, a_baseline, a_watched_queue
from staffing_svc.domain.series import Grid
from staffing_svc.domain.stored_layers import StoredLayer
from staffing_svc.store import forecasts, layers, staff
from staffing_svc.store.copying import copy_rows
from staffing_svc.store.number_arrays import decoded, encoded
from staffing_svc.store.staff import ScheduledAgents

ODD = np.array([0.0, -0.0, 1 / 3, 1e-300, 1e300, np.inf, np.nan])


async def test_numbers_read_by_the_database_s_own_codec_are_those_that_were_written(tx: Transaction) -> None:
    raw = await tx.raw()
    given = (CAMPAIGN, 'Grüße "an" {alle}', 7, None, MONDAY, ODD, 0.1, (), ("a", "ü"))
    await raw.execute(
        "CREATE TEMPORARY TABLE odd (id UUID, words TEXT, whole INT, none INT, at TIMESTAMPTZ, numbers FLOAT8[], "
        "one FLOAT8, nothing TEXT[], several TEXT[])"
    )
    names = ("id", "words", "whole", "none", "at", "numbers", "one", "nothing", "several")
    await copy_rows(tx, "odd", names, [given, given])
    rows = await raw.fetch("SELECT * FROM odd")
    assert len(rows) == 2
    for row in rows:
        np.testing.assert_array_equal(np.array(row["numbers"]), ODD)
        plain = [value for name, value in row.items() if name != "numbers"]
        assert plain == [CAMPAIGN, given[1], 7, None, MONDAY, 0.1, [], ["a", "ü"]]


@pytest.mark.parametrize("numbers", [ODD, np.zeros(0), np.arange(5000.0)])
async def test_numbers_sent_by_the_database_are_read_whole(tx: Transaction, numbers: "np.ndarray") -> None:
    raw = await tx.raw()
    sent = await raw.fetchval("SELECT array_send($1::float8[])", numbers.tolist())
    np.testing.assert_array_equal(decoded(sent), numbers)
    if numbers.size:
        assert encoded(numbers) == sent


async def test_layers_and_forecasts_come_back_as_they_were(tx: Transaction) -> None:
    await a_watched_queue(tx)
    found = (await forecasts.newest_means(tx, ["sales", "nobody's"]))["sales"]
    whole = await forecasts.find_newest(tx, "sales")
    assert whole is not None
    np.testing.assert_array_equal(found.mean, a_baseline().mean)
    np.testing.assert_array_equal(whole.quantiles, a_baseline().quantiles)
    made = StoredLayer(
        campaign_id=CAMPAIGN,
        queue="sales",
        version=1,
        campaign_version=1,
        made_at=tx.now,
        grid=Grid(MONDAY, 1800, 3),
        mean=np.array([1.0, 2.5, 0.0]),
        low=np.array([0.5, 1.0, 0.0]),
        high=np.array([2.0, 4.0, 0.1]),
        handle_time_uplift_share=0,
        source="told by the test",
    )
    await layers.replace(tx, CAMPAIGN, [made])
    (stored,) = await layers.list_of(tx, CAMPAIGN)
    assert (stored.grid, stored.source, stored.withdrawn_at) == (made.grid, made.source, None)
    np.testing.assert_array_equal([stored.mean, stored.low, stored.high], [made.mean, made.low, made.high])
    until = MONDAY + timedelta(days=1)
    assert len(await layers.list_standing(tx, ["sales"], MONDAY, until, besides=UUID(int=5))) == 1
    assert await layers.list_standing(tx, ["sales"], MONDAY, until, besides=CAMPAIGN) == []


async def test_a_schedule_of_longer_or_shorter_intervals_is_read_on_the_grid(tx: Transaction) -> None:
    at = MONDAY.replace(hour=8)
    quarter = timedelta(minutes=15)
    await staff.put(
        tx,
        [
            ScheduledAgents("sales", at - 2 * quarter, 3600, 3),
            ScheduledAgents("sales", at + 3 * quarter, 900, 8),
            ScheduledAgents("sales", at + 2 * quarter, 1800, 6),
            ScheduledAgents("service", at, 900, 1),
        ],
    )
    grids = {"sales": Grid(at, 900, 6), "service": Grid(at, 900, 2), "nobody's": Grid(at, 900, 1)}
    found = await staff.on_grids(tx, grids)
    np.testing.assert_array_equal(found["sales"], [3, 3, 6, 8, np.nan, np.nan])
    np.testing.assert_array_equal(found["service"], [1, np.nan])
    np.testing.assert_array_equal(found["nobody's"], [np.nan])
