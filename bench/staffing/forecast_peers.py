"""Runs one peer on one task in the peers' own environment; knows nothing of this project's code.

python forecast_peers.py glm|statsforecast|prophet task.npz   (writes answer.npz beside the task)
"""

import json
import logging
import sys
import warnings
from pathlib import Path
from time import process_time

import numpy as np


def glm(offered, stamps, count, interval_s, country):
    """Poisson regression on weekday x slot and holidays, last 12 weeks."""
    from sklearn.linear_model import PoissonRegressor

    keep = min(len(offered), 84 * 86400 // interval_s)
    known = ~np.isnan(offered[-keep:])
    every = stamps[len(offered) - keep : len(offered) + count]
    design = _dummies(every, interval_s, country)
    model = PoissonRegressor(alpha=1e-4, max_iter=300, solver="newton-cholesky")
    model.fit(design[:keep][known], offered[-keep:][known])
    return model.predict(design[keep:])


def _dummies(stamps, interval_s, country):
    slot = stamps % 86400 // interval_s
    weekday = (stamps // 86400 + 3) % 7
    slots = 86400 // interval_s
    hour = stamps % 86400 // max(interval_s, 3600)
    hours = 86400 // max(interval_s, 3600)
    columns = [np.eye(7)[weekday], np.eye(slots)[slot]]
    if slots > 1:
        columns.append(np.eye(7 * hours)[weekday * hours + hour])
    columns.append(_holiday(stamps, country)[:, None])
    return np.hstack(columns)


def _holiday(stamps, country):
    import datetime

    import holidays

    if not country:
        return np.zeros(len(stamps))
    epoch = datetime.date(1970, 1, 1)
    dates = [epoch + datetime.timedelta(days=int(stamp) // 86400) for stamp in stamps]
    special = holidays.country_holidays(country, years=sorted({day.year for day in dates}))
    return np.array([day in special for day in dates], dtype=float)


def statsforecast(offered, stamps, count, interval_s, country):
    """MSTL with day and week seasons over an ETS trend (the last eight weeks; hourly or longer steps only)."""
    from statsforecast.models import MSTL, AutoETS

    day = 86400 // interval_s
    keep = min(len(offered), 56 * day if day > 1 else 400)
    seasons = [day, 7 * day] if day > 1 else [7]
    model = MSTL(season_length=seasons, trend_forecaster=AutoETS(model="ZZN"))
    return np.maximum(model.forecast(np.nan_to_num(offered[-keep:]), h=count)["mean"], 0.0)


def prophet(offered, stamps, count, interval_s, country):
    """Prophet with its defaults and the country's holidays."""
    import pandas as pd
    from prophet import Prophet

    keep = min(len(offered), 26 * 7 * 86400 // interval_s) if interval_s < 86400 else len(offered)
    frame = pd.DataFrame(
        {"ds": pd.to_datetime(stamps[len(offered) - keep : len(offered)], unit="s"), "y": offered[-keep:]}
    )
    model = Prophet(uncertainty_samples=0)
    if country:
        model.add_country_holidays(country_name=country)
    model.fit(frame)
    future = pd.DataFrame({"ds": pd.to_datetime(stamps[len(offered) : len(offered) + count], unit="s")})
    return np.maximum(model.predict(future)["yhat"].to_numpy(), 0.0)


def main() -> None:
    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    peer = {"glm": glm, "statsforecast": statsforecast, "prophet": prophet}[sys.argv[1]]
    path = Path(sys.argv[2])
    task = np.load(path)
    offered, interval_s, country = task["offered"], int(task["interval_s"]), str(task["country"])
    longest = int((task["cuts"] + task["counts"]).max())
    stamps = int(task["start"]) + interval_s * np.arange(longest)
    began, answer = process_time(), {}
    for number, (cut, count) in enumerate(zip(task["cuts"], task["counts"], strict=True)):
        answer[f"cut{number}"] = peer(offered[:cut], stamps, int(count), interval_s, country)
    cpu_s = (process_time() - began) / len(task["cuts"])
    np.savez(path.with_name("answer.npz"), **answer)
    print(json.dumps({"cpu_s": cpu_s}))


if __name__ == "__main__":
    main()
