"""What came of the story, read back through the APIs, and whether it came out as it must."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from concert_cli.installation import answer
from concert_cli.run.people import GOAL_ID, People
from concert_cli.run.watch import Watch


@dataclass(frozen=True)
class Check:
    """One thing that must have happened, and what was found instead if it did not."""

    what: str
    came_out: bool
    found: str


def checks(people: People, watch: Watch) -> list[Check]:
    """The chain of the story, link by link."""
    fibre, bonus = people.campaigns.get("spring-fibre"), people.campaigns.get("data-bonus")
    return [
        _campaign("Spring fibre was announced in time and planned for", watch, fibre, on_time=True),
        _campaign("Data bonus week was announced 9 days short", watch, bonus, on_time=False),
        _breach(watch, bonus),
        _acknowledged(watch, fibre, bonus),
        _surge("The late campaign's surge is explained by it", watch, "billing", "announced_campaign"),
        _surge("The letter nobody announced is suspected", watch, "service", "suspected_campaign"),
        _lost("What the late campaign cost is marketing's", watch, "billing", "marketing"),
        _lost("What the letter cost is nobody's until it is confirmed", watch, "service", None),
        _insight("Marketing heard of the letter, acted and closed", watch, "known_surge", closed=True),
        _insight("Marketing heard what its brief lacks", watch, "campaign_confusion", closed=False),
        _scorecard(people),
    ]


def _campaign(what: str, watch: Watch, campaign_id: str | None, *, on_time: bool) -> Check:
    said = [s for s in watch.of("CampaignAnnounced") if s.data["campaign_id"] == campaign_id]
    plans = [s for s in watch.of("StaffingPlanRaised") if s.data["campaign_id"] == campaign_id]
    notice = said[0].data["notice"] if said else None
    kept = notice is not None and notice["on_time"] is on_time
    short = notice is not None and (on_time or notice["shortfall_days"] == 9)
    found = f"{notice['given_days']} days of notice, {len(plans)} plans" if notice else "not announced"
    return Check(what, kept and short and bool(plans), found)


def _breach(watch: Watch, campaign_id: str | None) -> Check:
    found = [s.data for s in watch.of("NoticeBreached")]
    right = any(
        b["campaign_id"] == campaign_id
        and b["verdict"] == "LATE_NOTICE"
        and b["attributed_to"] == "marketing"
        for b in found
    )
    said = ", ".join(f"{b['verdict']} ({b['attributed_to']})" for b in found) or "no breach"
    return Check("The late notice is marketing's, and nobody else is blamed", right and len(found) == 1, said)


def _acknowledged(watch: Watch, *campaigns: str | None) -> Check:
    found = {s.data["campaign_id"] for s in watch.of("AnnouncementAcknowledged")}
    return Check("The center acknowledged both", set(campaigns) <= found, f"{len(found)} acknowledged")


def _surge(what: str, watch: Watch, queue: str, kind: str) -> Check:
    ended = [s.data for s in watch.of("VolumeSurgeEnded") if s.data["queue"] == queue]
    leading = [surge["causes"][0] for surge in ended if surge["causes"]]
    said = "; ".join(f"{cause['kind']} {cause['share']['likely']:.0%}" for cause in leading) or "no surge"
    return Check(what, any(cause["kind"] == kind for cause in leading), said)


def _lost(what: str, watch: Watch, queue: str, department: str | None) -> Check:
    entries = [s.data for s in watch.of("OpportunityLost") if s.data["queue"] == queue]
    parts = [part for entry in entries for part in entry["by_cause"] if part["likely_minor"] > 0]
    largest = max(parts, key=lambda part: part["likely_minor"], default=None)
    right = largest is not None and largest["department"] == department
    return Check(
        what, right, f"{largest['likely_minor']} minor: {largest['label']}" if largest else "nothing booked"
    )


def _insight(what: str, watch: Watch, insight_type: str, *, closed: bool) -> Check:
    published = {
        s.data["insight_id"]
        for s in watch.of("InsightPublished")
        if s.data["insight_type"] == insight_type and s.data["owner_department"] == "marketing"
    }
    acted = published & {s.data["insight_id"] for s in watch.of("InsightActed")}
    ended = published & {s.data["insight_id"] for s in watch.of("InsightClosed")}
    found = f"{len(published)} published, {len(acted)} acted on, {len(ended)} closed"
    return Check(what, bool(acted and (ended or not closed)), found)


def _scorecard(people: People) -> Check:
    card = scorecard(people)
    notice, progress = card["notice_adherence"], card["revenue_goal"]
    right = (notice["hits"], notice["of"]) == (1, 2) and progress is not None and progress["actual_minor"] > 0
    spread = "" if notice["low"] is None else f" ({notice['low']:.0%} to {notice['high']:.0%})"
    found = f"notice kept {notice['hits']} of {notice['of']}{spread}"
    return Check("The scorecard holds all three departments to it", right, found)


def scorecard(people: People) -> Mapping[str, Any]:
    company = people.company
    period = {
        "from": company.moment(0, "12:00").date().isoformat(),
        "to": company.moment(27, "12:00").date().isoformat(),
    }
    with people.client("goals-svc", "executive") as goals:
        card: Mapping[str, Any] = answer(goals.get("/v1/scorecard", params=period))
        answer(
            goals.post(
                "/v1/scorecard/publications",
                json={"period_start": period["from"], "period_end": period["to"]},
            )
        )
    assert card["revenue_goal"] is None or card["revenue_goal"]["goal_id"] == str(GOAL_ID)
    return card
