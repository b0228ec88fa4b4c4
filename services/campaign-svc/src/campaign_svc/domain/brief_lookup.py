"""Which campaign a caller means: the brief behind a dialed number or a code."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from campaign_svc.domain.terms import Brief, Offer, Terms

KeyKind = Literal["number", "code"]


@dataclass(frozen=True)
class FoundBrief:
    """A campaign that the key stands for, with what an agent may say (None while nothing is written)."""

    campaign_id: UUID
    version: int
    name: str
    launch_at: datetime
    ends_at: datetime
    offer: Offer
    brief: Brief | None


def normalised(kind: KeyKind, value: str) -> str:
    """The form under which a key is kept: numbers as digits (and a leading +), codes without case."""
    if kind == "code":
        return value.strip().casefold()
    digits = "".join(character for character in value if character.isascii() and character.isdigit())
    return f"+{digits}" if value.strip().startswith("+") else digits


def keys_of(terms: Terms) -> frozenset[tuple[KeyKind, str]]:
    """Every key under which a campaign is found: its numbers, its codes and its offer's code."""
    named: list[tuple[KeyKind, str]] = [("number", number) for number in terms.dialed_numbers]
    named += [("code", code) for code in (*terms.codes, terms.offer.code)]
    keys = ((kind, normalised(kind, value)) for kind, value in named)
    return frozenset((kind, key) for kind, key in keys if key)


def ranked(found: Iterable[FoundBrief], now: datetime) -> tuple[FoundBrief, ...]:
    """Running campaigns first (latest launch first), then those to come (soonest first), then past ones."""

    def place(brief: FoundBrief) -> tuple[int, float]:
        if brief.launch_at <= now < brief.ends_at:
            return 0, -brief.launch_at.timestamp()
        if now < brief.launch_at:
            return 1, brief.launch_at.timestamp()
        return 2, -brief.ends_at.timestamp()

    return tuple(sorted(found, key=place))
