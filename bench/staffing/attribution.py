"""How far off the split of a surge is, on simulated surges whose true causes are known.

Each surge: one day of a queue, one to three announced campaigns whose real response scatters log-normally
around their curve (sd .45 of the log, what ten past campaigns leave), in four of ten an unannounced
campaign that advertises a number of its own, and a remainder that nobody can explain. Error = sum of
|attributed - true contacts| over all causes of a kind / sum of their true contacts.

Run: python bench/staffing/attribution.py [--surges 2000] [--seed 1]
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from staffing_svc.domain.attribution import (
    Attribution,
    CampaignEvidence,
    CauseKind,
    Mark,
    MarkCount,
    MarkCounts,
    SurgeExcess,
    attribute,
)

RESPONSE_SD = 0.45
CODE_SHARE_SD = 0.05
REFERENCE_CONTACTS = 60_000
OWN_NUMBER = Mark("number", "own")
MAIN_NUMBER = Mark("number", "main")


@dataclass(frozen=True)
class SimulatedSurge:
    """True contacts by cause, and what the center sees of them."""

    expected: float
    observed: float
    level_se: float
    planned: tuple[float, ...]
    true: tuple[float, ...]
    unannounced: float
    unexplained: float

    @property
    def excess(self) -> SurgeExcess:
        return SurgeExcess(self.expected, self.observed, self.level_se)


def simulate(draw: np.random.Generator) -> SimulatedSurge:
    expected = float(draw.uniform(4_000, 20_000))
    planned = tuple(float(draw.lognormal(np.log(0.06 * expected), 0.6)) for _ in range(draw.integers(1, 4)))
    true = tuple(float(draw.poisson(plan * draw.lognormal(0.0, RESPONSE_SD))) for plan in planned)
    unannounced = float(draw.poisson(draw.uniform(0.03, 0.2) * expected)) if draw.random() < 0.4 else 0.0
    unexplained = float(draw.poisson(abs(draw.normal(0.0, 0.1)) * sum(true)))
    level_se = 0.01 * expected
    baseline = expected + draw.normal(0.0, level_se) + draw.normal(0.0, np.sqrt(expected))
    observed = baseline + sum(true) + unannounced + unexplained
    return SimulatedSurge(expected, observed, level_se, planned, true, unannounced, unexplained)


def evidence(
    surge: SimulatedSurge, code_share: float | None, draw: np.random.Generator
) -> list[CampaignEvidence]:
    """`code_share` None: no codes at all; 1: a dialed number each."""
    spread = float(np.sqrt(np.expm1(RESPONSE_SD**2)))
    mean = float(np.exp(RESPONSE_SD**2 / 2))
    if code_share is None:
        return [
            CampaignEvidence(f"campaign {k}", plan * mean, spread) for k, plan in enumerate(surge.planned)
        ]
    share_sd = CODE_SHARE_SD if code_share < 1 else 0.0
    return [
        CampaignEvidence(
            f"campaign {k}",
            plan * mean,
            spread,
            coded_contacts=int(
                draw.binomial(int(true), min(code_share * (1 + share_sd * draw.normal()), 1.0))
            ),
            code_share=code_share,
            code_share_relative_sd=share_sd,
        )
        for k, (plan, true) in enumerate(zip(surge.planned, surge.true, strict=True))
    ]


def marks(surge: SimulatedSurge, draw: np.random.Generator) -> MarkCounts:
    """Dialed numbers: the unannounced campaign's own, which hardly anybody called before, and the main one."""
    now = int(surge.observed)
    own = int(surge.unannounced) + int(draw.poisson(0.002 * surge.expected))
    before = int(draw.poisson(0.002 * REFERENCE_CONTACTS))
    counts = (
        MarkCount(OWN_NUMBER, own, before),
        MarkCount(MAIN_NUMBER, now - own, REFERENCE_CONTACTS - before),
    )
    return MarkCounts(now, REFERENCE_CONTACTS, counts)


def plan_first(surge: SimulatedSurge) -> list[float]:
    """The planner's rule: each campaign gets what was planned, as far as the excess reaches."""
    left, parts = max(surge.excess.contacts, 0.0), []
    for plan in surge.planned:
        parts.append(min(plan, left))
        left -= parts[-1]
    return parts


def ours(
    code_share: float | None, *, with_marks: bool
) -> Callable[[SimulatedSurge, np.random.Generator], Attribution]:
    def split(surge: SimulatedSurge, draw: np.random.Generator) -> Attribution:
        seen = marks(surge, draw) if with_marks else None
        return attribute(surge.excess, campaigns=evidence(surge, code_share, draw), marks=seen)

    return split


def errors(surges: list[SimulatedSurge], seed: int) -> dict[str, dict[str, float]]:
    """Rows of the table."""
    rows = {
        "curves alone": ours(None, with_marks=False),
        "curves, numbers of all contacts": ours(None, with_marks=True),
        "codes on 5 % of contacts": ours(0.05, with_marks=True),
        "codes on 20 % of contacts": ours(0.20, with_marks=True),
        "a dialed number per campaign": ours(1.0, with_marks=True),
    }
    table = {"plan first": _plan_error(surges)}
    for name, split in rows.items():
        draw = np.random.default_rng(seed)
        table[name] = _error([(surge, split(surge, draw)) for surge in surges])
    return table


def _plan_error(surges: list[SimulatedSurge]) -> dict[str, float]:
    off = sum(abs(a - b) for s in surges for a, b in zip(plan_first(s), s.true, strict=True))
    return {"campaigns": off / sum(sum(s.true) for s in surges)}


def _error(judged: list[tuple[SimulatedSurge, Attribution]]) -> dict[str, float]:
    off = hidden = found = covered = count = 0.0
    for surge, split in judged:
        by_kind = [share for share in split.shares if share.kind is CauseKind.ANNOUNCED_CAMPAIGN]
        for share, true in zip(by_kind, surge.true, strict=False):
            off += abs(share.contacts - true)
            covered += share.contacts_low <= true <= share.contacts_high
            count += 1
        suspected = sum(s.contacts for s in split.shares if s.kind is CauseKind.SUSPECTED_CAMPAIGN)
        hidden += abs(suspected - surge.unannounced)
        found += (suspected > 0) == (surge.unannounced > 0)
    return {
        "campaigns": off / sum(sum(s.true) for s, _ in judged),
        "unannounced": hidden / sum(s.unannounced for s, _ in judged),
        "told right whether one is unannounced": found / len(judged),
        "95 % interval covers": covered / max(count, 1.0),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--surges", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    draw = np.random.default_rng(asked.seed)
    surges = [simulate(draw) for _ in range(asked.surges)]
    table = errors(surges, asked.seed)
    reference = table["plan first"]["campaigns"]
    print(f"{'':34s}{'error':>8s}{'ratio':>8s}{'hidden':>8s}{'found':>8s}{'covers':>8s}")
    for name, row in table.items():
        values = [row.get(key) for key in list(table["curves alone"])[1:]]
        cells = "".join(f"{value:8.3f}" if value is not None else f"{'-':>8s}" for value in values)
        print(f"{name:34s}{row['campaigns']:8.3f}{row['campaigns'] / reference:8.2f}{cells}")


if __name__ == "__main__":
    main()
