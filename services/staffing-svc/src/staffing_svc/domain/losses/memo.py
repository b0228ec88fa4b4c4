"""A memo to a campaign's owner: what earlier notice would have brought, before what its absence cost.

It informs and proposes and never orders; it names the link of the chain that failed, whoever's it was.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from staffing_svc.domain.losses.range import MoneyRange


class ChainVerdict(StrEnum):
    """The first link that failed: announced -> delivered -> acknowledged -> translated into a plan."""

    ON_TIME = "on-time"
    LATE_NOTICE = "late-notice"
    NEVER_ANNOUNCED = "never-announced"
    UNACKNOWLEDGED = "unacknowledged"
    UNTRANSLATED = "untranslated"


@dataclass(frozen=True, slots=True)
class CausePart:
    """One cause's share of the surge, 0..1 with its 95 % interval, and its part of the loss."""

    label: str
    share_low: float
    share: float
    share_high: float
    loss: MoneyRange


@dataclass(frozen=True, slots=True)
class Before:
    """The memo that was sent last, as far as this one says otherwise; `changes` are sentences."""

    version: int
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CampaignCase:
    """All that the memo tells, already computed; times are in the center's time zone.

    `more_answered_contacts` would have been answered with the agreed notice, worth `worth_with_notice`, by
    `levers`. `announced_on` None: never announced. `basis` names versions and methods,
    `modelled_by` what the modelled loss rests on (empty: nothing measures it).
    """

    campaign: str
    queues: tuple[str, ...]
    window_start: datetime
    window_end: datetime
    launched_on: date
    announced_on: date | None
    notice_days: int | None
    agreed_notice_days: int
    chain: ChainVerdict
    offered_contacts: int
    expected_contacts: float
    abandoned_contacts: int
    redial_share: float
    observed: MoneyRange
    modelled: MoneyRange
    parts: tuple[CausePart, ...]
    more_answered_contacts: float
    worth_with_notice: MoneyRange
    levers: tuple[str, ...]
    missing: tuple[str, ...]
    basis: tuple[str, ...]
    modelled_by: tuple[str, ...] = ()
    before: Before | None = None
    never_offered_contacts: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """Paragraphs, then a table whose first row is its header (empty: none)."""

    heading: str
    paragraphs: tuple[str, ...]
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Memo:
    title: str
    sections: tuple[Section, ...]


def memo(case: CampaignCase) -> Memo:
    """The draft that a person approves before anybody receives it."""
    return Memo(
        title=f"{case.campaign}: what our customers found when they called, and what we can win together",
        sections=(
            _benefit(case),
            *_changes(case),
            _events(case),
            _cost(case),
            _proposal(case),
            _basis(case),
        ),
    )


def _changes(case: CampaignCase) -> tuple[Section, ...]:
    if case.before is None:
        return ()
    return (Section(f"What changed since version {case.before.version}", case.before.changes),)


def _benefit(case: CampaignCase) -> Section:
    if case.worth_with_notice.likely_minor <= 0:
        text = "Earlier notice would not have changed what callers found: what was lost had other causes."
        return Section("What earlier notice would bring", (text,))
    gain = (
        f"With {case.agreed_notice_days} days of notice about {case.more_answered_contacts:,.0f} more of the "
        f"customers whom {case.campaign} brought would have been answered, worth about "
        f"{amount(case.worth_with_notice)}."
    )
    how = f"What that notice makes possible: {', '.join(case.levers)}." if case.levers else ""
    return Section("What earlier notice would bring", tuple(text for text in (gain, how) if text))


def _events(case: CampaignCase) -> Section:
    uplift = case.offered_contacts / case.expected_contacts - 1.0 if case.expected_contacts > 0 else 0.0
    came = (
        f"From {case.window_start:%Y-%m-%d %H:%M} to {case.window_end:%Y-%m-%d %H:%M} "
        f"{case.offered_contacts:,} contacts came to {', '.join(case.queues)}; "
        f"{case.expected_contacts:,.0f} were expected ({uplift:+.0%}). "
        f"{case.abandoned_contacts:,} gave up; {case.redial_share:.0%} of those are taken to have called again."
    )
    if case.never_offered_contacts:
        came += (
            f" {case.never_offered_contacts:,} more found no line or were sent elsewhere without a solution."
        )
    return Section("What happened", (came, _chain(case)))


def _chain(case: CampaignCase) -> str:
    told = f"announced on {case.announced_on:%Y-%m-%d}" if case.announced_on else "not announced"
    days = f", {case.notice_days} days before its launch" if case.notice_days is not None else ""
    verdicts = {
        ChainVerdict.ON_TIME: "The notice was in time and became a plan: nothing was missing on your side.",
        ChainVerdict.LATE_NOTICE: f"The agreement asks for {case.agreed_notice_days} days.",
        ChainVerdict.NEVER_ANNOUNCED: "The center learnt of it from its customers.",
        ChainVerdict.UNACKNOWLEDGED: "The notice was in time; the center did not acknowledge it. That is ours.",
        ChainVerdict.UNTRANSLATED: "The notice was in time; the center made no plan from it. That is ours.",
    }
    return f"{case.campaign} was {told}{days} ({case.launched_on:%Y-%m-%d}). {verdicts[case.chain]}"


def _cost(case: CampaignCase) -> Section:
    seen = f"Observed: {amount(case.observed)}. These customers were counted as they gave up."
    modelled = (
        f"Modelled, and not added to it: {amount(case.modelled)}, customers who never got in line."
        if case.modelled_by
        else "Customers who never got in line are not estimated: nobody has measured how many turn away."
    )
    rows = tuple((part.label, _share_of_surge(part), amount(part.loss)) for part in case.parts)
    return Section(
        "What it cost, and whose part it is",
        (seen, modelled),
        (("Cause", "Share of the surge", "Part of the observed loss"), *rows),
    )


def _share_of_surge(part: CausePart) -> str:
    if part.share_high <= 0:
        return "not of the surge"
    return f"{part.share:.0%} ({part.share_low:.0%} to {part.share_high:.0%})"


def _proposal(case: CampaignCase) -> Section:
    offers = [
        f"Tell us {case.agreed_notice_days} days ahead and we will show you, the same minute, whether the "
        "center can carry the date, and which date it could carry better."
    ]
    if case.missing:
        offers.append("What would make the next account surer: " + "; ".join(case.missing) + ".")
    if case.chain in (ChainVerdict.UNACKNOWLEDGED, ChainVerdict.UNTRANSLATED):
        offers.append("On our side: we will say within the agreed time what we plan for every announcement.")
    return Section("What we propose", tuple(offers))


def _basis(case: CampaignCase) -> Section:
    stated = (
        "Money is shown as likely (low to high, 95 %). The split is an estimate, not a proof of cause; "
        "what nothing explains stays unexplained."
    )
    return Section("How these figures were made", (stated, *case.modelled_by, *case.basis))


def amount(money: MoneyRange) -> str:
    """`EUR 933.12 (821.10 to 1,060.43)`, for currencies of two decimals."""
    likely, low, high = (
        f"{Decimal(minor).scaleb(-2):,.2f}"
        for minor in (money.likely_minor, money.low_minor, money.high_minor)
    )
    return f"{money.currency} {likely} ({low} to {high})"
