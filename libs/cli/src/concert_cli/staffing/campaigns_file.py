"""Reads a plan of campaigns, one wave a line, so that a forecast from a file knows what marketing will do."""

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from staffing_svc.domain.layers import CampaignEffect, Wave
from staffing_svc.domain.layers.campaign_history import Campaign
from staffing_svc.domain.layers.contact_rate import rate_between

from concert_cli.staffing.columns import UnreadableFile
from concert_cli.staffing.interval_lines import ONE_QUEUE
from concert_cli.staffing.intervals_file import BadLine, IntervalFile

NEEDED = ("channel", "send_at", "size")
EVERY_QUEUE = ""


@dataclass(frozen=True)
class CampaignFile:
    """Campaigns by the queue they name ("" for every queue), and lines that were left out."""

    by_queue: Mapping[str, tuple[Campaign, ...]]
    bad_lines: tuple[BadLine, ...]

    def of(self, queue: str) -> tuple[Campaign, ...]:
        """The campaigns that touch one queue."""
        shared = self.by_queue.get(EVERY_QUEUE, ())
        return (*shared, *self.by_queue.get(queue, ())) if queue != EVERY_QUEUE else shared


def read_campaign_file(
    path: Path, intervals: IntervalFile, queues: Collection[str] | None = None
) -> CampaignFile:
    """Reads columns channel, send_at, size and perhaps name, queue, class, queue_share, reach, contact_rate,
    expected_contacts, handle_time_uplift; lines with the same name and queue are waves of one campaign.

    `queues` are those that may be named, where these are more than the interval file has. Raises UnreadableFile
    when a needed column is missing.
    """
    with path.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.DictReader(source))
    missing = [name for name in NEEDED if not rows or name not in rows[0]]
    if missing:
        raise UnreadableFile(
            f"{path.name} needs columns {', '.join(NEEDED)}; {missing[0]} is missing", field="campaigns"
        )
    found: dict[tuple[str, str], Campaign] = {}
    bad: list[BadLine] = []
    for number, row in enumerate(rows, start=2):
        try:
            _add(found, row, number, intervals, intervals.queues if queues is None else queues)
        except ValueError as error:
            bad.append(BadLine(number, str(error)))
    by_queue: dict[str, tuple[Campaign, ...]] = {}
    for (queue, _), campaign in found.items():
        by_queue[queue] = (*by_queue.get(queue, ()), campaign)
    return CampaignFile(by_queue, tuple(bad))


def _add(
    found: dict[tuple[str, str], Campaign],
    row: Mapping[str, str],
    number: int,
    intervals: IntervalFile,
    queues: Collection[str],
) -> None:
    queue = (row.get("queue") or EVERY_QUEUE).strip()
    if queue not in (EVERY_QUEUE, ONE_QUEUE, *queues):
        raise ValueError(f"queue {queue} is not in the interval file")
    timezone = next(iter(intervals.queues.values())).timezone
    send_at = intervals.instant(datetime.fromisoformat(row["send_at"].strip()), timezone)
    size = int(float(row["size"]))
    if size < 0:
        raise ValueError(f"an audience of {size} is impossible")
    wave = Wave(row["channel"].strip(), size, send_at)
    name = (row.get("name") or f"line {number}").strip()
    key = (EVERY_QUEUE if queue == ONE_QUEUE else queue, name)
    known = found.get(key)
    if known is None:
        found[key] = Campaign(name, (row.get("class") or "").strip(), (wave,), _effect(row))
    else:
        found[key] = Campaign(name, known.campaign_class, (*known.waves, wave), known.effect)


def _effect(row: Mapping[str, str]) -> CampaignEffect:
    rate = _number(row, "contact_rate")
    share, reach = _number(row, "queue_share"), _number(row, "reach")
    return CampaignEffect(
        queue_share=1.0 if share is None else share,
        reach=1.0 if reach is None else reach,
        contact_rate=None if rate is None else rate_between(rate / 1.5, rate * 1.5, "given"),
        handle_time_uplift=_number(row, "handle_time_uplift"),
        expected_contacts=_number(row, "expected_contacts"),
    )


def _number(row: Mapping[str, str], name: str) -> float | None:
    text = (row.get(name) or "").strip()
    return float(text) if text else None
