"""What a campaign adds: the right number of contacts, at the right time, never while the queue is shut."""

from datetime import UTC, datetime, timedelta

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staffing_svc.domain.layers import CampaignEffect, ContactRate, LayerGrid, Wave, campaign_layer, prior_of
from staffing_svc.domain.layers.contact_rate import rate_between
from staffing_svc.domain.layers.gamma_curve import ResponseCurve, lower_gamma_share
from staffing_svc.domain.layers.refusals import CampaignOverClosedHours, ImpossibleEffect

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
SURE = ContactRate(float(np.log(0.03)), 0.0, "known")


def grid(*, days: int = 14, interval_min: int = 15, opens_h: int = 0, closes_h: int = 24) -> LayerGrid:
    hour = (np.arange(days * 1440 // interval_min) * interval_min / 60) % 24
    return LayerGrid(MONDAY, 60 * interval_min, (hour >= opens_h) & (hour < closes_h))


def mail(size: int = 10_000, *, day: int = 1, hour: int = 9) -> Wave:
    return Wave("email", size, MONDAY + timedelta(days=day, hours=hour))


@pytest.mark.parametrize("shape", [0.4, 1.0, 1.4, 4.0, 30.0])
def test_the_gamma_share_agrees_with_mpmath(shape: float) -> None:
    x = np.array([0.0, 1e-6, 0.3, 1.0, 3.7, 12.0, 55.0, 300.0])
    exact = [float(mpmath.gammainc(shape, 0, value, regularized=True)) for value in x]
    np.testing.assert_allclose(lower_gamma_share(shape, x), exact, atol=1e-12)


def test_all_contacts_arrive_once_the_grid_is_long_enough() -> None:
    layer = campaign_layer([mail()], CampaignEffect(contact_rate=SURE), grid())
    assert layer.mean.sum() == pytest.approx(300.0, rel=1e-6)
    np.testing.assert_allclose(layer.low, layer.mean, rtol=1e-9)


def test_nothing_comes_before_the_send() -> None:
    layer = campaign_layer([mail(day=3, hour=10)], CampaignEffect(contact_rate=SURE), grid())
    before = (3 * 24 + 10) * 4
    assert layer.mean[:before].sum() == 0.0
    assert layer.mean[before] > 0.0


def test_e_mail_peaks_two_to_four_hours_after_the_send() -> None:
    layer = campaign_layer([mail()], CampaignEffect(), grid())
    peak_h = (int(np.argmax(layer.mean)) - (24 + 9) * 4) / 4
    assert 2.0 <= peak_h <= 4.0


def test_two_thirds_of_a_tv_response_come_within_six_hours() -> None:
    share = prior_of("tv").curve.share_by(np.array([6 * 3600.0, 24 * 3600.0]))
    assert 0.6 <= share[0] <= 0.7
    assert share[1] > 0.95


def test_the_night_s_response_moves_to_the_opening() -> None:
    evening = Wave("email", 10_000, MONDAY + timedelta(days=1, hours=17))
    open_grid = grid(opens_h=8, closes_h=18)
    layer = campaign_layer([evening], CampaignEffect(contact_rate=SURE), open_grid)
    assert layer.mean[~open_grid.is_open].sum() == 0.0
    assert layer.mean.sum() == pytest.approx(300.0, rel=1e-6)
    opening = (2 * 24 + 8) * 4
    assert layer.mean[opening : opening + 4].sum() > 0.5 * 300.0


def test_queue_share_and_reach_multiply() -> None:
    whole = campaign_layer([mail()], CampaignEffect(contact_rate=SURE), grid())
    part = campaign_layer([mail()], CampaignEffect(contact_rate=SURE, queue_share=0.25, reach=0.5), grid())
    np.testing.assert_allclose(part.mean, whole.mean / 8)


def test_waves_add_up() -> None:
    waves = [mail(), mail(4_000, day=4)]
    together = campaign_layer(waves, CampaignEffect(contact_rate=SURE), grid())
    alone = [campaign_layer([wave], CampaignEffect(contact_rate=SURE), grid()).mean for wave in waves]
    np.testing.assert_allclose(together.mean, np.sum(alone, axis=0))


def test_a_launch_makes_contacts_longer_and_mixes_by_volume() -> None:
    launch = Wave("launch", 5_000, MONDAY + timedelta(days=1))
    layer = campaign_layer([launch], CampaignEffect(), grid())
    assert layer.aht_factor[200] == pytest.approx(1.3)
    assert layer.aht_factor[0] == 1.0
    mixed = campaign_layer([launch, mail(5_000, day=1, hour=0)], CampaignEffect(), grid())
    assert 1.0 < mixed.aht_factor[120] < 1.3


def test_an_unknown_channel_has_the_widest_belief() -> None:
    unknown = prior_of("pigeon").rate
    assert unknown.high / unknown.low >= max(
        prior_of(one).rate.high / prior_of(one).rate.low for one in ("email", "tv")
    )


def test_the_e_mail_prior_is_the_published_range() -> None:
    rate = prior_of("E-Mail").rate
    assert (rate.low, rate.high) == pytest.approx((0.01, 0.05))


def test_marketing_s_number_pulls_by_its_weight() -> None:
    prior = rate_between(0.01, 0.05, "prior")
    told = prior.told(500.0, 10_000.0, 0.5)
    assert told.likely == pytest.approx((prior.likely * 0.05) ** 0.5)
    assert told.log_sd < prior.log_sd
    assert prior.told(500.0, 10_000.0, 1.0).likely == pytest.approx(0.05)
    assert prior.told(500.0, 10_000.0, 0.0).likely == pytest.approx(prior.likely)


def test_a_campaign_over_closed_hours_is_refused() -> None:
    with pytest.raises(CampaignOverClosedHours):
        campaign_layer([mail(day=10)], CampaignEffect(), grid(closes_h=0))


def test_impossible_shares_sizes_and_curves_are_refused() -> None:
    with pytest.raises(ImpossibleEffect):
        CampaignEffect(queue_share=1.2)
    with pytest.raises(ImpossibleEffect):
        campaign_layer([mail(-1)], CampaignEffect(), grid())
    with pytest.raises(ImpossibleEffect):
        campaign_layer([], CampaignEffect(), grid())
    with pytest.raises(ImpossibleEffect):
        ResponseCurve(0.0, 1.0)


@settings(max_examples=30, deadline=None)
@given(
    st.integers(0, 13),
    st.integers(0, 23),
    st.integers(0, 10**7),
    st.integers(1, 24),
    st.sampled_from([5, 6, 15, 60]),
)
def test_low_likely_high_are_ordered_and_no_contact_is_invented(
    day: int, hour: int, size: int, closes_h: int, interval_min: int
) -> None:
    wave = Wave("email", size, MONDAY + timedelta(days=day, hours=hour))
    open_grid = grid(days=21, interval_min=interval_min, closes_h=closes_h)
    layer = campaign_layer([wave], CampaignEffect(), open_grid)
    assert (layer.low <= layer.high + 1e-12).all()
    assert np.isfinite(layer.high).all()
    rate = prior_of("email").rate
    assert layer.mean.sum() <= size * rate.likely * np.exp(rate.log_sd**2 / 2) * (1 + 1e-9)
