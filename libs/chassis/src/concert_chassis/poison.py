"""Which record of a failed batch is to blame: a part is split until the poison stands alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from concert_contracts.envelope import Envelope

from concert_chassis import batches
from concert_chassis.batches import Incoming, Unreadable
from concert_chassis.bus.protocol import Record
from concert_chassis.reactions import ReactionEntry


@dataclass(frozen=True, slots=True)
class Poison:
    """A record that failed alone."""

    record: Record
    envelope: Envelope | None
    error: Exception


Part = Sequence[Incoming] | Poison


def isolated(part: Part, blamed: Sequence[Incoming], error: Exception) -> list[Part]:
    """A failed part in smaller ones, in order: the run to blame alone, or halves where none is known."""
    if isinstance(part, Poison):
        return [part]
    if len(part) == 1:
        return [Poison(part[0].record, part[0].envelope, error)]
    if 0 < len(blamed) < len(part):
        first = next(at for at, incoming in enumerate(part) if incoming is blamed[0])
        end = next(at for at, incoming in enumerate(part) if incoming is blamed[-1]) + 1
        parts = [part[:first], part[first:end], part[end:]]
    else:
        middle = len(part) // 2
        parts = [part[:middle], part[middle:]]
    return [smaller for smaller in parts if smaller]


def parts_of(records: Sequence[Record], table: Mapping[str, ReactionEntry]) -> tuple[list[Part], int]:
    """Runs of readable events with the unreadable records between them, and how many records nobody wants."""
    parts: list[Part] = []
    run: list[Incoming] = []
    unwanted = 0
    for record in records:
        incoming = batches.read(record, table) if batches.wanted(record, table) else None
        if incoming is None:
            unwanted += 1
        elif isinstance(incoming, Unreadable):
            parts += [run, Poison(record, None, incoming.error)]
            run = []
        else:
            run.append(incoming)
    return [part for part in [*parts, run] if part], unwanted
