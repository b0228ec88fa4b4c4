"""Terms that contradict themselves cannot be made; the refusal points at the field."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from campaign_builders import LAUNCH_AT, a_wave, terms_of_a_campaign
from campaign_svc.domain.local_time import UnknownTimezone
from campaign_svc.domain.terms import (
    EndsBeforeLaunch,
    NamedTwice,
    QueueShare,
    SharesAboveOne,
    TimeOutOfReach,
    WaveAboveAudience,
    WaveOutsideCampaign,
)
from concert_contracts.refusal import Refusal


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"ends_at": LAUNCH_AT}, EndsBeforeLaunch, "/ends_at"),
        ({"queues": (QueueShare("a", 0.7), QueueShare("b", 0.4))}, SharesAboveOne, "/queues"),
        ({"queues": (QueueShare("a", 0.3), QueueShare("a", 0.4))}, NamedTwice, "/queues"),
        ({"waves": (a_wave(), a_wave())}, NamedTwice, "/waves"),
        ({"waves": (a_wave(size=50_001),)}, WaveAboveAudience, "/waves/0/size"),
        (
            {"waves": (a_wave(send_at=LAUNCH_AT - timedelta(days=1)),)},
            WaveOutsideCampaign,
            "/waves/0/send_at",
        ),
        ({"timezone": "Mars/Olympus"}, UnknownTimezone, "/timezone"),
        ({"launch_at": datetime(1, 1, 1, tzinfo=UTC)}, TimeOutOfReach, "/launch_at"),
        ({"ends_at": datetime(9999, 12, 31, tzinfo=UTC)}, TimeOutOfReach, "/ends_at"),
        ({"ends_at": LAUNCH_AT + timedelta(days=4000)}, TimeOutOfReach, "/ends_at"),
    ],
)
def test_a_contradiction_is_refused(changes: dict[str, Any], refusal: type[Refusal], field: str) -> None:
    with pytest.raises(refusal) as refused:
        terms_of_a_campaign(**changes)
    assert refused.value.field == field


def test_shares_may_add_up_to_exactly_one_in_spite_of_rounding() -> None:
    tenths = tuple(QueueShare(f"queue-{number}", 0.1) for number in range(10))
    assert len(terms_of_a_campaign(queues=tenths).queue_names()) == 10


def test_what_the_agreement_requires_and_is_empty_is_named() -> None:
    assert terms_of_a_campaign(brief=None).missing(("brief", "codes")) == ("brief",)
