"""Take in what outside systems say: all events of a request or none, under the ids that the systems gave them."""

from collections.abc import Sequence
from dataclasses import replace

from concert_chassis.transaction import Transaction
from concert_contracts.envelope import Envelope
from concert_contracts.malformed import WireRefusal
from concert_contracts.refusal import Refusal

OUTSIDE = "external"
MOST_AT_ONCE = 1000


class TooManyEvents(Refusal):
    """More events in one request than are taken in one transaction."""

    code = "too-many-events"
    status = 413


class EventsRefused(Refusal):
    """At least one event of the request cannot be taken; none was."""

    code = "events-refused"
    status = 422


class NotYoursToSay(Refusal):
    """The event belongs to one of Concert's own services; only that service says it."""

    code = "not-yours-to-say"
    status = 403


def refused(envelopes: Sequence[Envelope]) -> list[tuple[int, Refusal]]:
    """Position in the request (from 0) and why, for every event that cannot be taken."""
    if len(envelopes) > MOST_AT_ONCE:
        raise TooManyEvents(f"{len(envelopes)} events at once: send at most {MOST_AT_ONCE} in one request")
    found: list[tuple[int, Refusal]] = []
    for position, envelope in enumerate(envelopes):
        try:
            event = envelope.event()
        except WireRefusal as why:
            found.append((position, why))
            continue
        if event.owner() != OUTSIDE:
            found.append((position, NotYoursToSay(f"{envelope.type} is said by {event.owner()}-svc alone")))
        elif envelope.partitionkey != event.key:
            wanted = f"partitionkey must be {event.key!r}, the event's {event.STREAM.key_field}"
            found.append((position, WireRefusal(wanted, field="partitionkey")))
    return found


def take_in(tx: Transaction, envelopes: Sequence[Envelope]) -> None:
    """Passes the events on at the commit. Raises the refusal of a single event, or `EventsRefused` for several."""
    problems = refused(envelopes)
    if problems and len(envelopes) == 1:
        raise problems[0][1]
    if problems:
        said = "; ".join(f"event {position}: {problem.message}" for position, problem in problems[:10])
        more = f" and {len(problems) - 10} more" if len(problems) > 10 else ""
        raise EventsRefused(
            f"{len(problems)} of {len(envelopes)} events are refused, none was taken: {said}{more}",
            field=f"/{problems[0][0]}",
        )
    for envelope in envelopes:
        tx.pass_on(replace(envelope, recordedtime=tx.now))
