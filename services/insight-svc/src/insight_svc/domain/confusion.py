"""What a campaign's callers ask far more often than others, and the brief does not answer."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

FEWEST_CALLERS = 10
FEWEST_CUSTOMERS = 3
FALSE_ALARMS_PER_CAMPAIGN = 0.001
FALSE_ALARMS_STATED = (
    "at most 1 in 1,000 campaigns, over all topics and all looks (negative-binomial test with alpha spending)"
)
LOOK_AGAIN_GROWTH = 1.25
"""The next look at a topic waits until its callers grew by a quarter, so that looks stay few."""
_HALF = 0.5
_GREATEST_SIZE = 50.0
_BORROWED = 20.0
"""A queue's own share counts as much as so many reference contacts of the whole center."""

Counts = Mapping[tuple[str, str], int]
"""(queue, reason) -> callers."""


@dataclass(frozen=True, slots=True)
class TopicCount:
    """Callers of a campaign on one topic, the number to expect if they were like others, and the chance."""

    topic: str
    callers: int
    expected: float
    p_value: float

    @property
    def is_enough(self) -> bool:
        return self.callers >= FEWEST_CALLERS and self.callers > self.expected + 1

    def is_alarm(self, *, topics: int, look: int) -> bool:
        """Whether `p_value` passes at the `look`-th look at one of so many topics.

        Bonferroni over topics; over looks the rate is spent as 6/(pi look)^2, which adds up to 1.
        """
        if not self.is_enough:
            return False
        spent = FALSE_ALARMS_PER_CAMPAIGN / max(topics, 1) * 6 / (math.pi * look) ** 2
        return self.p_value <= spent


def callers_by_topic(counts: Counts) -> dict[str, int]:
    found: dict[str, int] = {}
    for (_, topic), callers in counts.items():
        found[topic] = found.get(topic, 0) + callers
    return found


def compare(campaign: Counts, others: Counts) -> list[TopicCount]:
    """Each topic of the campaign's callers against others on the same queues; most surprising first."""
    reference = sum(others.values())
    per_queue: dict[str, int] = {}
    per_reason = callers_by_topic(others)
    for (queue, _), count in others.items():
        per_queue[queue] = per_queue.get(queue, 0) + count
    callers: dict[str, int] = {}
    for (queue, _), count in campaign.items():
        callers[queue] = callers.get(queue, 0) + count
    found = []
    for topic, observed in callers_by_topic(campaign).items():
        seen = per_reason.get(topic, 0)
        overall = (seen + _HALF) / (reference + 1.0)
        expected = sum(
            n * (others.get((queue, topic), 0) + _BORROWED * overall) / (per_queue.get(queue, 0) + _BORROWED)
            for queue, n in callers.items()
        )
        size = min(seen + _HALF, _GREATEST_SIZE)
        found.append(TopicCount(topic, observed, expected, tail(observed, mean=expected, size=size)))
    return sorted(found, key=lambda it: (it.p_value, it.topic))


def tail(count: int, *, mean: float, size: float) -> float:
    """P(X >= count) of the negative binomial with this mean and size: a Poisson whose rate is itself a guess.

    Summed upwards from `count`, so that small chances keep their digits.
    """
    if count <= 0:
        return 1.0
    share = mean / (mean + size)
    log_term = (
        math.lgamma(count + size)
        - math.lgamma(size)
        - math.lgamma(count + 1)
        + size * math.log1p(-share)
        + count * math.log(share)
    )
    term, total, k = math.exp(log_term), 0.0, count
    while term > total * 1e-16 and k < count + 1_000_000:
        total += term
        term *= share * (k + size) / (k + 1)
        k += 1
    return min(total, 1.0)
