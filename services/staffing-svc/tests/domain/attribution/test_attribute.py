"""Who brought a surge's contacts: codes first, curves second, and what nothing explains stays open."""

import math

import numpy as np
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
from staffing_svc.domain.attribution.estimate import campaign_estimate
from staffing_svc.domain.attribution.shared_marks import part_of_shared, shared_marks

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


def test_a_code_that_callers_need_not_quote_clears_nobody_by_its_absence() -> None:
    campaign = CampaignEvidence("spring", 500, 0.5, coded_contacts=0, code_share=None)
    (share,) = of(attribute(SURGE, campaigns=[campaign]), CauseKind.ANNOUNCED_CAMPAIGN)
    assert share.contacts > 100
    assert share.missing is not None


def test_of_a_code_quoted_by_nobody_knows_how_many_the_count_is_the_least() -> None:
    few, many = (
        of(
            attribute(SURGE, campaigns=[CampaignEvidence("spring", 500, 1.0, coded, code_share=None)]),
            CauseKind.ANNOUNCED_CAMPAIGN,
        )[0]
        for coded in (50, 700)
    )
    assert few.contacts_low >= 50
    assert few.contacts == pytest.approx(500, rel=0.5)
    assert many.contacts >= 700


def test_an_unknown_share_of_codes_is_averaged_like_drawing_it() -> None:
    draw = np.random.default_rng(6)
    share = draw.uniform(0, 1, 1_000_000)
    contacts = draw.gamma(4.0, 25.0, 1_000_000)
    quoted = draw.poisson(share * contacts) == 20
    campaign = CampaignEvidence("spring", 100, 0.5, coded_contacts=20, code_share=None)
    estimate = campaign_estimate(campaign)
    assert estimate.contacts == pytest.approx(contacts[quoted].mean(), rel=0.03)
    assert estimate.variance == pytest.approx(contacts[quoted].var(), rel=0.06)


def test_contacts_with_a_shared_code_are_divided_as_the_campaigns_were_planned() -> None:
    code, own = Mark("code", "BOTH"), Mark("code", "OWN")
    marks = [frozenset({code}), frozenset({code, own}), frozenset({Mark("code", "THIRD")})]
    shared = shared_marks(marks)
    assert shared == {code}
    parts = [
        part_of_shared(number, {code: 400}, marks=marks, expected=[100.0, 300.0, 50.0]) for number in range(3)
    ]
    assert parts == [100.0, 300.0, 0.0]


def test_shared_codes_of_campaigns_without_a_plan_are_divided_evenly() -> None:
    marks = [frozenset({NEW_NUMBER}), frozenset({NEW_NUMBER})]
    assert part_of_shared(0, {NEW_NUMBER: 10}, marks=marks, expected=[0.0, 0.0]) == 5.0


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
        code_share=st.none() | st.floats(0.01, 1.0),
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


@settings(max_examples=60, deadline=None)
@given(st.floats(10, 2_000), st.integers(0, 500), st.integers(1, 400))
def test_more_coded_contacts_never_widen_what_is_known_of_the_share(
    expected: float, coded: int, more: int
) -> None:
    """The standard deviation in relation to the contacts only shrinks."""
    first, second = (
        campaign_estimate(CampaignEvidence("spring", expected, 0.8, coded_contacts=count, code_share=0.3))
        for count in (coded, coded + more)
    )
    assert second.variance / second.contacts**2 <= first.variance / first.contacts**2 * (1 + 1e-9)


@settings(max_examples=60, deadline=None)
@given(CAMPAIGNS, st.floats(1, 20_000), st.integers(0, 1_200))
def test_with_suspects_and_events_too_the_shares_sum_to_one_and_intervals_are_in_order(
    campaigns: list[CampaignEvidence], excess: float, now: int
) -> None:
    split = attribute(
        SurgeExcess(1_000, 1_000 + excess, 50.0),
        campaigns=campaigns,
        events=[EventEvidence("bill run", 400, 1.5), EventEvidence("outage", 0.0, 1.5)],
        marks=numbers(now),
    )
    assert math.fsum(share.share for share in split.shares) == pytest.approx(1.0, abs=1e-12)
    for share in split.shares:
        assert 0.0 <= share.share_low <= share.share <= share.share_high <= 1.0
