"""A queue whose contacts may wait: its people come from backlog and deadline, within its working hours."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from staffing_builders import MONDAY, a_queue
from staffing_svc.domain.erlang import StaffingModel
from staffing_svc.domain.opening import open_intervals, working_intervals
from staffing_svc.domain.plan.deferred_work import Surroundings, notes_on
from staffing_svc.domain.plan.requirement import Load, required_people
from staffing_svc.domain.queues import Deferred, ImpossibleDeadline, Promise, Queue
from staffing_svc.domain.series import Grid

HOUR = 3600.0
DAY = Grid(MONDAY, 1800, 48)
MAIL = a_queue(
    "mail",
    deferred=Deferred(4 * HOUR),
    handle_s=300.0,
    shrinkage_share=0.0,
    promise=Promise(max_occupancy_share=1.0),
)


def work_of(queue: Queue, contacts: np.ndarray, surroundings: Surroundings | None = None) -> Load:
    around = surroundings or Surroundings(np.zeros(0), np.zeros(0), working_intervals(queue, DAY))
    return Load(queue, 1800, contacts, np.full(contacts.size, queue.handle_s), around)


def test_mail_of_the_night_is_done_within_four_hours_of_opening_and_nobody_comes_earlier() -> None:
    contacts = np.where(np.arange(48) == 4, 96.0, 0.0)
    for model in StaffingModel:
        (people,) = required_people([work_of(MAIL, contacts)], model)
        # 96 of 300 s are 8 agent hours, due 12:00: two agents from 8 to 12.
        assert people[16:24].tolist() == [2] * 8
        assert people.sum() == 16


def test_shrinkage_and_the_cap_on_occupancy_count_as_on_any_queue() -> None:
    contacts = np.where(np.arange(48) == 4, 96.0, 0.0)
    queue = replace(MAIL, shrinkage_share=0.5, promise=Promise(max_occupancy_share=0.8))
    (people,) = required_people([work_of(queue, contacts)], StaffingModel.ERLANG_A)
    # 8 hours busy are 10 hours at 80 %: 2.5 agents, so 3 and 2 in turn; half are away.
    assert people[16:24].max() == 6
    assert people.sum() == pytest.approx(40, abs=4)


def test_what_is_left_of_yesterday_is_part_of_today() -> None:
    yesterday = Grid(MONDAY - timedelta(days=3), 1800, 3 * 48)
    before = np.where(np.arange(144) == 39, 96.0, 0.0)  # Friday 19:30
    works = np.concatenate([working_intervals(MAIL, yesterday), working_intervals(MAIL, DAY)])
    (people,) = required_people(
        [work_of(MAIL, np.zeros(48), Surroundings(before, np.zeros(0), works))], StaffingModel.ERLANG_A
    )
    # Due after four working hours: one half-hour on Friday, the rest on Monday before 11:30.
    assert people[16:23].sum() > 0
    assert people[23:].sum() == 0


def test_a_count_stands_for_all_that_came_before_it() -> None:
    works = working_intervals(MAIL, DAY)
    came = np.where(np.arange(48) < 18, 500.0, 0.0)
    counted = Surroundings(np.zeros(0), np.zeros(0), works, counted=(18, 48.0))
    work = work_of(MAIL, came, counted).deferred_work
    assert work.required[18:26].tolist() == [1] * 8
    assert work.required.sum() == 8


def test_too_few_people_are_late_and_never_lose_anybody() -> None:
    contacts = np.where(np.arange(48) == 4, 96.0, 0.0)
    work = work_of(MAIL, contacts).deferred_work
    found = work.with_people(np.where(working_intervals(MAIL, DAY), 1.0, 0.0))
    # One agent does twelve an hour: 48 by noon, the other half is late.
    assert found.late.sum() == pytest.approx(48)
    assert found.done.sum() == pytest.approx(96)
    notes = notes_on(work, np.where(working_intervals(MAIL, DAY), 1.0, 0.0))
    assert notes == (
        "Its contacts may wait 4 working hours: people are those who do all of them in time.",
        "With the people scheduled, 48 contacts are late.",
    )
    assert len(notes_on(work, work.required)) == 1


def test_a_queue_that_nobody_works_on_says_so() -> None:
    never = replace(MAIL, opening=((),) * 7)
    work = work_of(never, np.full(48, 5.0)).deferred_work
    assert work.required.sum() == 0
    assert notes_on(work, work.required)[1] == (
        "Nobody works on this queue from then on: what comes is left over."
    )


def test_mail_comes_at_any_hour_and_is_worked_on_in_opening_hours_but_on_holidays() -> None:
    new_year = Grid(datetime(2025, 1, 1, tzinfo=UTC), 1800, 96)
    queue = replace(MAIL, country="AT")
    assert open_intervals(queue, new_year, np.zeros(96)).all()
    assert working_intervals(queue, new_year).sum() == 24
    assert working_intervals(replace(queue, country=None), new_year).sum() == 48
    assert not working_intervals(queue, new_year)[:48].any()


def test_deferred_queues_and_others_are_asked_together() -> None:
    contacts = np.where(np.arange(48) == 20, 96.0, 0.0)
    voice = Load(a_queue(), 1800, contacts, np.full(48, 240.0))
    mail = work_of(MAIL, contacts)
    both = required_people([mail, voice, mail], StaffingModel.ERLANG_A)
    assert both[0].tolist() == both[2].tolist() == mail.deferred_work.required.tolist()
    assert both[1].tolist() == required_people([voice], StaffingModel.ERLANG_A)[0].tolist()


def test_a_deadline_shorter_than_an_interval_is_no_deadline() -> None:
    with pytest.raises(ImpossibleDeadline) as refused:
        a_queue(deferred=Deferred(900.0))
    assert refused.value.field == "/deferred/deadline_s"
