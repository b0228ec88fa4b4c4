"""How much the pump takes at once, and how patient it is with what fails."""

from dataclasses import dataclass

from concert_chassis.settings import ServiceSettings


@dataclass(frozen=True, slots=True)
class Pace:
    """How much at once, and how patiently: the settings of that name explain each."""

    max_records: int = 500
    linger_s: float = 0.005
    attempts: int = 5
    backoff_first_s: float = 0.1
    backoff_most_s: float = 5.0
    stop_after_keys: int = 50
    stop_window_s: float = 60.0

    @classmethod
    def of(cls, settings: ServiceSettings) -> "Pace":
        return cls(
            max_records=settings.pump_max_records,
            linger_s=settings.pump_linger_s,
            attempts=settings.pump_attempts,
            backoff_first_s=settings.pump_backoff_first_s,
            backoff_most_s=settings.pump_backoff_most_s,
            stop_after_keys=settings.parking_stop_after_keys,
            stop_window_s=settings.parking_stop_window_s,
        )

    def backoff_s(self, attempts: int) -> float:
        """Doubling from the first to the most; `attempts` counts from 1."""
        return min(self.backoff_first_s * 2.0 ** min(attempts - 1, 30), self.backoff_most_s)
