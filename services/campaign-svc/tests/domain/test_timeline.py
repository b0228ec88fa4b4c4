"""Each line of the timeline says in one sentence what happened, in the campaign's local time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from campaign_builders import LAUNCH_AT, notice_as_told, terms_as_told
from campaign_svc.domain.timeline import entry_of, summary_of
from concert_contracts.campaign import (
    CampaignAnnounced,
    CampaignCancelled,
    CampaignLaunched,
    CampaignRescheduled,
    CampaignRevised,
    NoticeBreached,
)

AT = datetime(2025, 3, 1, 9, tzinfo=UTC)
CAMPAIGN = UUID("01957a10-0000-7000-8000-000000000001")


def test_the_story_of_a_campaign_in_sentences() -> None:
    terms, on_time, late = terms_as_told(), notice_as_told(14), notice_as_told(9, shortfall_days=5)
    moved = terms_as_told(launch_at="2025-04-05T07:00:00Z", ends_at="2025-05-05T07:00:00Z")
    said = {
        CampaignAnnounced(campaign_id=CAMPAIGN, version=1, announced_at=AT, terms=terms, notice=on_time): (
            "Announced, 1000 contacts expected; 14 of 14 days of notice, on time"
        ),
        CampaignRescheduled(
            campaign_id=CAMPAIGN,
            version=2,
            rescheduled_at=AT,
            previous_launch_at=LAUNCH_AT,
            reason="the printer is late",
            terms=moved,
            notice=on_time,
        ): "Moved to 2025-04-05 09:00 Europe/Berlin; 14 of 14 days of notice, on time",
        CampaignRevised(
            campaign_id=CAMPAIGN,
            version=3,
            revised_at=AT,
            material_changes=("new_offer", "new_queue"),
            terms=terms,
            notice=late,
        ): "Revised (new_offer, new_queue); 9 of 14 days of notice, short by 5",
        CampaignLaunched(
            campaign_id=CAMPAIGN, version=3, launched_at=AT, expected_contacts=1000, notice=late
        ): "Launched; 9 of 14 days of notice, short by 5",
        CampaignCancelled(campaign_id=CAMPAIGN, version=4, cancelled_at=AT, reason="no budget"): (
            "Cancelled: no budget"
        ),
        NoticeBreached(
            campaign_id=CAMPAIGN,
            version=3,
            breached_at=AT,
            failed_link="announced",
            verdict="LATE_NOTICE",
            attributed_to="marketing",
            shortfall_days=5,
            announced_at=AT,
            delivered_at=None,
            acknowledged_at=None,
            translated_at=None,
        ): "Agreement breached: LATE_NOTICE, answered for by marketing",
    }
    assert [summary_of(event) for event in said] == list(said.values())


def test_a_line_carries_the_event_and_its_time() -> None:
    event = CampaignCancelled(campaign_id=CAMPAIGN, version=2, cancelled_at=AT, reason="no budget")
    later = AT + timedelta(seconds=1)
    entry = entry_of(event, event_id=UUID(int=5), at=later)
    assert (entry.at, entry.event_id, entry.type) == (later, UUID(int=5), event.WIRE_NAME)
    assert entry.data == {
        "campaign_id": str(CAMPAIGN),
        "version": 2,
        "cancelled_at": "2025-03-01T09:00:00Z",
        "reason": "no budget",
    }
