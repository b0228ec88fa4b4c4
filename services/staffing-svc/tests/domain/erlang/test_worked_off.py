"""Work that may wait, worked off by given people: followed item by item, nothing is done twice or forgotten."""

from collections import deque

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from staffing_svc.domain.erlang.deferred import deferred_agents
from staffing_svc.domain.erlang.worked_off import worked_off


def item_by_item(
    contacts: list[int], capacity: list[int], works: list[bool], allowed: int
) -> tuple[list[int], list[int], list[int]]:
    """One unit of work per item, first come first served; each late item is counted where it falls due."""
    open_places = [place for place, open_ in enumerate(works) if open_]
    queue: deque[int] = deque()
    done, late, left = [], [0] * len(contacts), []
    due_at: dict[int, int] = {}
    item = 0
    for place, count in enumerate(contacts):
        for _ in range(count):
            later = [one for one in open_places if one >= place]
            due_at[item] = later[allowed - 1] if len(later) >= allowed else len(contacts)
            queue.append(item)
            item += 1
        worked = min(capacity[place], len(queue)) if works[place] else 0
        for _ in range(worked):
            queue.popleft()
        done.append(worked)
        late[place] = sum(due_at[waiting] == place for waiting in queue)
        left.append(len(queue))
    return done, late, left


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 6), st.booleans()), min_size=1, max_size=25),
    st.integers(1, 6),
)
def test_it_is_what_following_every_item_gives(days: list[tuple[int, int, bool]], allowed: int) -> None:
    contacts, capacity, works = (list(each) for each in zip(*days, strict=True))
    found = worked_off(
        np.array(contacts, dtype=float),
        np.ones(len(days)),
        np.array(capacity, dtype=float),
        allowed=allowed,
        works=np.array(works, dtype=bool),
    )
    done, late, left = item_by_item(contacts, capacity, works, allowed)  # type: ignore[arg-type] # hypothesis's lists, unzipped
    assert found.done == pytest.approx(done, abs=1e-9)
    assert found.late == pytest.approx(late, abs=1e-9)
    assert found.backlog == pytest.approx(left, abs=1e-9)


def test_the_people_that_the_deadline_asks_for_leave_nothing_late_and_one_fewer_does() -> None:
    contacts = np.random.default_rng(4).poisson(40, 48).astype(float)
    agents = deferred_agents(contacts, 300, 1800, 4 * 1800).agents
    everybody = {"allowed": 4, "works": np.ones(48, dtype=np.bool_)}
    enough = worked_off(contacts, np.full(48, 300.0), agents * 1800.0, **everybody)  # type: ignore[arg-type] # mypy takes ** for one type
    short = worked_off(contacts, np.full(48, 300.0), (agents - 1) * 1800.0, **everybody)  # type: ignore[arg-type] # mypy takes ** for one type
    assert enough.late.sum() == 0
    assert short.late.sum() > 0


def test_contacts_that_take_longer_are_counted_as_contacts() -> None:
    """Ten of 300 s, then ten of 600 s, by an agent who has half an hour each time: six, then the rest of four
    (1,200 s) and one of the long ones."""
    found = worked_off(
        np.array([10.0, 10.0, 0.0]),
        np.array([300.0, 600.0, 300.0]),
        np.array([1800.0, 1800.0, 1800.0]),
        allowed=3,
        works=np.ones(3, dtype=np.bool_),
    )
    assert found.done == pytest.approx([6, 5, 3])
    assert found.late == pytest.approx([0, 0, 0])
    assert found.due == pytest.approx([0, 0, 10])
    assert found.backlog == pytest.approx([4, 9, 6])
