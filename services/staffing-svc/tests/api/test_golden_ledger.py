"""The golden values of a lost opportunity, from the counts to the ledger's answer and its export; corrections add."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from concert_contracts.quantities import ShareRange
from concert_contracts.staffing import OpportunityLost, SurgeCause
from staffing_api import Api
from staffing_builders import MONDAY, a_day, a_queue, a_watched_queue, counted, from_ten_to_two, report, said
from staffing_svc.domain.erlang import performance
from staffing_svc.domain.loss_entry import LossCase, loss_entry
from staffing_svc.domain.loss_window import LossWindow, WindowCounts
from staffing_svc.domain.losses import WatchedLoad
from staffing_svc.domain.redials import Redials
from staffing_svc.store import losses

TEN = MONDAY.replace(hour=10)
SURGE = UUID("01958b1c-0000-7000-8000-00000000005e")
SEATS = 40.0
HANDLE_S = 240.0


UNEXPLAINED = SurgeCause(
    kind="unexplained",
    campaign_id=None,
    business_event_id=None,
    label="unexplained",
    share=ShareRange(low=0.9, likely=1.0, high=1.0),
    evidence=(),
)


def patience_that_loses(share: float) -> float:
    """Of 300 contacts in half an hour with 40 agents Erlang A loses the fewer, the more patient they are."""
    low, high = 1.0, 100_000.0
    for _ in range(200):
        middle = (low + high) / 2
        found = performance(300.0, HANDLE_S, 1800.0, SEATS, within_s=20.0, patience_s=middle)
        low, high = (middle, high) if float(found.abandonment) > share else (low, middle)
    return low


def a_case(*, model_se: str, redials_se: float, value_se: int, scatter: float) -> LossCase:
    """1,200 in four half-hours, 252 of them got away, 3 % would have with notice, 55 % called again; 9.60 each.

    The lost of each half-hour are so far from the mean that Pearson's statistic is `scatter` times its degrees
    of freedom.
    """
    four = np.ones(4)
    away = (3 * scatter * 300 * 0.21 * 0.79 / 4) ** 0.5 * np.array([1, -1, 1, -1])
    queue = a_queue(levers=(), patience_s=patience_that_loses(0.03), value_se_minor=value_se)
    window = LossWindow(
        queue=queue,
        start=TEN,
        end=TEN + timedelta(hours=2),
        counts=WindowCounts(offered=1200, abandoned=252),
        expected=200 * four,
        usual=200 * four,
        lost=63 * four + away,
        handle_s=HANDLE_S,
        load=WatchedLoad(300 * four, *([SEATS * four] * 5)),
    )
    return LossCase(
        SURGE, (UNEXPLAINED,), window, {}, Redials(0.55, redials_se, 500), model_se=Decimal(model_se)
    )


GOLDEN_A = a_case(model_se="0", redials_se=0.0, value_se=0, scatter=1.0)
GOLDEN_B = a_case(model_se="0.004", redials_se=0.05, value_se=120, scatter=1.5)


@pytest.mark.parametrize(
    ("case", "low", "high"), [(GOLDEN_A, 82_110, 106_043), (GOLDEN_B, 64_917, 134_127)], ids=["A", "B"]
)
async def test_a_golden_loss_is_read_and_exported_to_the_cent(
    api: Api, case: LossCase, low: int, high: int
) -> None:
    async with api.transactions.begin() as tx:
        entry = loss_entry(case, now=tx.now)
        await losses.add(tx, entry)
    read = (await api.client.get(f"/v1/ledger/{entry.entry_id}")).json()
    assert read["observed"] == {"low_minor": low, "likely_minor": 93_312, "high_minor": high}
    assert read["lost_contacts"] == pytest.approx(97.2, abs=1e-6)
    assert read["expected_abandonment_share"] == pytest.approx(0.03, abs=1e-9)
    unique = read["offered"] - read["redial_share"] * read["abandoned"]
    assert unique == pytest.approx(1061.4)
    exported = (await api.client.get("/v1/ledger/export")).text
    lines = list(csv.DictReader(io.StringIO(exported)))
    columns = ("observed_low_minor", "observed_likely_minor", "observed_high_minor")
    assert {tuple(int(line[column]) for column in columns) for line in lines} == {(low, 93_312, high)}
    assert sum(int(line["cause_likely_minor"]) for line in lines) == 93_312


async def standing(api: Api) -> list[dict[str, str]]:
    exported = (await api.client.get("/v1/ledger/export", headers=api.role("planner"))).text
    return [line for line in csv.DictReader(io.StringIO(exported)) if line["standing"] == "yes"]


async def test_whatever_is_corrected_no_entry_is_ever_changed_and_one_stands(api: Api) -> None:
    async with api.transactions.begin() as tx:
        await a_watched_queue(tx)
        await report(tx, *a_day(from_ten_to_two(), abandoned=lambda at: 40 if 10 <= at.hour < 14 else 2))
        newest = said(tx, OpportunityLost)[-1].entry_id
    api.clock.set(MONDAY + timedelta(hours=20))
    planner = api.role("planner")
    kept: dict[str, Any] = {}
    for round_, abandoned in enumerate((60, 45, 90, 50)):
        path = f"/v1/ledger/{newest}"
        kept[str(newest)] = (await api.client.get(path, headers=planner)).json()
        body = {"cause": 0, "department": ("sales", "marketing")[round_ % 2], "reason": "Now known."}
        by_hand = (await api.client.post(f"{path}/correction", json=body, headers=planner)).json()
        kept[by_hand["entry_id"]] = by_hand
        api.clock.advance(timedelta(minutes=1))
        async with api.transactions.begin() as tx:
            await report(tx, counted(160, at=MONDAY.replace(hour=12), abandoned=abandoned))
            newest = said(tx, OpportunityLost)[-1].entry_id
        for entry_id, before in kept.items():
            assert (await api.client.get(f"/v1/ledger/{entry_id}", headers=planner)).json() == before
        assert {line["entry_id"] for line in await standing(api)} == {str(newest)}
    chain = (await api.client.get("/v1/ledger", headers=planner)).json()["items"]
    assert len(chain) == 9
    assert sum(entry["corrects_entry_id"] is None for entry in chain) == 1
    assert len({entry["corrects_entry_id"] for entry in chain}) == 9
