"""The stage of the story in an installation's folder: its clock, and whether the story was begun or told."""

import shutil
from pathlib import Path

from concert_chassis.clock import SystemClock
from concert_chassis.held_clock import ClockFile
from concert_chassis.home import Home
from rich.console import Console

from concert_cli.run.company import Company, company_before


class Stage:
    """Set before the services start, because what they plan by the clock begins with their start."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self._begun = home / "story.begun"
        self._told = home / "story.told"

    @property
    def clock(self) -> ClockFile:
        return ClockFile(self._home / "clock.json")

    @property
    def is_new(self) -> bool:
        return not (self._begun.exists() or self._told.exists())

    def set(self, folder: Path) -> Company:
        """The company moved to end before today, and the clock at its first morning."""
        company = company_before(folder, SystemClock().now())
        self._home.mkdir(parents=True, exist_ok=True)
        self._begun.touch()
        self.clock.hold(company.begins_at)
        return company

    def leave(self, console: Console) -> None:
        """No story this time; one that was broken off is not gone on with, and time is the real one again."""
        if self._begun.exists():
            console.print(
                "The story was broken off last time; `make clean` begins anew. Going on without it."
            )
        self.clock.release()

    def clear(self) -> None:
        """Removes what an earlier telling left in this folder, unless somebody is using it."""
        if not self.is_new:
            with Home(self._home.absolute()).taken():
                shutil.rmtree(self._home / "postgresql", ignore_errors=True)
            shutil.rmtree(self._home)

    def finished(self) -> None:
        self.clock.release()
        self._told.touch()
        self._begun.unlink(missing_ok=True)
