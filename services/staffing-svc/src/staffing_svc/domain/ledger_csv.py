"""The ledger as a file for a spreadsheet: one line per cause of each entry."""

import csv
import io
from collections.abc import Iterable

from concert_contracts.staffing import LossByCause, OpportunityLost

COLUMNS = (
    "entry_id",
    "corrects_entry_id",
    "standing",
    "surge_id",
    "queue",
    "booked_at",
    "window_start_at",
    "window_end_at",
    "offered",
    "abandoned",
    "blocked",
    "deflected_unresolved",
    "expected_abandonment_share",
    "redial_share",
    "lost_contacts",
    "value_per_contact_minor",
    "currency",
    "observed_low_minor",
    "observed_likely_minor",
    "observed_high_minor",
    "modelled_low_minor",
    "modelled_likely_minor",
    "modelled_high_minor",
    "modelled_assumption",
    "cause",
    "cause_kind",
    "cause_label",
    "cause_campaign_id",
    "cause_department",
    "cause_likely_minor",
    "counterfactual",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so would be run by a spreadsheet."""


def ledger_csv(entries: Iterable[tuple[OpportunityLost, bool]]) -> str:
    """RFC 4180, header first; each entry with whether it stands (no later one corrects it).

    Sum `cause_likely_minor` of standing lines for what was lost; the columns of the entry repeat on each of them.
    """
    file = io.StringIO()
    lines = csv.writer(file, lineterminator="\r\n")
    lines.writerow(COLUMNS)
    for entry, standing in entries:
        for number, cause in enumerate(entry.by_cause):
            lines.writerow(_line(entry, standing, number, cause))
    return file.getvalue()


def _line(entry: OpportunityLost, standing: bool, number: int, cause: LossByCause) -> list[object]:
    return [
        entry.entry_id,
        entry.corrects_entry_id or "",
        "yes" if standing else "no",
        entry.surge_id,
        _plain(entry.queue),
        entry.booked_at.isoformat(),
        entry.window_start_at.isoformat(),
        entry.window_end_at.isoformat(),
        entry.offered,
        entry.abandoned,
        "" if entry.blocked is None else entry.blocked,
        "" if entry.deflected_unresolved is None else entry.deflected_unresolved,
        entry.expected_abandonment_share,
        entry.redial_share,
        entry.lost_contacts,
        entry.value_per_contact_minor,
        entry.currency,
        entry.observed.low_minor,
        entry.observed.likely_minor,
        entry.observed.high_minor,
        entry.modelled.low_minor,
        entry.modelled.likely_minor,
        entry.modelled.high_minor,
        _plain(entry.modelled_assumption or ""),
        number,
        cause.kind,
        _plain(cause.label),
        cause.campaign_id or "",
        _plain(cause.department or ""),
        cause.likely_minor,
        _plain(entry.counterfactual),
    ]


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
