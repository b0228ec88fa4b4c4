"""The sample company as its files tell it, moved by whole weeks so that its story ends just before today."""

import csv
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from concert_contracts.external import ContactEnded, OrderPlaced
from staffing_svc.domain.intervals import Interval

from concert_cli.load.contact_lines import read_contacts
from concert_cli.load.interval_lines import read_intervals
from concert_cli.load.staff_lines import read_staff

LAST_DAY = 23
"""The story's last day, counted from 0; it closes in the evening."""


@dataclass(frozen=True)
class Company:
    """`folder` holds company.toml and company/; `weeks` is how far its times are moved."""

    folder: Path
    config: Mapping[str, Any]
    weeks: int

    @property
    def timezone(self) -> ZoneInfo:
        return ZoneInfo(self.config["timezone"])

    @property
    def first_day(self) -> date:
        """The story's first day, a Monday."""
        weeks = self.config["history_weeks"] + self.weeks
        starts: date = self.config["history_starts"]
        return starts + timedelta(weeks=weeks)

    def moment(self, day: int, at: str) -> datetime:
        """A day of the story (from 0) at a local time, as 09:30."""
        local = datetime.combine(self.first_day + timedelta(days=day), time.fromisoformat(at), self.timezone)
        return local.astimezone(UTC)

    @property
    def begins_at(self) -> datetime:
        return self.moment(0, "08:00")

    @property
    def ends_at(self) -> datetime:
        return self.moment(LAST_DAY, "20:15")

    def announced_campaigns(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for key, campaign in self.config["campaigns"].items():
            if "announced" in campaign:
                yield key, campaign

    def history(self) -> list[Interval]:
        return self._intervals("history.csv")

    def story_intervals(self) -> list[Interval]:
        return [i for i in self._intervals("story_intervals.csv") if i.ended_at <= self.ends_at]

    def staff(self) -> list[dict[str, object]]:
        return read_staff(
            self.folder / "company" / "staff.csv",
            mapping={},
            timezone=self.config["timezone"],
            queue=None,
            weeks=self.weeks,
            interval_s=self.config["interval_s"],
        ).scheduled

    def contacts(self) -> list[ContactEnded]:
        file = self.folder / "company" / "story_contacts.csv"
        read = read_contacts(file, mapping={}, timezone=self.config["timezone"], weeks=self.weeks)
        return [contact for contact in read.contacts if contact.ended_at <= self.ends_at]

    def orders(self) -> list[OrderPlaced]:
        with (self.folder / "company" / "story_orders.csv").open(newline="") as lines:
            orders = [self._order(row) for row in csv.DictReader(lines)]
        return [order for order in orders if order.placed_at <= self.ends_at]

    def _order(self, row: dict[str, str]) -> OrderPlaced:
        local = datetime.fromisoformat(row["placed_at"]) + timedelta(weeks=self.weeks)
        return OrderPlaced(
            order_id=row["order_id"],
            placed_at=local.replace(tzinfo=self.timezone).astimezone(UTC),
            revenue_minor=int(row["revenue_minor"]),
            currency=row["currency"],
            campaign_code=row["campaign_code"] or None,
            department="sales",
            contact_id=row["contact_id"] or None,
        )

    def _intervals(self, name: str) -> list[Interval]:
        return read_intervals(
            self.folder / "company" / name,
            mapping={},
            timezone=self.config["timezone"],
            queue=None,
            within_s=float(self.config["within_s"]),
            weeks=self.weeks,
            now=self.ends_at + timedelta(days=30),
        ).intervals


def company_before(folder: Path, now: datetime) -> Company:
    """The company whose story ends before `now`, by less than a week."""
    config = tomllib.loads((folder / "company.toml").read_text())
    unmoved = Company(folder, config, 0)
    return Company(folder, config, (now - unmoved.ends_at) // timedelta(weeks=1))
