"""The story as one looks at it in a terminal: how far it is, what happened, the surge against its forecast."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from concert_cli.output import printable
from concert_cli.run.story import Beat
from concert_cli.run.telling import money, told
from concert_cli.run.watch import Said, Watch

LINES = 14
SHOWN = 12
WIDTH = 40


@dataclass
class Picture:
    """What is drawn after each beat; `expected` are forecasts by queue and time, looked up once."""

    watch: Watch
    timezone: ZoneInfo
    expected: Mapping[tuple[str, datetime], float]
    observed: dict[tuple[str, datetime], int] = field(default_factory=dict)
    at: datetime | None = None
    beat: int = 0
    beats: int = 1

    def take(self, beat: Beat, number: int, beats: int) -> None:
        self.at, self.beat, self.beats = beat.at, number, beats
        for interval in beat.intervals:
            self.observed[interval.queue, interval.started_at] = interval.offered

    def draw(self) -> RenderableType:
        """The surge stands above the news: a low terminal cuts off what is below."""
        parts: list[RenderableType] = [self._header()]
        surging = self._surging()
        if surging:
            title = f"{surging}: contacts against the forecast without campaigns"
            parts.append(Panel(self._chart(surging), title=title))
        parts += [Panel(self._events(), title="What happened"), self._losses()]
        return Group(*parts)

    def _header(self) -> RenderableType:
        when = f"{self.at.astimezone(self.timezone):%a %d %b %Y, %H:%M}" if self.at else ""
        grid = Table.grid(expand=True)
        grid.add_row(
            Text(when, style="bold"), ProgressBar(total=self.beats, completed=self.beat, width=WIDTH)
        )
        grid.add_row(
            f"{self.watch.reported:,} reports from outside, {len(self.watch.said):,} events of Concert", ""
        )
        return grid

    def names(self) -> dict[str, str]:
        return {s.data["campaign_id"]: s.data["terms"]["name"] for s in self.watch.of("CampaignAnnounced")}

    def _events(self) -> RenderableType:
        names, table = self.names(), Table.grid(padding=(0, 1))
        for said in self.watch.said[-LINES:]:
            table.add_row(
                Text(self.clock(said), style="dim"), Text(printable(told(said, names)), overflow="ellipsis")
            )
        return table

    def clock(self, said: Said) -> str:
        return f"{said.at.astimezone(self.timezone):%a %d %H:%M}"

    def _surging(self) -> str | None:
        ended = {s.data["surge_id"] for s in self.watch.of("VolumeSurgeEnded")}
        open_ones = [s for s in self.watch.of("VolumeSurge") if s.data["surge_id"] not in ended]
        return str(open_ones[-1].data["queue"]) if open_ones else None

    def _chart(self, queue: str) -> RenderableType:
        """A bar of what came beside a mark of what was forecast, for the last half-hours."""
        times = sorted(at for name, at in self.observed if name == queue)[-SHOWN:]
        most = max(
            [
                *(self.observed[queue, at] for at in times),
                *(self.expected.get((queue, at), 0) for at in times),
            ]
        )
        table = Table.grid(padding=(0, 1))
        for at in times:
            came, foreseen = self.observed[queue, at], self.expected.get((queue, at), 0.0)
            table.add_row(
                f"{at.astimezone(self.timezone):%H:%M}", bar(came, foreseen, most), f"{came} / {foreseen:.0f}"
            )
        return table

    def _losses(self) -> RenderableType:
        table = Table(title="Lost, and whose it is", expand=True)
        for column in ("queue", "likely", "low to high", "attributed to"):
            table.add_column(column)
        for said in self.watch.of("OpportunityLost"):
            data, seen = said.data, said.data["observed"]
            whose = "; ".join(
                f"{part['label']} ({part['department'] or 'nobody yet'})"
                for part in data["by_cause"]
                if part["likely_minor"]
            )
            currency = data["currency"]
            spread = f"{money(seen['low_minor'], currency)} to {money(seen['high_minor'], currency)}"
            table.add_row(data["queue"], money(seen["likely_minor"], currency), spread, whose)
        return table


def bar(came: float, foreseen: float, most: float) -> Text:
    """Blue up to the forecast, red beyond it; the forecast itself is a line, so that no colour is needed."""
    scale = WIDTH / max(most, 1)
    length, mark = round(came * scale), round(foreseen * scale)
    line = Text()
    for place in range(WIDTH + 1):
        if place == mark:
            line.append("│", style="bold")
        elif place < length:
            line.append("█", style="blue" if place < mark else "red")
        else:
            line.append(" ")
    return line
