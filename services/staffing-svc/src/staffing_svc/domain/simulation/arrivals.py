"""Contacts drawn before the day begins: when each arrives, how long it takes and how long it would wait."""

from dataclasses import dataclass

import numpy as np

from staffing_svc.domain.simulation.plan import DayPlan, SkillLoad


@dataclass(slots=True)
class Contact:
    """One attempt of one customer (numbered from 0 within the skill); `waiting` from joining a queue until
    answered or abandoned."""

    skill: int
    arrives_s: float
    interval: int
    handle_s: float
    patience_s: float
    attempt: int
    customer: int
    waiting: bool


def first_contacts(plan: DayPlan, rng: np.random.Generator) -> list[Contact]:
    """All first attempts of the day in the order of arrival: Poisson counts, uniform within each interval."""
    contacts = [
        contact
        for skill, load in enumerate(plan.loads)
        for contact in _of_skill(skill, load, plan.interval_s, rng)
    ]
    contacts.sort(key=lambda contact: contact.arrives_s)
    return contacts


def _of_skill(skill: int, load: SkillLoad, interval_s: float, rng: np.random.Generator) -> list[Contact]:
    counts = rng.poisson(load.contacts)
    interval = np.repeat(np.arange(counts.size), counts)
    arrives = (interval + rng.random(interval.size)) * interval_s
    handle, patience = load.handle.draw(rng, interval.size), load.patience.draw(rng, interval.size)
    drawn = zip(arrives.tolist(), interval.tolist(), handle.tolist(), patience.tolist(), strict=True)
    return [
        Contact(skill, at, place, work, wait, 1, customer, False)
        for customer, (at, place, work, wait) in enumerate(drawn)
    ]
