"""Plays the sample company's weeks: the clock goes on, systems report, people act, and Concert reacts by itself."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
from concert_chassis.held_clock import ClockFile
from concert_contracts.event import Event
from concert_contracts.external import ContactEnded, IntervalReported, OrderPlaced
from staffing_svc.domain.intervals import Interval

from concert_cli.envelopes import send, wrapped
from concert_cli.installation import answer
from concert_cli.run.company import LAST_DAY, Company
from concert_cli.run.people import People

AFTER_THE_INTERVAL = timedelta(minutes=1)
ARRIVES_WITHIN_S = 20.0
LOOK_EVERY_S = 0.02


@dataclass
class Beat:
    """One step of the story: what the systems report when the clock has come to `at`."""

    at: datetime
    intervals: list[Interval] = field(default_factory=list)
    contacts: list[ContactEnded] = field(default_factory=list)
    orders: list[OrderPlaced] = field(default_factory=list)
    doings: list[Callable[[], object]] = field(default_factory=list)

    def events(self) -> list[Event]:
        return [*self.contacts, *self.orders, *(reported(interval) for interval in self.intervals)]


@dataclass
class Story:
    company: Company
    people: People
    clock: ClockFile
    minutes_per_s: float | None
    on_beat: Callable[[Beat, int, int], None]

    def play(self) -> None:
        """From the first morning to the last evening; without `minutes_per_s` as fast as the services follow."""
        beats = list(self.beats())
        before = self.company.begins_at
        with self.people.client("gateway-svc", "system") as gateway:
            for number, beat in enumerate(beats, start=1):
                self._wait(beat.at - before)
                self.clock.hold(beat.at)
                self._report(gateway, beat)
                for do in beat.doings:
                    do()
                self.people.answer_insights(beat.at)
                self.on_beat(beat, number, len(beats))
                before = beat.at

    def beats(self) -> Iterator[Beat]:
        """A beat per half-hour on days on which something happens, one per day on the others."""
        by_time = {beat.at: beat for day in range(LAST_DAY + 1) for beat in self._of_day(day)}
        for at, do in self._doings():
            by_time.setdefault(at, Beat(at)).doings.append(do)
        for at in sorted(by_time):
            yield by_time[at]

    def _of_day(self, day: int) -> Iterator[Beat]:
        opens, midnight = self.company.moment(day, "00:00"), self.company.moment(day + 1, "00:00")
        intervals = [i for i in self._intervals if opens <= i.started_at < midnight]
        ends = sorted({i.ended_at for i in intervals})
        since = opens
        for end in ends if day in self.eventful_days() else ends[-1:]:
            until = midnight if end == ends[-1] else end
            yield Beat(
                at=end + AFTER_THE_INTERVAL,
                intervals=[i for i in intervals if since <= i.started_at < end],
                contacts=[c for c in self._contacts if since <= c.started_at < until],
                orders=[o for o in self._orders if since <= o.placed_at < until],
            )
            since = end

    def eventful_days(self) -> set[int]:
        """Days on which a campaign is launched, announced or not, and the day after."""
        launches = {campaign["launch"]["day"] for campaign in self.company.config["campaigns"].values()}
        return launches | {day + 1 for day in launches if day + 1 <= LAST_DAY}

    def _doings(self) -> Iterator[tuple[datetime, Callable[[], object]]]:
        for key, campaign in self.company.announced_campaigns():
            announced, seen = campaign["announced"], campaign["acknowledged"]
            yield (
                self.company.moment(announced["day"], announced["at"]),
                lambda key=key, campaign=campaign: self.people.announce(key, campaign),  # type: ignore[misc] # bound early
            )
            yield (
                self.company.moment(seen["day"], seen["at"]),
                lambda key=key: self.people.acknowledge(key),  # type: ignore[misc] # bound early
            )

    def __post_init__(self) -> None:
        self._intervals = self.company.story_intervals()
        self._contacts = self.company.contacts()
        self._orders = self.company.orders()

    def _report(self, gateway: httpx.Client, beat: Beat) -> None:
        events = beat.events()
        if not events:
            return
        for _ in send(gateway, [wrapped(event, at=beat.at) for event in events]):
            continue
        if beat.intervals:
            self._until_known(beat.intervals)

    def _until_known(self, intervals: Sequence[Interval]) -> None:
        """Waits until staffing-svc has the newest interval of each queue."""
        newest = {interval.queue: interval for interval in sorted(intervals, key=lambda i: i.started_at)}
        deadline = time.monotonic() + ARRIVES_WITHIN_S
        with self.people.client("staffing-svc", "planner") as staffing:
            for queue, interval in newest.items():
                asked = {
                    "queue": queue,
                    "since": interval.started_at.isoformat(),
                    "until": interval.ended_at.isoformat(),
                }
                while not answer(staffing.get("/v1/history", params=asked))["items"]:
                    if time.monotonic() > deadline:
                        return
                    time.sleep(LOOK_EVERY_S)

    def _wait(self, passing: timedelta) -> None:
        if self.minutes_per_s:
            time.sleep(min(passing.total_seconds() / 60 / self.minutes_per_s, 5.0))


def reported(interval: Interval) -> IntervalReported:
    return IntervalReported(
        queue=interval.queue,
        started_at=interval.started_at,
        interval_s=interval.interval_s,
        offered=interval.offered,
        answered=interval.answered,
        answered_within=interval.answered_within,
        within_s=interval.within_s,
        abandoned=interval.abandoned,
        handle_time_s=interval.handle_time_s,
    )
