"""Rate and pace of a running campaign from its first response, against responses drawn from a known truth."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from staffing_svc.domain.layers import Belief, CampaignEffect, LayerGrid, Pace, Wave, prior_of
from staffing_svc.domain.layers.channel_results import channel_results, response_of, whole_result
from staffing_svc.domain.layers.first_response import LEVEL_SD, Response, reestimate
from staffing_svc.domain.layers.learnt_paces import learnt_pace
from staffing_svc.domain.layers.learnt_rates import PastCampaign
from staffing_svc.domain.layers.pace import USUAL_PACE

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
GRID = LayerGrid(MONDAY, 900, np.ones(7 * 96, dtype=bool))
SURE_PACE = Pace(0.0, 0.01)
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Truth:
    """One channel of a campaign as it really goes: a wave, its rate and its pace."""

    wave: Wave
    rate: float
    pace: float = 1.0

    def contacts(self) -> Numbers:
        usual = prior_of(self.wave.channel).curve
        edges = GRID.edges_s(self.wave.send_at)
        share = np.maximum(np.diff(usual.stretched(self.pace).share_by(edges)), 0.0)
        return np.asarray(self.wave.size * self.rate * share)


def mail(rate: float, *, pace: float = 1.0, after_h: float = 0.0, size: int = 60_000) -> Truth:
    return Truth(Wave("email", size, MONDAY + timedelta(hours=after_h)), rate, pace)


def text(rate: float, *, after_h: float = 0.0, size: int = 60_000) -> Truth:
    return Truth(Wave("sms", size, MONDAY + timedelta(hours=after_h)), rate)


def seen(*truths: Truth, until: float = 1.0, baseline: float = 60.0, seed: int | None = None) -> Response:
    """What came until this share of all contacts of the first one had come; with a seed, by chance."""
    base = np.full(len(GRID), baseline)
    expected = base + np.sum([truth.contacts() for truth in truths], axis=0)
    came = expected if seed is None else np.random.default_rng(seed).poisson(expected).astype(float)
    share = np.cumsum(truths[0].contacts()) / truths[0].contacts().sum()
    observed = np.where(share <= until, came, np.nan)
    return response_of([truth.wave for truth in truths], CampaignEffect(), GRID, observed, base)


def believing(response: Response, pace: Pace) -> Response:
    beliefs = {channel: replace(belief, pace=pace) for channel, belief in response.beliefs.items()}
    return replace(response, beliefs=beliefs)


def told_apart(response: Response) -> dict[str, tuple[float, float]]:
    found = channel_results(response, reestimate(response))
    return {one.channel: (one.contacts, one.contacts_sd) for one in found}


def test_the_first_tenth_of_a_response_tells_more_than_the_prior() -> None:
    prior = prior_of("email").rate
    errors = []
    for seed in range(12):
        log_rate = float(prior.log_mean + prior.log_sd * np.random.default_rng(seed).standard_normal())
        response = believing(seen(mail(float(np.exp(log_rate))), until=0.1, seed=seed), SURE_PACE)
        after = reestimate(response)["email"]
        errors.append(abs(after.rate.log_mean - log_rate))
        assert after.rate.log_sd < prior.log_sd
    assert np.mean(errors) < 0.25


@pytest.mark.parametrize("pace", [0.6, 1.0, 1.7])
def test_a_whole_response_shows_its_rate_and_its_pace(pace: float) -> None:
    after = reestimate(seen(mail(0.03, pace=pace)))["email"]
    assert after.rate.likely == pytest.approx(0.03, rel=0.1)
    assert abs(after.pace.log_mean - np.log(pace)) < after.pace.log_sd < 0.15


def test_a_quick_response_is_not_taken_for_a_large_one() -> None:
    """Half of the usual time: by a clock that is thought sure, its first contacts look like those of far more."""
    early = seen(mail(0.03, pace=0.5), until=0.2)
    fooled = reestimate(believing(early, SURE_PACE))["email"]
    wary = reestimate(believing(early, Pace(float(np.log(0.5)), 0.2)))["email"]
    assert fooled.rate.likely > 1.5 * 0.03
    assert wary.rate.likely == pytest.approx(0.03, rel=0.15)


def wape_of(pace_sd: float, believed: Pace, *, campaigns: int = 24) -> float:
    """Error of the contacts of campaigns whose paces scatter, after the first 30 % of their response."""
    prior, missed, contacts = prior_of("email").rate, 0.0, 0.0
    for seed in range(campaigns):
        draw = np.random.default_rng([seed, 3])
        rate = float(np.exp(prior.log_mean + 0.5 * draw.standard_normal()))
        pace = float(np.exp(pace_sd * draw.standard_normal()))
        early = believing(seen(mail(rate, pace=pace), until=0.3, seed=seed), believed)
        missed += abs(reestimate(early)["email"].mean_rate - rate)
        contacts += rate
    return missed / contacts


def test_rate_and_pace_together_miss_less_where_paces_differ_and_no_more_where_they_do_not() -> None:
    """The whole table is in bench/staffing/response.py."""
    assert wape_of(0.4, Pace(0.0, 0.4)) < 0.85 * wape_of(0.4, SURE_PACE)
    assert wape_of(0.0, Pace(0.0, 0.05)) < 1.05 * wape_of(0.0, SURE_PACE)


def test_what_was_never_seen_stays_as_it_was_believed() -> None:
    response = seen(mail(0.03), until=-1.0)
    after = reestimate(response)["email"]
    before = response.beliefs["email"]
    assert after.rate.log_mean == pytest.approx(before.rate.log_mean, abs=0.01)
    assert after.rate.log_sd == pytest.approx(before.rate.log_sd, rel=0.05)
    assert after.pace.log_sd == pytest.approx(before.pace.log_sd, rel=0.1)


@settings(max_examples=25, deadline=None)
@given(
    st.floats(0.0, 0.3), st.floats(0.4, 2.5), st.floats(0.02, 1.0), st.sampled_from([0.0, 0.5, 20.0, 2000.0])
)
def test_no_response_however_odd_breaks_the_beliefs(
    rate: float, pace: float, until: float, baseline: float
) -> None:
    response = seen(mail(rate + 1e-9, pace=pace), until=until, baseline=baseline, seed=1)
    before, after = response.beliefs["email"].rate, reestimate(response)["email"]
    assert np.isfinite([after.rate.log_mean, after.pace.log_mean]).all()
    assert 0 < after.pace.log_sd < 1.5 * USUAL_PACE.log_sd
    # A rate that nobody believed possible, dimly seen, leaves two beliefs standing: the old one and what came.
    believed = abs(np.log(rate + 1e-9) - before.log_mean) < 2.0 * before.log_sd
    assert 0 < after.rate.log_sd < (1.5 if believed else 4.0) * before.log_sd


def test_channels_that_call_at_different_times_are_told_apart() -> None:
    response = seen(mail(0.02), text(0.05, after_h=72), seed=3)
    found = told_apart(response)
    assert found["email"][0] == pytest.approx(1200, rel=0.12)
    assert found["sms"][0] == pytest.approx(3000, rel=0.12)
    after = reestimate(response)
    assert after["email"].rate.likely == pytest.approx(0.02, rel=0.15)
    assert after["sms"].rate.likely == pytest.approx(0.05, rel=0.15)


def test_the_split_of_channels_that_call_at_the_same_time_says_that_it_is_unsure() -> None:
    """An e-mail and a text message at the same minute, with much the same curve: the sum is sure, the parts not."""
    together, apart = seen(mail(0.02), text(0.02)), seen(mail(0.02), text(0.02, after_h=72))
    sure = {channel: deviation for channel, (_, deviation) in told_apart(apart).items()}
    unsure = {channel: deviation for channel, (_, deviation) in told_apart(together).items()}
    assert unsure["email"] > 2 * sure["email"]
    assert unsure["sms"] > 2 * sure["sms"]
    whole, deviation = whole_result(together, reestimate(together))
    assert whole == pytest.approx(2400, rel=0.1)
    assert deviation < 0.6 * unsure["email"]
    for channel, (contacts, spread) in told_apart(together).items():
        assert abs(contacts - 1200) < 2 * spread, channel


def test_a_channel_known_before_leaves_the_rest_to_the_other() -> None:
    """With the e-mail's rate learnt surely, what came beyond it was the text message."""
    together = seen(mail(0.02), text(0.04))
    learnt = Belief(replace(prior_of("email").rate, log_mean=float(np.log(0.02)), log_sd=0.05), SURE_PACE)
    sure = replace(together, beliefs={**together.beliefs, "email": learnt})
    (contacts, deviation) = told_apart(sure)["sms"]
    assert contacts == pytest.approx(2400, rel=0.1)
    assert deviation < told_apart(together)["sms"][1]


def test_the_shape_of_the_response_finds_what_a_plain_sum_cannot() -> None:
    """The level of the baseline is off by 6 %: over a week of 60 a quarter hour that is 2,400 contacts."""
    found = []
    for seed in range(20):
        level = 1.0 + LEVEL_SD * np.random.default_rng(seed).standard_normal()
        response = seen(mail(0.02), baseline=60.0 * level, seed=seed)
        response = believing(replace(response, baseline=np.full(len(GRID), 60.0)), SURE_PACE)
        found.append(told_apart(response)["email"][0])
    assert np.mean(found) == pytest.approx(1200, rel=0.1)
    assert np.std(found) < 0.25 * LEVEL_SD * 60.0 * len(GRID)


def measured_at(paces: list[float], *, error: float = 0.05) -> list[PastCampaign]:
    return [PastCampaign("email", "keep", 1e4, 300.0, 20.0, Pace(float(np.log(one)), error)) for one in paces]


def test_without_measured_paces_the_usual_one_stands() -> None:
    assert learnt_pace([PastCampaign("email", "keep", 1e4, 300.0, 20.0)], "email") == USUAL_PACE
    assert learnt_pace(measured_at([0.5]), "sms") == USUAL_PACE


def test_a_channel_that_is_always_answered_late_is_expected_late_and_surely() -> None:
    learnt = learnt_pace(measured_at([1.5] * 12), "email")
    assert learnt.likely == pytest.approx(1.5, rel=0.05)
    assert learnt.log_sd < 0.12


def test_paces_that_differ_stay_uncertain() -> None:
    """The spread of the next pace is that of the measured ones: log sd .4 around 1, each nearly exact."""
    logs = 0.4 * np.random.default_rng(4).standard_normal(200)
    learnt = learnt_pace(measured_at(list(np.exp(logs)), error=0.01), "email")
    assert learnt.log_mean == pytest.approx(float(logs.mean()), abs=0.03)
    assert learnt.log_sd == pytest.approx(float(logs.std()), rel=0.15)


def test_a_prior_taken_out_again_leaves_what_was_measured() -> None:
    """Normal times normal: precisions add, so the measurement is what is left when the prior's is taken off."""
    prior, measured = Pace(0.2, 0.3), Pace(-0.1, 0.15)
    precision = prior.log_sd**-2 + measured.log_sd**-2
    centre = (prior.log_mean * prior.log_sd**-2 + measured.log_mean * measured.log_sd**-2) / precision
    back = Pace(centre, precision**-0.5).without(prior)
    assert (back.log_mean, back.log_sd) == pytest.approx((measured.log_mean, measured.log_sd))
