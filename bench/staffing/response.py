"""How well a campaign's contacts are known before it and after the first tenth of its own response.

Worlds are drawn: a channel with a rate and a pace of its own, campaigns around both (log normal), ten of them
measured by the same code that the service runs, then one more. Each way of knowing is asked for the contacts of
that one, in all and hour by hour after the first tenth. WAPE over all worlds; `pace known` is what a clock that
never errs would give, `rate only` believes the channel's usual pace, `joint` estimates rate and pace together from
what the ten campaigns taught of both.

Run: python bench/staffing/response.py [--worlds 150]
"""

import argparse
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from staffing_svc.domain.layers import Belief, CampaignEffect, LayerGrid, Pace, Wave, prior_of
from staffing_svc.domain.layers.channel_results import ReachedCurve, channel_results, response_of
from staffing_svc.domain.layers.first_response import Response, reestimate
from staffing_svc.domain.layers.learnt_paces import learnt_belief
from staffing_svc.domain.layers.learnt_rates import PastCampaign

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
DAYS, PER_DAY = 7, 96
CHANNEL = "email"
PAST = 10
FIRST = 0.1
BETWEEN_RATE_SD = 0.35
SURE = 0.01
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Kind:
    """How paces vary (log): of channels around the usual curve, of campaigns around their channel's."""

    name: str
    channel_sd: float
    campaign_sd: float


KINDS = (
    Kind("pace as usual", 0.0, 0.0),
    Kind("channel off by .25", 0.25, 0.0),
    Kind("campaigns differ by .15", 0.0, 0.15),
    Kind("campaigns differ by .3", 0.0, 0.3),
    Kind("both .25", 0.25, 0.25),
)


@dataclass(frozen=True)
class World:
    """One channel as it really is."""

    log_rate: float
    log_pace: float
    kind: Kind

    def campaign(self, draw: np.random.Generator) -> "Truth":
        rate = self.log_rate + BETWEEN_RATE_SD * draw.standard_normal()
        pace = self.log_pace + self.kind.campaign_sd * draw.standard_normal()
        return Truth(int(draw.integers(20_000, 100_000)), float(np.exp(rate)), float(np.exp(pace)))


@dataclass(frozen=True)
class Truth:
    """One campaign as it really goes, sent on a Monday at 9, on a queue open from 8 to 20 with about 60 contacts
    in a quarter hour, whose level is off by 5 %."""

    size: int
    rate: float
    pace: float

    def contacts(self, grid: LayerGrid) -> Numbers:
        return np.asarray(self.rate * self.curve(grid)(self.pace))

    def curve(self, grid: LayerGrid) -> ReachedCurve:
        return ReachedCurve((self.wave,), CampaignEffect(), grid)

    @property
    def wave(self) -> Wave:
        return Wave(CHANNEL, self.size, MONDAY + timedelta(hours=9))


def a_queue() -> tuple[LayerGrid, Numbers]:
    hour = (np.arange(DAYS * PER_DAY) % PER_DAY) / 4
    is_open = (hour >= 8) & (hour < 20)
    return LayerGrid(MONDAY, 900, is_open), np.where(
        is_open, 60.0 + 20.0 * np.sin((hour - 8) / 12 * np.pi), 0.0
    )


def seen(truth: Truth, grid: LayerGrid, baseline: Numbers, draw: np.random.Generator) -> Response:
    level = 1.0 + 0.05 * draw.standard_normal()
    noise = draw.gamma(50.0, 1.0 / 50.0, len(grid))
    came = draw.poisson((level * baseline + truth.contacts(grid)) * noise).astype(float)
    return response_of([truth.wave], CampaignEffect(), grid, came, baseline)


def first_tenth(response: Response, truth: Truth, grid: LayerGrid) -> Response:
    share = np.cumsum(truth.contacts(grid)) / truth.contacts(grid).sum()
    return replace(response, observed=np.where(share <= FIRST, response.observed, np.nan))


def ways(truth: Truth, learnt: Belief, early: Response) -> dict[str, Belief]:
    def after(belief: Belief) -> Belief:
        return reestimate(replace(early, beliefs={CHANNEL: belief}))[CHANNEL]

    usual = replace(learnt, pace=Pace(0.0, SURE))
    return {
        "before": learnt,
        "rate only": after(usual),
        "joint": after(learnt),
        "pace known": after(replace(learnt, pace=Pace(float(np.log(truth.pace)), SURE))),
    }


def measure(kind: Kind, worlds: int) -> dict[str, tuple[float, float]]:
    """WAPE of all contacts, and hour by hour of those after the first tenth, by way of knowing."""
    grid, baseline = a_queue()
    prior = prior_of(CHANNEL).rate
    errors: dict[str, Numbers] = defaultdict(lambda: np.zeros(2))
    truths = np.zeros(2)
    for number in range(worlds):
        draw = np.random.default_rng([number, 7])
        log_rate = prior.log_mean + 0.5 * prior.log_sd * draw.standard_normal()
        world = World(float(log_rate), kind.channel_sd * float(draw.standard_normal()), kind)
        past: list[PastCampaign] = []
        for _ in range(PAST):
            response = seen(world.campaign(draw), grid, baseline, draw)
            response = replace(response, beliefs={CHANNEL: learnt_belief(past, CHANNEL, "keep")})
            past += [one.past("keep") for one in channel_results(response, reestimate(response))]
        truth = world.campaign(draw)
        early = first_tenth(seen(truth, grid, baseline, draw), truth, grid)
        contacts = truth.contacts(grid)
        later = np.isnan(early.observed)
        truths += contacts.sum(), contacts[later].sum()
        for way, belief in ways(truth, learnt_belief(past, CHANNEL, "keep"), early).items():
            made = belief.mean_rate * truth.curve(grid)(belief.pace.likely)
            missed = np.abs(((made - contacts) * later).reshape(-1, 4).sum(axis=1))
            errors[way] += abs(made.sum() - contacts.sum()), missed.sum()
    return {way: (float(found[0] / truths[0]), float(found[1] / truths[1])) for way, found in errors.items()}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--worlds", type=int, default=150)
    worlds = parser.parse_args().worlds
    began = time.process_time()
    print(f"{worlds} worlds of {PAST} past campaigns and one more; WAPE of its contacts in all / by the hour")
    names = ("before", "rate only", "joint", "pace known")
    print(f"{'':26}" + "".join(f"{name:>16}" for name in names))
    for kind in KINDS:
        found = measure(kind, worlds)
        cells = "".join(f"{found[name][0]:9.3f} /{found[name][1]:5.3f}" for name in names)
        print(f"{kind.name:26}{cells}", flush=True)
    print(f"{time.process_time() - began:.0f} s of processor time")


if __name__ == "__main__":
    main()
