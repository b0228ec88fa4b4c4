"""Announce the campaigns of a file: all of them, or on request only the good ones, or for trial none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from concert_chassis.auth import Caller
from concert_chassis.transaction import Transaction
from concert_contracts.refusal import Refusal

from campaign_svc.commands.announce_campaign import AnnounceCampaign, announce_campaign
from campaign_svc.domain.campaign_csv import BadLine

OnBadLines = Literal["refuse", "skip"]


@dataclass(frozen=True)
class LineToAnnounce:
    """A line of the file; `command` makes the announcement and may refuse it."""

    line: int
    command: Callable[[], AnnounceCampaign]


@dataclass(frozen=True)
class ImportOutcome:
    """What the file came to, or would come to; `kept` tells which."""

    kept: bool
    announced: int
    changed: int
    unchanged: int
    bad_lines: tuple[BadLine, ...]


async def import_campaigns(
    tx: Transaction, lines: Sequence[LineToAnnounce | BadLine], caller: Caller, *, on_bad_lines: OnBadLines
) -> ImportOutcome:
    """Keeps nothing if a line is bad and bad lines are not to be skipped."""
    return await _tried(tx, lines, caller, keep=lambda bad: not bad or on_bad_lines == "skip")


async def try_import(
    tx: Transaction, lines: Sequence[LineToAnnounce | BadLine], caller: Caller
) -> ImportOutcome:
    """What the import would do; nothing is kept."""
    return await _tried(tx, lines, caller, keep=lambda bad: False)


async def _tried(
    tx: Transaction,
    lines: Sequence[LineToAnnounce | BadLine],
    caller: Caller,
    *,
    keep: Callable[[list[BadLine]], bool],
) -> ImportOutcome:
    """Inside an attempt, so that what is not kept leaves no trace and is not told."""
    counts = {"announced": 0, "changed": 0, "unchanged": 0}
    bad: list[BadLine] = []
    async with tx.attempt() as attempt:
        for line in lines:
            outcome = line if isinstance(line, BadLine) else await _announced(tx, line, caller)
            if isinstance(outcome, BadLine):
                bad.append(outcome)
            else:
                counts[outcome] += 1
        if keep(bad):
            attempt.keep()
    return ImportOutcome(kept=attempt.kept, bad_lines=tuple(bad), **counts)


async def _announced(
    tx: Transaction, line: LineToAnnounce, caller: Caller
) -> Literal["announced", "changed", "unchanged"] | BadLine:
    """Commands refuse before they write, so that a refused line has left nothing behind."""
    said_before = len(tx.said)
    try:
        announced = await announce_campaign(tx, line.command(), caller)
    except Refusal as refusal:
        return BadLine(line.line, (refusal.field or "").strip("/") or None, refusal.message)
    if announced.is_new:
        return "announced"
    return "changed" if len(tx.said) > said_before else "unchanged"
