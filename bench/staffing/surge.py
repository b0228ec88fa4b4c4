"""Surge detection beside the rules in use, on simulated queues of three sizes or on a file of yours.

Simulated: quarter hours, open 8 to 20, day levels with sd 6 %, noise within the day with sd 5 % that lasts
about half an hour (AR(1) .5); the forecast knows the profile and not the day. 28 weeks to learn, 40 judged.
Every rule that has a threshold gets it from the same 28 weeks at one alarm a week.

With --draws 8: only our own alarms a week, over so many draws of each size. With --past-surges: the 28 weeks to
learn from held a real surge every fourth day.

Run: python bench/staffing/surge.py [FILE.csv [--holidays IL]] [--surges 400] [--draws 8] [--past-surges] [--speed]
"""

import argparse
from pathlib import Path
from time import process_time

import numpy as np
from concert_cli.bench.injection import Floats, Rule, Stretch, alarms_per_week, found_by, our_rule
from concert_cli.bench.rules import above_forecast, calibrated, z_score
from concert_cli.staffing.intervals_file import read_interval_file
from concert_cli.staffing.surge_watch import prepare_watch
from staffing_svc.domain.forecast import Calendar, History, country_calendar
from staffing_svc.domain.surge import Detectors, Fleet, advance, calibrate
from surge_rules import change_points

UPLIFTS = (0.1, 0.2, 0.3, 0.5, 1.0)
PER_DAY = 96
INTERVAL_S = 900
TRAINING_DAYS, JUDGED_DAYS = 196, 280
PEAKS = (580.0, 120.0, 40.0)


def simulated(peak: float, seed: int) -> tuple[Floats, Floats]:
    """Expected and observed contacts per quarter hour."""
    draw = np.random.default_rng(seed)
    days = TRAINING_DAYS + JUDGED_DAYS
    hour = np.arange(PER_DAY) / 4
    profile = np.where((hour >= 8) & (hour < 20), 0.55 + 0.45 * np.sin((hour - 8) / 12 * np.pi), 0.0)
    shocks = draw.normal(0.0, 0.05 * np.sqrt(0.75), days * PER_DAY)
    noise = np.zeros(days * PER_DAY)
    for at in range(1, len(noise)):
        noise[at] = 0.5 * noise[at - 1] + shocks[at]
    expected = np.tile(profile * peak, days)
    level = np.repeat(draw.lognormal(0.0, 0.06, days), PER_DAY)
    return expected, draw.poisson(expected * level * np.exp(noise)).astype(float)


def compare(title: str, training: Stretch, judged: Stretch, ours: Rule, surges: int) -> None:
    """One table: alarms a week on the judged part, shares found within the hour."""
    rules = {
        "concert": ours,
        "actual > forecast x 1.3": above_forecast(training.interval_s),
        "z rule, 1 a week": calibrated(z_score(training), training, per_week=1.0),
        "BOCPD, 1 a week": calibrated(change_points(training), training, per_week=1.0),
    }
    found = [found_by(rules, judged, uplift=uplift, surges=surges, seed=1) for uplift in UPLIFTS]
    print(f"\n{title}\n{'found within an hour':26s}{'alarms/week':>12s}", end="")
    print("".join(f"{f'+{uplift:.0%}':>9s}" for uplift in UPLIFTS) + f"{'+50% at once':>14s}")
    for name, rule in rules.items():
        cells = "".join(f"{one[name].within_1h:9.3f}" for one in found)
        at_once = found[UPLIFTS.index(0.5)][name].in_first_interval
        print(f"{name:26s}{alarms_per_week(rule, judged):12.2f}{cells}{at_once:14.3f}")
    medians = [one["concert"].median_minutes for one in found]
    print("concert, median minutes:", ", ".join("-" if one is None else f"{one:.0f}" for one in medians))


def on_simulated(surges: int, *, past_surges: bool) -> None:
    for peak in PEAKS:
        training, judged = drawn(peak, seed=int(peak))
        if past_surges:
            with_surges(training)
        detector = calibrate(training.observed, training.expected, interval_s=INTERVAL_S)
        compare(f"simulated, peak {peak:.0f} per 15 min", training, judged, our_rule(detector), surges)


def drawn(peak: float, seed: int) -> tuple[Stretch, Stretch]:
    """The weeks to learn from, and those that are judged with the day before them."""
    expected, observed = simulated(peak, seed=seed)
    cut = TRAINING_DAYS * PER_DAY
    return (
        Stretch(expected[:cut], observed[:cut], INTERVAL_S),
        Stretch(expected[cut - PER_DAY :], observed[cut - PER_DAY :], INTERVAL_S),
    )


def with_surges(training: Stretch) -> None:
    """Lays three hours of +30 to +120 % over every fourth day."""
    draw = np.random.default_rng(3)
    for day in range(2, TRAINING_DAYS, 4):
        begin = day * PER_DAY + int(draw.integers(34, 66))
        raised = training.observed[begin : begin + 12]
        raised += draw.poisson(draw.uniform(0.3, 1.2) * raised)


def own_alarms(draws: int, *, past_surges: bool) -> None:
    """Mean and range over draws."""
    for peak in PEAKS:
        found = []
        for seed in range(draws):
            training, judged = drawn(peak, seed=1000 * seed + int(peak))
            if past_surges:
                with_surges(training)
            detector = calibrate(training.observed, training.expected, interval_s=INTERVAL_S)
            found.append(alarms_per_week(our_rule(detector), judged))
        print(
            f"peak {peak:.0f}: {np.mean(found):.2f} alarms a week, {min(found):.2f} to {max(found):.2f} "
            f"over {draws} draws of {JUDGED_DAYS // 7} weeks"
        )


def on_file(file: Path, holidays: str | None, surges: int) -> None:
    for name, history in read_interval_file(file).queues.items():
        per_day = 86_400 // history.interval_s
        begin = int(len(history) / per_day * 0.6) * per_day
        watched = prepare_watch(
            history,
            begin,
            calendar=_calendar(history, holidays),
            false_alarms_per_week=1.0,
            track=lambda numbers, _: numbers,
        )
        learnt = slice(42 * per_day, begin)
        training = Stretch(watched.expected[learnt], history.offered[learnt], history.interval_s)
        later = slice(begin - per_day, None)
        judged = Stretch(watched.expected[later], history.offered[later], history.interval_s)
        compare(f"{file.name}, {name}", training, judged, our_rule(watched.detector), surges)


def _calendar(history: History, holidays: str | None) -> Calendar:
    if holidays is None:
        return Calendar()
    return country_calendar(holidays, range(history.start.year - 1, history.end.year + 2))


def speed(queues: int = 5_000, intervals: int = 96) -> None:
    """Interval-updates a second on one core."""
    draw = np.random.default_rng(1)
    expected, observed = simulated(120.0, seed=2)
    detector = calibrate(observed[: 84 * PER_DAY], expected[: 84 * PER_DAY], interval_s=INTERVAL_S)
    fleet, means = Fleet.fresh(queues), np.full(queues, 100.0)
    counts = draw.poisson(100.0, (intervals, queues)).astype(float)
    began = process_time()
    for t in range(intervals):
        fleet, _ = advance(Detectors.stack([detector]), fleet, means, counts[t])
    took_s = process_time() - began
    print(f"\n{queues * intervals / took_s / 1e6:.2f} M interval-updates a second, {queues} queues at once")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--holidays")
    parser.add_argument("--surges", type=int, default=400)
    parser.add_argument("--draws", type=int)
    parser.add_argument("--past-surges", action="store_true")
    parser.add_argument("--speed", action="store_true")
    asked = parser.parse_args()
    if asked.speed:
        speed()
    elif asked.draws:
        own_alarms(asked.draws, past_surges=asked.past_surges)
    elif asked.file is None:
        on_simulated(asked.surges, past_surges=asked.past_surges)
    else:
        on_file(asked.file, asked.holidays, asked.surges)


if __name__ == "__main__":
    main()
