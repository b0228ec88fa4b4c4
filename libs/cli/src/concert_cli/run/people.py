"""What the sample company's people do in the story: announce, acknowledge, answer insights, set a goal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import httpx

from concert_cli.installation import Installation, answer
from concert_cli.run.company import Company

GOAL_ID = uuid5(NAMESPACE_URL, "urn:concert:sample:goal")
ACKNOWLEDGES_AFTER = timedelta(minutes=40)
ACTS_AFTER = timedelta(hours=2)
CLOSES_AFTER = timedelta(hours=24)
ANSWERED_TYPES = ("known_surge", "campaign_confusion", "emerging_topic")


@dataclass
class Insight:
    """An insight that marketing is dealing with."""

    insight_id: str
    title: str
    insight_type: str
    campaign_id: str | None
    published_at: datetime
    status: str = "published"


@dataclass
class People:
    """Everybody who acts, through the APIs with the token of their role."""

    company: Company
    installed: Installation
    campaigns: dict[str, str] = field(default_factory=dict)
    insights: dict[str, Insight] = field(default_factory=dict)

    def client(self, service: str, role: str) -> httpx.Client:
        return self.installed.client(service, role=role)

    def set_goal(self) -> None:
        """The executive sets one revenue goal for three departments."""
        first, last = self.company.moment(0, "12:00").date(), self.company.moment(27, "12:00").date()
        body = {
            "name": "Fibre and loyalty revenue of the quarter's first month",
            "accountable_departments": ["contact_center", "marketing", "sales"],
            "period_start": first.isoformat(),
            "period_end": last.isoformat(),
            "currency": "EUR",
            "target_minor": 15_000_000,
            "guard_rail": {"variant": "SL3", "within_s": 20, "floor_share": 0.7},
        }
        with self.client("goals-svc", "executive") as goals:
            response = goals.put(f"/v1/goals/{GOAL_ID}", json=body, headers={"If-Match": "*"})
            answer(response)

    def announce(self, key: str, campaign: Mapping[str, Any]) -> None:
        with self.client("campaign-svc", "campaign_owner") as service:
            told = answer(service.post("/v1/campaigns", json=announcement(self.company, campaign)))
        self.campaigns[key] = told["campaign_id"]

    def acknowledge(self, key: str) -> bool:
        """Whether the announcement had arrived at the center, so that a planner could acknowledge it."""
        with self.client("staffing-svc", "planner") as service:
            response = service.post(f"/v1/announcements/{self.campaigns[key]}/acknowledgement")
        return response.is_success

    def answer_insights(self, now: datetime) -> None:
        """Marketing reads its insights, acts on them and closes them, each at its own pace."""
        with self.client("insight-svc", "campaign_owner") as service:
            found = answer(service.get("/v1/insights", params={"owner": "marketing", "limit": 100}))["items"]
            for told in found:
                if told["insight_type"] in ANSWERED_TYPES:
                    self._take(told)
            for insight in self.insights.values():
                self._answer(service, insight, now)

    def _take(self, told: Mapping[str, Any]) -> None:
        self.insights.setdefault(
            told["insight_id"],
            Insight(
                told["insight_id"],
                told["title"],
                told["insight_type"],
                told.get("campaign_id"),
                datetime.fromisoformat(told["published_at"]),
            ),
        )

    def _answer(self, service: httpx.Client, insight: Insight, now: datetime) -> None:
        age = now - insight.published_at
        path = f"/v1/insights/{insight.insight_id}"
        if insight.status == "published" and age >= ACKNOWLEDGES_AFTER:
            self._post(service, f"{path}/acknowledgement", {})
            insight.status = "acknowledged"
        elif insight.status == "acknowledged" and age >= ACTS_AFTER:
            self._act(service, path, insight)
            insight.status = "acted"
        elif insight.status == "acted" and age >= CLOSES_AFTER:
            outcome = {
                "outcome": "inconclusive",
                "explanation": "Closed; too early for a verdict on the effect.",
            }
            self._post(service, f"{path}/closure", outcome)
            insight.status = "closed"

    def _act(self, service: httpx.Client, path: str, insight: Insight) -> None:
        if insight.insight_type == "campaign_confusion" and insight.campaign_id:
            self._complete_brief(insight.campaign_id)
            action = "The brief answers it now; agents were told."
        else:
            action = "It is ours: a letter went out unannounced. The center was told what it offers."
            if insight.campaign_id:
                action = "We expected too few; the next wave waits until the center can carry it."
        self._post(service, f"{path}/action", {"action": action})

    def _complete_brief(self, campaign_id: str) -> None:
        """Marketing adds the missing answer to the campaign's brief."""
        with self.client("campaign-svc", "campaign_owner") as service:
            response = service.get(f"/v1/campaigns/{campaign_id}")
            brief = dict(answer(response)["terms"]["brief"] or {"summary": "Campaign brief.", "answers": []})
            brief["answers"] = [
                *brief["answers"],
                {"topic": "old-router-return", "text": "The old router goes back in the box of the new one."},
            ]
            service.patch(
                f"/v1/campaigns/{campaign_id}",
                json={"brief": brief},
                headers={"If-Match": response.headers["ETag"]},
            )

    @staticmethod
    def _post(service: httpx.Client, path: str, body: Mapping[str, Any]) -> None:
        current = service.get(path.rpartition("/")[0])
        answer(service.post(path, json=body, headers={"If-Match": current.headers.get("ETag", "*")}))


def announcement(company: Company, campaign: Mapping[str, Any]) -> dict[str, Any]:
    """A campaign of company.toml as the body of an announcement."""

    def at(when: Mapping[str, Any]) -> str:
        return company.moment(when["day"], when["at"]).isoformat()

    return {
        "name": campaign["name"],
        "campaign_class": campaign["campaign_class"],
        "external_ref": {
            "external_system": "marketing-automation",
            "external_id": f"{campaign['external_id']}-{company.first_day:%Y%m%d}",
        },
        "lifecycle_stage": campaign["lifecycle_stage"],
        "audience_size": sum(wave["size"] for wave in campaign["waves"]),
        "offer": {
            "code": campaign["offer_code"],
            "title": campaign["offer_title"],
            "description": campaign["offer_description"],
        },
        "codes": [campaign["offer_code"]],
        "dialed_numbers": [campaign["number"]],
        "queues": [{"queue": campaign["queue"], "share": 1.0}],
        "waves": [
            {"wave": w["wave"], "channel": w["channel"], "size": w["size"], "send_at": at(w)}
            for w in campaign["waves"]
        ],
        "expected_contacts": campaign["expected_contacts"],
        "handle_time_uplift_share": campaign["handle_time_uplift_share"],
        "launch_at": at(campaign["launch"]),
        "ends_at": at(campaign["ends"]),
        "timezone": company.config["timezone"],
        "brief": {
            "summary": campaign["offer_description"],
            "answers": [
                {"topic": topic, "text": f"See the fact sheet: {topic}."}
                for topic in campaign["brief_topics"]
            ],
        },
    }
