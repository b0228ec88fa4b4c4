"""What a change of a campaign means for the notice: some changes restart the clock, the rest do not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

from concert_contracts.campaign import MaterialChange
from concert_contracts.refusal import Refusal

from campaign_svc.domain.agreement import MaterialChangeRule, NoticeAgreement
from campaign_svc.domain.campaign import Campaign
from campaign_svc.domain.local_time import local_date, zone
from campaign_svc.domain.notice import judge
from campaign_svc.domain.terms import ROUNDING, Terms, check_reach


class FixedAtAnnouncement(Refusal):
    """Class and department decide which promise holds; changing them later would rewrite the promise."""

    code: ClassVar[str] = "fixed-at-announcement"
    status: ClassVar[int] = 409


def check_fixed(before: Terms, after: Terms) -> None:
    """Refuse a change of what the announcement fixed."""
    for name in ("campaign_class", "department", "external_ref"):
        if getattr(before, name) != getattr(after, name):
            raise FixedAtAnnouncement(f"{name} is fixed when a campaign is announced", field=f"/{name}")


def material_changes(
    rule: MaterialChangeRule, before: Terms, after: Terms, *, contacts_at_clock_start: int
) -> tuple[MaterialChange, ...]:
    """Why the clock starts again, in the order of the agreement; empty when it does not.

    Growth is measured against what was announced when the clock last started, or against the last version
    if that was lower: many small steps count like one large one.
    """
    reference = min(before.expected_contacts, contacts_at_clock_start)
    return tuple(_material_changes(rule, before, after, reference))


def _material_changes(
    rule: MaterialChangeRule, before: Terms, after: Terms, reference_contacts: int
) -> Iterator[MaterialChange]:
    if rule.earlier_date and _comes_earlier(before, after):
        yield "earlier_launch"
    enough = reference_contacts * (1 + rule.contacts_growth) - ROUNDING
    if after.expected_contacts > before.expected_contacts and after.expected_contacts >= enough:
        yield "more_contacts"
    if rule.new_offer and (after.offer.code, after.offer.title) != (before.offer.code, before.offer.title):
        yield "new_offer"
    if rule.new_queue and not after.queue_names() <= before.queue_names():
        yield "new_queue"


def _comes_earlier(before: Terms, after: Terms) -> bool:
    """Whether the launch, or the n-th sending, comes on an earlier local date than announced."""
    old, new = ([at.launch_at, *sorted(wave.send_at for wave in at.waves)] for at in (before, after))
    return any(
        local_date(is_at, after.timezone) < local_date(was_at, before.timezone)
        for was_at, is_at in zip(old, new, strict=False)
    )


def moved_to(terms: Terms, launch_at: datetime) -> Terms:
    """The campaign launched at another time: its end and waves move along and keep their local hours."""
    check_reach(launch_at, field="/launch_at")
    local = zone(terms.timezone)
    shift = launch_at.astimezone(local).replace(tzinfo=None) - terms.launch_at.astimezone(local).replace(
        tzinfo=None
    )

    def moved(at: datetime) -> datetime:
        return (at.astimezone(local).replace(tzinfo=None) + shift).replace(tzinfo=local).astimezone(UTC)

    return replace(
        terms,
        launch_at=launch_at,
        ends_at=moved(terms.ends_at),
        waves=tuple(replace(wave, send_at=moved(wave.send_at)) for wave in terms.waves),
    )


def revised(
    campaign: Campaign, terms: Terms, agreement: NoticeAgreement, *, restarts_clock: bool, now: datetime
) -> Campaign:
    """The next version of the campaign, with the verdict on its notice from when its clock last started."""
    clock_started_at = now if restarts_clock else campaign.clock_started_at
    notice = judge(
        agreement,
        campaign_class=terms.campaign_class,
        clock_started_at=clock_started_at,
        launch_at=terms.launch_at,
        timezone=terms.timezone,
        missing_fields=terms.missing(agreement.required_fields),
    )
    return replace(
        campaign,
        version=campaign.version + 1,
        terms=terms,
        notice=notice,
        clock_started_at=clock_started_at,
        contacts_at_clock_start=(
            terms.expected_contacts if restarts_clock else campaign.contacts_at_clock_start
        ),
    )
