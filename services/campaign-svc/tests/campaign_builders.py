"""A plausible campaign for tests; a test changes only what it is about."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from campaign_svc.domain.terms import Brief, BriefAnswer, ExternalRef, Offer, QueueShare, Terms, Wave
from concert_contracts import campaign as told

LAUNCH_AT = datetime(2025, 3, 15, 8, tzinfo=UTC)


def a_wave(**changes: Any) -> Wave:
    return replace(Wave(wave=1, channel="email", size=50_000, send_at=LAUNCH_AT), **changes)


def terms_of_a_campaign(**changes: Any) -> Terms:
    """A spring campaign on the sales queue, launched on 2025-03-15 at 09:00 in Berlin."""
    return replace(
        Terms(
            name="Spring fibre",
            campaign_class="standard",
            department="marketing",
            owner="spring-campaign-owner",
            external_ref=ExternalRef(external_system="mailer", external_id="SPRING-25"),
            lifecycle_stage="acquire",
            audience_size=50_000,
            offer=Offer(code="FIBRE25", title="Fibre for 25", description="Fibre for 25 a month, one year."),
            codes=("SPRING",),
            dialed_numbers=("+49 800 1234",),
            queues=(QueueShare(queue="sales", share=0.8), QueueShare(queue="service", share=0.2)),
            waves=(a_wave(),),
            expected_contacts=1_000,
            handle_time_uplift_share=0.2,
            launch_at=LAUNCH_AT,
            ends_at=datetime(2025, 4, 15, 8, tzinfo=UTC),
            timezone="Europe/Berlin",
            brief=Brief(
                summary="Fibre at a price.", answers=(BriefAnswer("price", "25 a month for a year."),)
            ),
        ),
        **changes,
    )


def terms_as_told(**changes: Any) -> told.CampaignTerms:
    """The same campaign in the words of the events, written out so that the mapping is tested, not used."""
    fields: dict[str, Any] = {
        "name": "Spring fibre",
        "campaign_class": "standard",
        "department": "marketing",
        "owner": "spring-campaign-owner",
        "external_ref": {"external_system": "mailer", "external_id": "SPRING-25"},
        "lifecycle_stage": "acquire",
        "audience_size": 50_000,
        "offer": {
            "code": "FIBRE25",
            "title": "Fibre for 25",
            "description": "Fibre for 25 a month, one year.",
        },
        "codes": ["SPRING"],
        "dialed_numbers": ["+49 800 1234"],
        "queues": [{"queue": "sales", "share": 0.8}, {"queue": "service", "share": 0.2}],
        "waves": [{"wave": 1, "channel": "email", "size": 50_000, "send_at": "2025-03-15T08:00:00Z"}],
        "expected_contacts": 1_000,
        "handle_time_uplift_share": 0.2,
        "launch_at": "2025-03-15T08:00:00Z",
        "ends_at": "2025-04-15T08:00:00Z",
        "timezone": "Europe/Berlin",
        "brief": {
            "summary": "Fibre at a price.",
            "answers": [{"topic": "price", "text": "25 a month for a year."}],
        },
    }
    return told.CampaignTerms.model_validate(fields | changes)


def notice_as_told(
    given_days: int, *, shortfall_days: int = 0, agreement_version: int = 1
) -> told.NoticeVerdict:
    return told.NoticeVerdict(
        agreement_version=agreement_version,
        campaign_class="standard",
        required_days=14,
        given_days=given_days,
        shortfall_days=shortfall_days,
        on_time=shortfall_days == 0,
        is_emergency=False,
    )
