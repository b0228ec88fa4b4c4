"""Rates learnt from past campaigns and from the first response, against campaigns drawn from a known
truth."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from staffing_svc.domain.forecast import History
from staffing_svc.domain.layers import CampaignEffect, ContactRate, LayerGrid, Wave, campaign_layer, prior_of
from staffing_svc.domain.layers.campaign_history import Campaign, learn_from_history
from staffing_svc.domain.layers.learnt_rates import PastCampaign, learnt_rate
from staffing_svc.domain.layers.marketing_record import Told, marketing_record
from staffing_svc.domain.layers.planned import forecast_with_campaigns
from staffing_svc.domain.layers.uplift import measured_uplift

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
PRIOR = prior_of("email").rate


def past(
    count: int, *, rate: float, between: float = 0.2, noise: float = 30.0, campaign_class: str = "keep"
) -> list[PastCampaign]:
    random = np.random.default_rng(count)
    sizes = random.integers(10_000, 50_000, count)
    true = sizes * rate * np.exp(between * random.standard_normal(count))
    return [
        PastCampaign(
            "email", campaign_class, float(size), float(contacts + noise * random.standard_normal()), noise
        )
        for size, contacts in zip(sizes, true, strict=True)
    ]


def test_without_past_campaigns_the_prior_stands() -> None:
    assert learnt_rate([], "email", "keep", PRIOR) == PRIOR


def test_ten_campaigns_teach_the_rate_and_tighten_it() -> None:
    learnt = learnt_rate(past(10, rate=0.05), "email", None, PRIOR)
    assert learnt.likely == pytest.approx(0.05, rel=0.2)
    assert learnt.log_sd < 0.6 * PRIOR.log_sd


def test_a_single_campaign_moves_the_rate_only_part_of_the_way() -> None:
    learnt = learnt_rate(past(1, rate=0.08, between=0.0), "email", None, PRIOR)
    assert PRIOR.likely < learnt.likely < 0.08


def test_a_noisy_measurement_hardly_counts() -> None:
    noisy = [PastCampaign("email", "keep", 1_000.0, 400.0, 2_000.0)]
    assert learnt_rate(noisy, "email", None, PRIOR).likely == pytest.approx(PRIOR.likely, rel=0.15)


def test_the_grid_agrees_with_the_normal_answer_where_it_is_exact() -> None:
    """Precise measurements of log rates: theta | data is normal-normal for each s; s is nearly known
    with 200."""
    many = past(200, rate=0.03, between=0.35, noise=1.0)
    logs = np.log([one.measured_contacts / one.reached for one in many])
    learnt = learnt_rate(many, "email", None, PRIOR)
    assert learnt.log_mean == pytest.approx(float(logs.mean()), abs=0.02)
    assert learnt.log_sd == pytest.approx(0.35, abs=0.06)


def test_a_class_starts_from_the_channel_s_other_classes() -> None:
    taught = learnt_rate(past(12, rate=0.06), "email", "win-back", PRIOR)
    assert 0.045 < taught.likely < 0.07
    own = past(12, rate=0.02, campaign_class="win-back")
    assert learnt_rate([*past(12, rate=0.06), *own], "email", "win-back", PRIOR).likely == pytest.approx(
        0.02, rel=0.25
    )


def test_measured_uplift_is_what_came_less_what_would_have_come() -> None:
    layer = campaign_layer(
        [Wave("email", 10_000, MONDAY)],
        CampaignEffect(contact_rate=ContactRate(float(np.log(0.03)), 0.3, "known")),
        LayerGrid(MONDAY, 3600, np.ones(48, dtype=bool)),
    )
    uplift = measured_uplift(np.full(48, 55.0), np.full(48, 50.0), layer)
    assert uplift.measured == pytest.approx(240.0)
    assert uplift.measured_low < 240.0 < uplift.measured_high
    assert uplift.inside


def told(factors: list[float], *, error: float = 0.05) -> list[Told]:
    return [Told(1000.0 * factor, 1000.0, 1000.0 * error) for factor in factors]


def test_without_a_record_nothing_is_known_of_marketing_s_numbers() -> None:
    assert marketing_record([]) is None
    assert marketing_record([Told(500.0, 20.0, 15.0), Told(0.0, 300.0, 20.0)]) is None


def test_habitual_optimism_is_taken_off_the_next_number() -> None:
    record = marketing_record(told([2.0] * 10))
    assert record is not None
    assert np.exp(record.bias) == pytest.approx(2.0, rel=0.05)
    assert record.campaigns == 10
    first = marketing_record(told([2.0]))
    assert first is not None
    assert 1.0 < np.exp(first.bias) < 2.0


def test_numbers_that_scatter_count_for_little_and_steady_ones_for_much() -> None:
    """The channel's estimate has a spread of .5: numbers off by 10 % count nearly alone, those off by 3 hardly."""
    steady, wild = marketing_record(told([1.1, 0.9] * 6)), marketing_record(told([3.0, 0.33] * 6))
    assert steady is not None
    assert wild is not None
    assert steady.weight_against(0.5) > 0.85
    assert wild.weight_against(0.5) < 0.25


def test_past_campaigns_are_measured_learnt_from_and_taken_out() -> None:
    random = np.random.default_rng(8)
    days = 120
    rate = 50.0 * np.tile(1.0 + 0.5 * np.sin(np.arange(24) / 24 * 2 * np.pi), days)
    quiet = History(MONDAY, 3600, rate)
    campaigns = [
        Campaign(
            f"mail {n}",
            "keep",
            (Wave("email", 40_000, MONDAY + timedelta(days=40 + 12 * n, hours=9)),),
            CampaignEffect(),
        )
        for n in range(6)
    ]
    known = ContactRate(float(np.log(0.04)), 0.0, "truth")
    whole = LayerGrid(MONDAY, 3600, np.ones(days * 24, dtype=bool))
    added = [campaign_layer(one.waves, CampaignEffect(contact_rate=known), whole).mean for one in campaigns]
    history = History(MONDAY, 3600, random.poisson(rate + np.sum(added, axis=0)).astype(float))
    cut = MONDAY + timedelta(days=112)
    learnt = learn_from_history(history, campaigns, cut)
    assert set(learnt.uplifts) == {one.name for one in campaigns}
    assert learnt_rate(learnt.past, "email", "keep", PRIOR).likely == pytest.approx(0.04, rel=0.2)
    assert learnt.cleaned.offered.sum() == pytest.approx(quiet.offered[: 112 * 24].sum(), rel=0.03)
    coming = Campaign("next", "keep", (Wave("email", 40_000, cut + timedelta(days=1)),), CampaignEffect())
    planned = forecast_with_campaigns(history, cut, 7 * 24, [*campaigns, coming])
    extra = planned.forecast.mean.sum() - planned.baseline.mean.sum()
    assert extra == pytest.approx(1600.0, rel=0.3)
    assert (np.diff(planned.forecast.quantiles, axis=1) >= 0).all()


def test_a_mail_of_the_evening_before_comes_when_the_queue_opens() -> None:
    hour = np.arange(60 * 24) % 24
    rate = np.where((hour >= 8) & (hour < 18), 60.0, 0.0)
    history = History(MONDAY, 3600, np.random.default_rng(3).poisson(rate).astype(float))
    cut = MONDAY + timedelta(days=50)
    known = CampaignEffect(contact_rate=ContactRate(float(np.log(0.03)), 0.01, "known"))
    evening = Campaign("late", "keep", (Wave("email", 40_000, cut - timedelta(hours=4)),), known)
    planned = forecast_with_campaigns(history, cut, 5 * 24, [evening])
    assert planned.layers["late"].mean.sum() == pytest.approx(1200.0, rel=0.02)
    assert planned.layers["late"].mean[:8].sum() == 0.0
    assert planned.layers["late"].mean[8] > 300.0
    assert planned.refused == {}


def test_campaigns_that_overlap_are_not_taken_for_each_other() -> None:
    """Every Monday an e-mail and, on the day after, as large a text message of another campaign: three in ten of the
    e-mail's callers come when those of the text message do."""
    days = 120
    rate = 50.0 * np.tile(1.0 + 0.5 * np.sin(np.arange(24) / 24 * 2 * np.pi), days)
    whole = LayerGrid(MONDAY, 3600, np.ones(days * 24, dtype=bool))
    true = {"email": 0.02, "sms": 0.04}
    campaigns = [
        Campaign(
            f"{channel} {week}",
            "keep",
            (Wave(channel, 40_000, MONDAY + timedelta(days=35 + 7 * week + after, hours=9)),),
            CampaignEffect(),
        )
        for week in range(8)
        for after, channel in enumerate(true)
    ]
    added = [
        campaign_layer(
            one.waves,
            CampaignEffect(contact_rate=ContactRate(float(np.log(true[one.waves[0].channel])), 0.0, "truth")),
            whole,
        ).mean
        for one in campaigns
    ]
    came = np.random.default_rng(2).poisson(rate + np.sum(added, axis=0)).astype(float)
    learnt = learn_from_history(History(MONDAY, 3600, came), campaigns, MONDAY + timedelta(days=100))
    for channel, share in true.items():
        found = learnt_rate(learnt.past, channel, "keep", prior_of(channel).rate).likely
        assert found == pytest.approx(share, rel=0.15), channel
    assert learnt.cleaned.offered.sum() == pytest.approx(rate[: 100 * 24].sum(), rel=0.02)
