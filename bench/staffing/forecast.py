"""Forecast accuracy and time beside peers, by lead time, on simulated queues and on real files where present.

    bench/staffing/peers.sh forecast
    python bench/staffing/forecast.py [--data FOLDER] [--origins 12] [--only QUEUE ...]

Peers run in an environment of their own (made by the first line) through `forecast_peers.py`; without
it, only the two naive methods stand beside ours. Files that are absent are skipped.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import process_time

import numpy as np
from concert_cli.staffing.intervals_file import read_interval_file
from numpy.typing import NDArray
from simulated import simulate_all
from staffing_svc.domain.forecast import Calendar, History, country_calendar, forecast
from staffing_svc.domain.forecast.accuracy import LEADS, coverage, floor_of, wape

FloatArray = NDArray[np.float64]
HORIZON_DAYS = 42
PEERS_PYTHON = Path(__file__).parent / "peers" / "forecast" / ".venv" / "bin" / "python"
PEERS = ("glm", "statsforecast", "prophet")
COUNTRIES = {
    "us_bank_30": "US",
    "us_bank_5": "US",
    "de_retail_15": "DE",
    "il_help_60": "IL",
    "fr_night_10": "FR",
    "gb_growth_20": "GB",
}
FILES = {"anon_bank_1999_6min.csv": ("IL", 5), "telecom_daily_calls.csv": ("", 1)}


@dataclass(frozen=True)
class Case:
    """One queue to forecast: its history and, if known, its country."""

    name: str
    history: History
    country: str

    @property
    def per_day(self) -> int:
        return 86_400 // self.history.interval_s

    def cuts(self, origins: int) -> list[int]:
        """Days at whose midnight the forecast is made, over the second half."""
        days = len(self.history) // self.per_day
        return sorted(set(np.linspace(days // 2, days - 8, origins).astype(int).tolist()))

    def calendar(self) -> Calendar | None:
        years = range(self.history.start.year, self.history.end.year + 2)
        return country_calendar(self.country, years) if self.country else None

    def actual(self, cut: int) -> FloatArray:
        return self.history.offered[cut * self.per_day : (cut + HORIZON_DAYS) * self.per_day]


Method = Callable[[Case, int, int], FloatArray]


def ours(case: Case, cut: int, count: int) -> FloatArray:
    made = forecast(case.history, case.history.start + timedelta(days=cut), count, calendar=case.calendar())
    return np.column_stack([made.mean, made.quantiles])


def seasonal_naive(case: Case, cut: int, count: int) -> FloatArray:
    return _back(case, cut, count, weeks=1)


def last_eight_weekdays(case: Case, cut: int, count: int) -> FloatArray:
    return _back(case, cut, count, weeks=8)


def _back(case: Case, cut: int, count: int, *, weeks: int) -> FloatArray:
    season, begin = 7 * case.per_day, cut * case.per_day
    last_week = begin - season + np.arange(count) % season
    picked = [
        case.history.offered[last_week - season * back]
        for back in range(weeks)
        if begin >= season * (back + 1)
    ]
    mean: FloatArray = np.nan_to_num(np.nanmean(picked, axis=0))
    return mean


METHODS: dict[str, Method] = {
    "ours": ours,
    "seasonal naive": seasonal_naive,
    "mean of 8": last_eight_weekdays,
}


def cases(folder: Path | None) -> list[Case]:
    """Simulated queues, and the real files that the folder holds."""
    found = [Case(name, one, COUNTRIES[name]) for name, one in simulate_all(seed=7).items()]
    for name, (country, merge) in FILES.items():
        path = folder / name if folder else None
        if path is None or not path.exists():
            print(f"skipped: {name} is not here", file=sys.stderr)
            continue
        history = next(iter(read_interval_file(path).queues.values()))
        found.append(Case(path.stem, _merged(history, merge), country))
    return found


def _merged(history: History, merge: int) -> History:
    whole = len(history) // merge * merge
    offered = history.offered[:whole].reshape(-1, merge).sum(axis=1)
    return History(history.start, history.interval_s * merge, offered, history.timezone)


def run_method(case: Case, method: Method, origins: int) -> tuple[list[FloatArray], float]:
    """One array per cut, and CPU seconds per cut."""
    began, made = process_time(), []
    for cut in case.cuts(origins):
        made.append(method(case, cut, len(case.actual(cut))))
    return made, (process_time() - began) / max(len(made), 1)


def run_peer(case: Case, peer: str, python: Path, origins: int) -> tuple[list[FloatArray], float] | None:
    """The peer's forecasts, made in its own environment; None if it fails there."""
    with tempfile.TemporaryDirectory() as folder:
        task = Path(folder) / "task.npz"
        cuts = [cut * case.per_day for cut in case.cuts(origins)]
        counts = [len(case.actual(cut)) for cut in case.cuts(origins)]
        np.savez(
            task,
            offered=case.history.offered,
            start=case.history.start.timestamp(),
            interval_s=case.history.interval_s,
            cuts=cuts,
            counts=counts,
            country=case.country,
        )
        script = Path(__file__).with_name("forecast_peers.py")
        done = subprocess.run([python, script, peer, task], capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{peer} failed on {case.name}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            return None
        answer = np.load(Path(folder) / "answer.npz")
        return [answer[f"cut{number}"] for number in range(len(cuts))], float(
            json.loads(done.stdout)["cpu_s"]
        )


def report(
    case: Case,
    label: str,
    made: list[FloatArray],
    cpu_s: float,
    origins: int,
    beside: list[float] | None = None,
) -> list[float]:
    """One line: WAPE by lead, CPU per forecast, then coverage of ours or a peer's mean ratio to `beside`."""
    actual = np.concatenate([case.actual(cut) for cut in case.cuts(origins)])
    lead = np.concatenate([np.arange(len(case.actual(cut))) // case.per_day for cut in case.cuts(origins)])
    every = np.concatenate(made)
    mean = every[:, 0] if every.ndim == 2 else every
    scored = ~np.isnan(actual) & ((actual > 0) | (mean > 0))
    errors = []
    for _, low, high in LEADS:
        inside = scored & (lead >= low) & (lead < high)
        errors.append(wape(mean[inside], actual[inside]) or 0.0)
    tail = f"  x {np.mean(np.divide(errors, beside)):.2f} of ours" if beside else ""
    if every.ndim == 2:
        edges, seen = every[scored], actual[scored]
        inner, outer = coverage(seen, edges[:, 2], edges[:, 4]), coverage(seen, edges[:, 1], edges[:, 5])
        tail = f"  80 %: {inner:.3f}  95 %: {outer:.3f}  floor {floor_of(edges[:, 0]):.4f}"
    cells = " ".join(f"{error:7.4f}" for error in errors)
    print(f"{case.name:22s} {label:16s} {cells}  {cpu_s:7.3f} s{tail}", flush=True)
    return errors


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--peers", type=Path, default=PEERS_PYTHON, help="python of the peers' environment")
    parser.add_argument("--origins", type=int, default=12)
    parser.add_argument("--only", nargs="*", help="names of queues")
    asked = parser.parse_args()
    print(f"{'queue':22s} {'method':16s} " + " ".join(f"{name:>7s}" for name, _, _ in LEADS) + "  CPU a fit")
    for case in cases(asked.data):
        if asked.only and case.name not in asked.only:
            continue
        best: list[float] | None = None
        for label, method in METHODS.items():
            made, cpu_s = run_method(case, method, asked.origins)
            errors = report(case, label, made, cpu_s, asked.origins, best)
            best = best or errors
        for peer in PEERS if asked.peers.exists() else ():
            answer = run_peer(case, peer, asked.peers, asked.origins)
            if answer:
                report(case, peer, answer[0], answer[1], asked.origins, best)


if __name__ == "__main__":
    main()
