"""A letter that nobody announced: seen, suspected, told to marketing, answered, booked to nobody until it is known."""

from concert_chassis.company import Company
from concert_contracts.insight import InsightAcknowledged, InsightActed, InsightClosed, InsightPublished
from concert_contracts.staffing import OpportunityLost, VolumeSurge, VolumeSurgeEnded
from sample_company import LETTER_CODE, LETTER_NUMBER, asked, said, scorecard
from the_letter import correct_the_ledger, tell_the_letter


async def test_an_unannounced_letter_is_seen_suspected_answered_and_booked(company: Company) -> None:
    await tell_the_letter(company)

    (surge,) = said(company, VolumeSurge)
    assert (surge.queue, f"{surge.since:%H:%M}") == ("sales", "10:00")
    assert f"{surge.detected_at:%H:%M}" <= "11:00"
    (ended,) = said(company, VolumeSurgeEnded)
    leading = ended.causes[0]
    assert leading.kind == "suspected_campaign"
    assert {f"number:{LETTER_NUMBER}", f"code:{LETTER_CODE}"} <= set(leading.evidence)
    assert leading.share.likely > 0.8

    first = said(company, InsightPublished)[0]
    assert (first.insight_type, first.owner_department, first.queue) == ("known_surge", "marketing", "sales")
    assert f"{first.published_at:%H:%M}" <= "11:30"
    (read,) = said(company, InsightAcknowledged)
    (acted,) = said(company, InsightActed)
    (closed,) = said(company, InsightClosed)
    assert {step.insight_id for step in (read, acted, closed)} == {first.insight_id}
    assert {step.department for step in (read, acted, closed)} == {"marketing"}
    assert read.acknowledged_at < acted.acted_at < closed.closed_at

    (lost,) = said(company, OpportunityLost)
    parts = {part.kind: part for part in lost.by_cause}
    assert parts["suspected_campaign"].likely_minor > 10_000
    assert parts["suspected_campaign"].department is None
    assert lost.observed.low_minor <= lost.observed.likely_minor <= lost.observed.high_minor
    assert lost_by_department(await scorecard(company))[None] >= parts["suspected_campaign"].likely_minor

    await correct_the_ledger(company)
    correction = said(company, OpportunityLost)[1]
    assert correction.corrects_entry_id == lost.entry_id
    ledger = await asked(company, "staffing-svc", "/v1/ledger", role="executive")
    assert [entry["entry_id"] for entry in ledger["items"]] == [
        str(correction.entry_id),
        str(lost.entry_id),
    ]
    card = await scorecard(company)
    assert lost_by_department(card)["marketing"] == parts["suspected_campaign"].likely_minor
    assert card["insights_acknowledged_in_time"]["marketing"]["hits"] == 1


def lost_by_department(card: dict[str, list[dict[str, object]]]) -> dict[object, int]:
    found: dict[object, int] = {}
    for part in card["lost_opportunity"]:
        found[part["department"]] = found.get(part["department"], 0) + int(str(part["likely_minor"]))
    return found
