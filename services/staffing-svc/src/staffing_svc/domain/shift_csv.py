"""A schedule's shifts as a file for the workforce-management system: one line per shift."""

import csv
import io
from collections.abc import Iterable

from staffing_svc.domain.kept_schedules import PlannedShift
from staffing_svc.domain.ledger_csv import FORMULA

COLUMNS = ("person", "queue", "kind", "starts_at", "ends_at", "paid_h", "breaks", "open_because")


def shift_csv(shifts: Iterable[PlannedShift]) -> str:
    """RFC 4180, header first; breaks as `lunch 12:00-13:00`, with `; ` between them."""
    file = io.StringIO()
    lines = csv.writer(file, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    for one in shifts:
        shift = one.shift
        breaks = [f"{pause.name} {pause.starts_at:%H:%M}-{pause.ends_at:%H:%M}" for pause in shift.breaks]
        lines.writerow(
            [
                _plain(one.person or ""),
                _plain(shift.queue),
                _plain(shift.kind),
                shift.starts_at.isoformat(),
                shift.ends_at.isoformat(),
                shift.paid_s / 3600,
                _plain("; ".join(breaks)),
                one.obstacle or "",
            ]
        )
    return file.getvalue()


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
