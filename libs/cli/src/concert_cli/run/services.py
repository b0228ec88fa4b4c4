"""The services of a local installation, each with its wanted port and database."""

from pathlib import Path

from concert_chassis.launcher import ChildService

NAMES = (("gateway", 8100), ("campaign", 8101), ("staffing", 8102), ("insight", 8103), ("goals", 8104))


def child_services(clock_file: Path) -> list[ChildService]:
    return [
        ChildService(
            name=f"{name}-svc",
            module=f"{name}_svc.main",
            prefix=f"{name.upper()}_",
            database=f"concert_{name}",
            port=port,
            settings={"CLOCK_FILE": str(clock_file.absolute())},
        )
        for name, port in NAMES
    ]
