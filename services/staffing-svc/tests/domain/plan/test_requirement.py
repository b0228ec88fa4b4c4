"""Every part of what a queue promises counts in its required people."""

from dataclasses import replace

import numpy as np
import pytest
from staffing_builders import a_queue
from staffing_svc.domain.erlang import ServiceLevelVariant, StaffingModel, performance
from staffing_svc.domain.plan.requirement import Load, required_people
from staffing_svc.domain.queues import Promise, Queue

CONTACTS = np.array([0.0, 20.0, 100.0, 400.0])
LOOSE = Promise(service_level_share=0.9, max_abandonment_share=0.9, max_occupancy_share=1.0)
A = StaffingModel.ERLANG_A


def people(queue: Queue, model: StaffingModel = A) -> list[float]:
    return required_people([Load(queue, 1800, CONTACTS, np.full(4, 240.0))], model)[0].tolist()


def a_promising_queue(**promised: object) -> Queue:
    return a_queue(shrinkage_share=0.0, promise=replace(LOOSE, **promised))  # type: ignore[arg-type] # mypy takes ** for one type


@pytest.mark.parametrize(
    "promised",
    [
        {"service_level_share": 0.99},
        {"within_s": 0.0},
        {"variant": ServiceLevelVariant.SL3},
        {"max_asa_s": 3.0},
        {"max_abandonment_share": 0.01},
        {"max_occupancy_share": 0.6},
    ],
)
def test_each_part_of_a_promise_asks_for_more_people(promised: dict[str, object]) -> None:
    loose, strict = people(a_promising_queue()), people(a_promising_queue(**promised))
    assert strict[0] == loose[0] == 0
    assert all(more >= less for more, less in zip(strict, loose, strict=True))
    assert strict[3] > loose[3]


def test_a_cap_on_the_mean_wait_is_kept_with_as_few_as_can_be() -> None:
    for model in StaffingModel:
        agents = people(a_promising_queue(max_asa_s=3.0), model)
        for contacts, enough in list(zip(CONTACTS, agents, strict=True))[1:]:
            waits = [
                float(performance(contacts, 240, 1800, staff, patience_s=120, model=model).asa_s)
                for staff in (enough, enough - 1)
            ]
            assert waits[0] <= 3.0 < waits[1]


def test_queues_that_promise_different_things_are_solved_as_if_each_were_alone() -> None:
    queues = [
        a_promising_queue(),
        a_promising_queue(max_asa_s=5.0),
        a_promising_queue(variant=ServiceLevelVariant.SL1),
        a_promising_queue(service_level_share=0.95),
        a_promising_queue(max_asa_s=1.0, variant=ServiceLevelVariant.SL1),
    ]
    loads = [Load(queue, 1800, CONTACTS, np.full(4, 240.0)) for queue in queues]
    together = [found.tolist() for found in required_people(loads, A)]
    assert together == [people(queue) for queue in queues]


def test_shrinkage_divides_and_is_rounded_up_to_whole_people() -> None:
    queue = a_promising_queue()
    with_leave = people(replace(queue, shrinkage_share=0.35))
    assert with_leave == [np.ceil(agents / 0.65 - 1e-9) for agents in people(queue)]
