"""Who brought a surge's contacts: codes first, curves second, and what nothing explains stays open."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staffing_svc.domain.attribution import (
    AttributedShare,
    Attribution,
    CampaignEvidence,
    CauseKind,
    EventEvidence,
    Evidence,
    ImpossibleEvidence,
    Mark,
    MarkCount,
    MarkCounts,
    SurgeExcess,
    attribute,
)

SURGE = SurgeExcess(expected_contacts=4_000, observed_contacts=5_000, standard_error=40)
NEW_NUMBER = Mark("number", "0800 77")
MAIN_NUMBER = Mark("number", "main")


def of(split: Attribution, kind: CauseKind) -> list[AttributedShare]:
    return [share for share in split.shares if share.kind is kind]


def unexplained(split: Attribution) -> AttributedShare:
    return of(split, CauseKind.UNEXPLAINED)[0]


def numbers(now: int) -> MarkCounts:
    """`now` of 5,000 contacts came over the new number, which 1 of 1,000 used before."""
    counts = (MarkCount(NEW_NUMBER, now, 30), MarkCount(MAIN_NUMBER, 5_000 - now, 29_970))
    return MarkCounts(5_000, 30_000, counts)


def test_a_dialed_number_tells_the_campaigns_contacts() -> None:
    campaign = CampaignEvidence("spring", 300, 0.5, coded_contacts=600, code_share=1.0)
    (share,) = of(attribute(SURGE, campaigns=[campaign]), CauseKind.ANNOUNCED_CAMPAIGN)
    assert share.contacts == pytest.approx(600, rel=0.05)
    assert share.evidence[0] is Evidence.CODES
    assert share.missing is None


def test_a_code_on_one_contact_in_twenty_beats_a_wrong_curve() -> None:
    campaign = CampaignEvidence("spring", 200, 0.6, coded_contacts=40, code_share=0.05)
    (share,) = of(attribute(SURGE, campaigns=[campaign]), CauseKind.ANNOUNCED_CAMPAIGN)
    assert share.contacts_low < 800 < share.contacts_high
    assert share.contacts > 600


def test_without_a_code_it_is_said_what_is_missing() -> None:
    split = attribute(SURGE, campaigns=[CampaignEvidence("spring", 500, 0.5)])
    assert any("no dedicated code or number" in line for line in split.missing)


def test_no_contact_with_the_code_clears_a_campaign() -> None:
    campaign = CampaignEvidence("spring", 500, 0.5, coded_contacts=0, code_share=1.0)
    split = attribute(SURGE, campaigns=[campaign])
    assert of(split, CauseKind.ANNOUNCED_CAMPAIGN)[0].share < 0.02
    assert unexplained(split).share > 0.9


def test_nothing_known_leaves_everything_unexplained() -> None:
    split = attribute(SURGE)
    assert [(share.kind, share.share) for share in split.shares] == [(CauseKind.UNEXPLAINED, 1.0)]


def test_what_the_forecast_already_holds_is_not_counted_again() -> None:
    campaign = CampaignEvidence("spring", 500, 0.2, in_forecast_contacts=500)
    assert of(attribute(SURGE, campaigns=[campaign]), CauseKind.ANNOUNCED_CAMPAIGN)[0].share < 0.2


def test_a_new_number_that_many_dial_is_a_suspected_campaign() -> None:
    (suspect,) = of(attribute(SURGE, marks=numbers(700)), CauseKind.SUSPECTED_CAMPAIGN)
    assert suspect.marks == (NEW_NUMBER,)
    assert suspect.contacts == pytest.approx(695, rel=0.03)


def test_a_number_that_is_announced_is_not_suspected() -> None:
    campaign = CampaignEvidence("spring", 500, 0.4, 700, marks=frozenset({NEW_NUMBER}))
    split = attribute(SURGE, campaigns=[campaign], marks=numbers(700))
    assert of(split, CauseKind.SUSPECTED_CAMPAIGN) == []


@pytest.mark.parametrize("now", [0, 5, 9])
def test_the_usual_trickle_over_a_number_is_no_suspicion(now: int) -> None:
    assert of(attribute(SURGE, marks=numbers(now)), CauseKind.SUSPECTED_CAMPAIGN) == []


def test_a_reason_known_for_half_of_the_contacts_counts_for_all() -> None:
    reason = Mark("reason", "new tariff")
    counts = (MarkCount(reason, 300, 10), MarkCount(Mark("reason", "other"), 2_200, 14_990))
    split = attribute(SURGE, marks=MarkCounts(5_000, 30_000, counts))
    (suspect,) = of(split, CauseKind.SUSPECTED_CAMPAIGN)
    assert suspect.contacts == pytest.approx(600, rel=0.1)
    assert suspect.contacts_high - suspect.contacts_low > 150


def test_a_bill_run_takes_its_part() -> None:
    (event,) = of(attribute(SURGE, events=[EventEvidence("bill run", 400, 0.2)]), CauseKind.BUSINESS_EVENT)
    assert event.contacts == pytest.approx(400, rel=0.25)


def test_fewer_contacts_than_expected_have_no_cause() -> None:
    split = attribute(SurgeExcess(4_000, 3_900, 40), campaigns=[CampaignEvidence("spring", 500, 0.5)])
    assert [(share.kind, share.contacts) for share in split.shares] == [(CauseKind.UNEXPLAINED, 0.0)]


def test_a_certain_response_curve_is_refused() -> None:
    with pytest.raises(ImpossibleEvidence):
        CampaignEvidence("spring", 500, 0.0)


def test_a_code_on_no_contact_is_refused() -> None:
    with pytest.raises(ImpossibleEvidence):
        CampaignEvidence("spring", 500, 0.5, coded_contacts=3, code_share=0.0)


CAMPAIGNS = st.lists(
    st.builds(
        CampaignEvidence,
        campaign_id=st.just("one"),
        expected_contacts=st.floats(0, 5_000),
        relative_sd=st.floats(0.05, 2.0),
        coded_contacts=st.none() | st.integers(0, 3_000),
        code_share=st.floats(0.01, 1.0),
        in_forecast_contacts=st.floats(0, 2_000),
    ),
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(CAMPAIGNS, st.floats(1, 20_000), st.floats(0, 500))
def test_shares_always_sum_to_one(campaigns: list[CampaignEvidence], excess: float, error: float) -> None:
    split = attribute(SurgeExcess(1_000, 1_000 + excess, error), campaigns=campaigns)
    assert math.fsum(share.share for share in split.shares) == pytest.approx(1.0, abs=1e-12)
    for share in split.shares:
        assert 0.0 <= share.share_low <= share.share <= share.share_high <= 1.0
        assert 0.0 <= share.contacts_low <= share.contacts <= share.contacts_high
