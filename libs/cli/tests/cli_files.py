"""Files for the tests of `concert load`: four weeks of hours on two queues, and whatever a test writes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from concert_chassis.clock import SystemClock

WEEKS = 4


def written(folder: Path, text: str, name: str = "file.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def midnight(days_ago: int) -> datetime:
    today = SystemClock().now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=days_ago)


def history(folder: Path, *, queue: str, days: int = 7 * WEEKS) -> Path:
    """Every hour of the last days: more by day than by night."""
    lines = ["timestamp,queue,offered,answered,answered_within,abandoned,aht_s"]
    for hour in range(24 * days):
        at = midnight(days) + timedelta(hours=hour)
        offered = 40 + hour % 5 if 8 <= at.hour < 20 else 4
        lines.append(f"{at.isoformat()},{queue},{offered},{offered - 2},{offered - 4},2,240")
    return written(folder, "\n".join(lines) + "\n", f"{queue}.csv")
