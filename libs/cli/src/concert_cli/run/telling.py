"""Events in words: one line of the story per event."""

from collections.abc import Callable, Mapping
from typing import Any

from concert_cli.run.watch import Said

Data = Mapping[str, Any]


def told(said: Said, names: Mapping[str, str]) -> str:
    """What happened, in business words; `names` are campaigns' names by id."""
    tell = _TELLERS.get(said.name)
    return tell(said.data, names) if tell else said.name


def money(minor: int, currency: str) -> str:
    return f"{minor / 100:,.0f} {currency}"


def _name(data: Data, names: Mapping[str, str]) -> str:
    return names.get(str(data.get("campaign_id")), str(data.get("campaign_id"))[:8])


def _announced(data: Data, _: Mapping[str, str]) -> str:
    notice = data["notice"]
    kept = "in time" if notice["on_time"] else f"a breach by {notice['shortfall_days']}"
    return f"Marketing announces {data['terms']['name']}: {notice['given_days']} days of notice, {kept}"


def _planned(data: Data, names: Mapping[str, str]) -> str:
    queue = data["queues"][0]
    contacts = queue["campaign_contacts"]
    return (
        f"The center plans for {_name(data, names)}: {contacts['likely']:.0f} contacts "
        f"({contacts['low']:.0f} to {contacts['high']:.0f}) on {queue['queue']}, "
        f"{data['gap_agent_hours']:.0f} agent hours missing, {data['covered_share']:.0%} covered"
    )


def _breached(data: Data, names: Mapping[str, str]) -> str:
    return (
        f"Notice breached for {_name(data, names)}: {data['verdict']}, {data['attributed_to']} answers for it"
    )


def _causes(data: Data) -> str:
    return "; ".join(f"{cause['share']['likely']:.0%} {cause['label']}" for cause in data["causes"])


def _surge(data: Data, _: Mapping[str, str]) -> str:
    return (
        f"Surge on {data['queue']}: {data['observed_contacts']} contacts against "
        f"{data['expected_contacts']:.0f} expected ({data['uplift_share']['likely']:+.0%}): {_causes(data)}"
    )


def _attributed(data: Data, _: Mapping[str, str]) -> str:
    return f"More is known of the surge on {data['queue']}: {_causes(data)}"


def _ended(data: Data, _: Mapping[str, str]) -> str:
    return (
        f"The surge on {data['queue']} is over: {data['excess_contacts']:.0f} more contacts: {_causes(data)}"
    )


def _lost(data: Data, _: Mapping[str, str]) -> str:
    seen = data["observed"]
    parts = "; ".join(
        f"{money(part['likely_minor'], data['currency'])} {part['label']} ({part['department'] or 'nobody yet'})"
        for part in data["by_cause"]
        if part["likely_minor"]
    )
    return (
        f"Lost on {data['queue']}: {money(seen['likely_minor'], data['currency'])} "
        f"({money(seen['low_minor'], data['currency'])} to {money(seen['high_minor'], data['currency'])}): {parts}"
    )


def _insight(data: Data, _: Mapping[str, str]) -> str:
    return f"Insight to {data['owner_department']}: {data['title']} ({data['evidence_contacts']} contacts)"


_TELLERS: dict[str, Callable[[Data, Mapping[str, str]], str]] = {
    "CampaignAnnounced": _announced,
    "CampaignRevised": lambda d, _: f"Marketing revises {d['terms']['name']} (version {d['version']})",
    "CampaignRescheduled": lambda d, _: f"Marketing reschedules {d['terms']['name']}",
    "CampaignCancelled": lambda d, names: f"Marketing cancels {_name(d, names)}",
    "CampaignLaunched": lambda d, names: f"{_name(d, names)} launches",
    "NoticeBreached": _breached,
    "AnnouncementDelivered": lambda d, names: f"{_name(d, names)} has reached the center",
    "AnnouncementAcknowledged": lambda d, names: f"A planner acknowledges {_name(d, names)}",
    "StaffingPlanRaised": _planned,
    "StaffingPlanWithdrawn": lambda d, names: f"The plan for {_name(d, names)} is withdrawn",
    "VolumeSurge": _surge,
    "SurgeAttributed": _attributed,
    "VolumeSurgeEnded": _ended,
    "OpportunityLost": _lost,
    "LossMemoApproved": lambda d, names: (
        f"{d['approved_by']} approves the memo on {_name(d, names)} for {', '.join(d['recipients'])}"
    ),
    "InsightPublished": _insight,
    "InsightAcknowledged": lambda d, _: f"{d['department']} acknowledges the insight",
    "InsightActed": lambda d, _: f"{d['department']} acts: {d['action']}",
    "InsightClosed": lambda d, _: f"{d['department']} closes the insight: {d['outcome']}",
    "GoalSet": lambda d, _: f"A goal for {', '.join(d['accountable_departments'])}: {d['name']}",
    "ScorecardPublished": lambda d, _: (
        f"Scorecard, version {d['version']}: {d['coverage_share']:.0%} covered"
    ),
    "GuardRailBreached": lambda d, _: f"Guard rail breached: {d['explanation']}",
}
