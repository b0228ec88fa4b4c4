"""Solves one week with each scheduler of pyworkforce and prints how many work each shift of each day."""

import json
import sys
import time

from pyworkforce.scheduling import MinAbsDifference, MinRequiredResources

if __name__ == "__main__":
    asked = json.load(sys.stdin)
    peak = max(max(day) for day in asked["required"])
    given = {
        "num_days": len(asked["required"]),
        "periods": len(asked["required"][0]),
        "shifts_coverage": asked["shifts"],
        "required_resources": asked["required"],
        "max_period_concurrency": 3 * peak,
        "max_shift_concurrency": peak,
        "max_search_time": asked["seconds"],
        "num_search_workers": 2,
    }
    schedulers = {
        "MinAbsDifference": lambda: MinAbsDifference(**given),
        "MinRequiredResources": lambda: MinRequiredResources(**given),
        "MinRequiredResources, paid time as cost": lambda: MinRequiredResources(
            **given, cost_dict=asked["costs"]
        ),
    }
    answers = {}
    for name, scheduler in schedulers.items():
        started = time.perf_counter()
        answer = scheduler().solve()
        answers[name] = {
            "status": answer["status"],
            "seconds": time.perf_counter() - started,
            "shifts": [
                (one["day"], one["shift"], one["resources"])
                for one in answer["resources_shifts"]
                if one["resources"] > 0
            ],
        }
    json.dump(answers, sys.stdout)
