"""The story of a letter that nobody announced, beside a campaign that was: from the surge to the scorecard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from concert_chassis.company import Company
from concert_contracts.event import Event
from concert_contracts.staffing import SurgeAttributed
from sample_company import (
    FIBRE_NUMBER,
    HALF_HOUR,
    LETTER_CODE,
    LETTER_NUMBER,
    acknowledged,
    announced,
    asked,
    campaign,
    contact,
    is_open,
    reported,
    scorecard,
    told,
    usual_contacts,
)

TUESDAY = datetime(2025, 3, 4, tzinfo=UTC)
NINE = TUESDAY.replace(hour=9)
LETTER_CONTACTS = 40
"""What the letter brings in each half-hour from ten to two."""

TOLD = ("insight_type", "owner_department", "title", "queue", "status", "outcome", "action")
"""Of an insight; how often it was told anew on the way depends on what was known when."""


@dataclass(frozen=True)
class EndState:
    """What people see when it is over, without the ids that no two runs share.

    What was thought of the surge on the way (SurgeAttributed) is left out: it depends on what was known when.
    """

    timeline: Sequence[tuple[str, str, str]]
    scorecard: dict[str, Any]
    ledger: Sequence[dict[str, Any]]
    insights: Sequence[tuple[str, ...]]


async def tell_the_letter(company: Company) -> None:
    """The letter alone, until marketing has closed the insight."""
    await tuesday(company, callers_of_fibre=0)
    await marketing_answers(company)


async def tell_the_letter_beside_a_campaign(company: Company) -> str:
    """The letter on the day of a campaign that was announced late and too small; the campaign's id."""
    await company.at("2025-03-03T08:00")
    sent = {"wave": 1, "channel": "email", "size": 2000, "send_at": NINE.isoformat()}
    small = campaign(NINE, audience_size=2000, waves=[sent], expected_contacts=40)
    fibre = await announced(company, small)
    await company.at("2025-03-03T09:00")
    await acknowledged(company, fibre)
    await tuesday(company, callers_of_fibre=20)
    await marketing_answers(company)
    return fibre


async def tuesday(company: Company, *, callers_of_fibre: int) -> None:
    """The telephony system reports each half-hour from eight to five."""
    for index in range(16, 34):
        at = TUESDAY + HALF_HOUR * index
        await company.at(at + HALF_HOUR)
        await company.say(*half_hour(at, callers_of_fibre=callers_of_fibre))
    await company.at("2025-03-04T17:01")


def half_hour(at: datetime, *, callers_of_fibre: int) -> list[Event]:
    """What the telephony system says of this half-hour: the count, and those calls it knows more about."""
    usual = round(usual_contacts(at)) if is_open(at) else 0
    letter = LETTER_CONTACTS if 10 <= at.hour < 14 else 0
    fibre = callers_of_fibre if 10 <= at.hour < 14 else 0
    calls = [contact(number, at=at) for number in range(usual)]
    calls += [
        contact(500 + number, at=at, dialed_number=LETTER_NUMBER, code=LETTER_CODE)
        for number in range(letter)
    ]
    calls += [contact(700 + number, at=at, dialed_number=FIBRE_NUMBER) for number in range(fibre)]
    return [*calls, reported(at, usual + letter + fibre, abandoned=25 if letter else 1)]


async def marketing_answers(company: Company) -> None:
    """An hour later marketing has read the insight, then says that the letter is its own, then closes."""
    async with company.client("insight-svc", "campaign_owner") as marketing:
        found = told(await marketing.get("/v1/insights", params={"type": "known_surge"}))["items"]
        whose = next(insight for insight in found if insight["campaign_id"] is None)
        path = f"/v1/insights/{whose['insight_id']}"
        steps: list[tuple[str, dict[str, str]]] = [
            ("acknowledgement", {}),
            ("action", {"action": "The letter is ours; the next one is announced."}),
            ("closure", {"outcome": "inconclusive", "explanation": "The letter is out; nothing to measure."}),
        ]
        for hour, (step, body) in enumerate(steps, start=18):
            await company.at(TUESDAY + timedelta(hours=hour))
            told(await marketing.post(f"{path}/{step}", json=body, headers={"If-Match": "*"}))
            await company.drain()


async def correct_the_ledger(company: Company) -> None:
    """A planner books the letter's part to marketing, now that it is known whose it was."""
    async with company.client("staffing-svc", "planner") as center:
        entry = told(await center.get("/v1/ledger"))["items"][0]
        kinds = [part["kind"] for part in entry["by_cause"]]
        body = {
            "cause": kinds.index("suspected_campaign"),
            "department": "marketing",
            "reason": "Marketing said that the letter is its own.",
        }
        told(await center.post(f"/v1/ledger/{entry['entry_id']}/correction", json=body))
    await company.drain()


async def end_state(company: Company, campaign_id: str) -> EndState:
    timeline = await asked(company, "campaign-svc", f"/v1/campaigns/{campaign_id}/timeline", limit=200)
    ledger = await asked(company, "staffing-svc", "/v1/ledger")
    insights = await asked(company, "insight-svc", "/v1/insights")
    return EndState(
        timeline=sorted(
            (entry["at"], entry["type"], entry["summary"])
            for entry in timeline["items"]
            if entry["type"] != SurgeAttributed.WIRE_NAME
        ),
        scorecard=without_campaigns(await scorecard(company)),
        ledger=[without_ids(entry) for entry in ledger["items"]],
        insights=sorted(tuple(str(one[field]) for field in TOLD) for one in insights["items"]),
    )


def without_ids(entry: dict[str, Any]) -> dict[str, Any]:
    causes = [{**part, "campaign_id": None} for part in entry["by_cause"]]
    ids = ("entry_id", "corrects_entry_id", "surge_id")
    return {name: value for name, value in entry.items() if name not in ids} | {"by_cause": causes}


def without_campaigns(card: dict[str, Any]) -> dict[str, Any]:
    return card | {"breaches": [{**breach, "campaign_id": None} for breach in card["breaches"]]}
