"""What the center and the customers' insights say about a campaign, one plausible event each."""

from datetime import UTC, datetime
from uuid import UUID

from concert_contracts.insight import InsightAcknowledged, InsightActed, InsightClosed, InsightPublished
from concert_contracts.quantities import CountRange, MoneyRange, ShareRange, UpliftRange
from concert_contracts.staffing import (
    AnnouncementAcknowledged,
    AnnouncementDelivered,
    LossByCause,
    LossMemoApproved,
    OpportunityLost,
    QueuePlan,
    ServiceGoal,
    StaffingPlanRaised,
    StaffingPlanWithdrawn,
    SurgeAttributed,
    SurgeCause,
    VolumeSurge,
    VolumeSurgeEnded,
)

AT = datetime(2025, 3, 1, 9, 0, 2, tzinfo=UTC)
SURGE = UUID("01958b1c-0000-7000-8000-00000000005e")
INSIGHT = UUID("01958b1c-0000-7000-8000-000000000015")


def delivered(campaign_id: UUID, version: int = 1) -> AnnouncementDelivered:
    return AnnouncementDelivered(campaign_id=campaign_id, campaign_version=version, delivered_at=AT)


def acknowledged(campaign_id: UUID, version: int = 1) -> AnnouncementAcknowledged:
    return AnnouncementAcknowledged(
        campaign_id=campaign_id, campaign_version=version, acknowledged_at=AT, acknowledged_by="planner-1"
    )


def plan_raised(campaign_id: UUID, version: int = 1) -> StaffingPlanRaised:
    return StaffingPlanRaised(
        campaign_id=campaign_id,
        campaign_version=version,
        plan_version=1,
        raised_at=AT,
        model="Erlang A",
        service_goal=ServiceGoal(variant="SL4", target_share=0.8, within_s=20, max_abandonment_share=0.05),
        queues=(
            QueuePlan(
                queue="sales",
                first_interval_at=AT,
                last_interval_at=AT,
                interval_s=1800,
                forecast_version=1,
                baseline_contacts=100,
                campaign_contacts=CountRange(low=10, likely=20, high=40),
                peak_required_agents=20,
                peak_required_at=AT,
                peak_gap_agents=3,
                gap_agent_hours=12.5,
            ),
        ),
        gap_agent_hours=12.5,
        covered_share=0.9,
    )


def plan_withdrawn(campaign_id: UUID) -> StaffingPlanWithdrawn:
    return StaffingPlanWithdrawn(
        campaign_id=campaign_id, campaign_version=1, plan_version=2, withdrawn_at=AT, reason="cancelled"
    )


def cause(campaign_id: UUID | None) -> SurgeCause:
    return SurgeCause(
        kind="announced_campaign" if campaign_id else "unexplained",
        campaign_id=campaign_id,
        business_event_id=None,
        label="Spring fibre",
        share=ShareRange(low=0.4, likely=0.6, high=0.8),
        evidence=("code SPRING",),
    )


def surge(campaign_id: UUID | None) -> VolumeSurge:
    return VolumeSurge(
        surge_id=SURGE,
        queue="sales",
        interval_s=900,
        since=AT,
        detected_at=AT,
        expected_contacts=100,
        observed_contacts=150,
        uplift_share=UpliftRange(low=0.3, likely=0.5, high=0.7),
        false_alarms_per_week=0.5,
        causes=(cause(campaign_id),),
    )


def surge_attributed(campaign_id: UUID | None) -> SurgeAttributed:
    return SurgeAttributed(
        surge_id=SURGE,
        queue="sales",
        since=AT,
        attributed_at=AT,
        expected_contacts=100,
        observed_contacts=150,
        causes=(cause(campaign_id),),
    )


def surge_ended(campaign_id: UUID | None) -> VolumeSurgeEnded:
    return VolumeSurgeEnded(
        surge_id=SURGE,
        queue="sales",
        since=AT,
        ended_at=AT,
        expected_contacts=100,
        observed_contacts=150,
        excess_contacts=50,
        causes=(cause(campaign_id),),
    )


def loss(campaign_id: UUID | None) -> OpportunityLost:
    return OpportunityLost(
        entry_id=UUID("01958b1c-0000-7000-8000-0000000000e1"),
        corrects_entry_id=None,
        surge_id=SURGE,
        queue="sales",
        booked_at=AT,
        window_start_at=AT,
        window_end_at=AT,
        offered=1200,
        abandoned=252,
        expected_abandonment_share=0.03,
        redial_share=0.55,
        lost_contacts=97.2,
        value_per_contact_minor=960,
        currency="EUR",
        observed=MoneyRange(low_minor=82_110, likely_minor=93_312, high_minor=106_043),
        modelled=MoneyRange(low_minor=0, likely_minor=0, high_minor=0),
        counterfactual="with 14 days of notice the plan would have held 3 % abandonment",
        by_cause=(
            LossByCause(
                kind="announced_campaign" if campaign_id else "own_staffing",
                label="Spring fibre",
                campaign_id=campaign_id,
                department="marketing" if campaign_id else "contact_center",
                likely_minor=93_312,
            ),
        ),
    )


def memo_approved(campaign_id: UUID | None) -> LossMemoApproved:
    some = MoneyRange(low_minor=82_110, likely_minor=93_312, high_minor=106_043)
    return LossMemoApproved(
        campaign_id=campaign_id or SURGE,
        memo_version=2,
        approved_at=AT,
        approved_by="planner-1",
        title="Spring fibre: what our customers found when they called",
        recipients=("marketing", "executive"),
        entries=(UUID("01958b1c-0000-7000-8000-0000000000e1"),),
        currency="EUR",
        observed=some,
        modelled=MoneyRange(low_minor=0, likely_minor=0, high_minor=0),
        worth_with_notice=some,
        changes=("Observed loss: EUR 900.00 then, EUR 933.12 now.",),
        page_path="/v1/memos/1/versions/2",
        pdf_path="/v1/memos/1/versions/2/pdf",
    )


def insight_published(campaign_id: UUID | None) -> InsightPublished:
    return InsightPublished(
        insight_id=INSIGHT,
        version=1,
        insight_type="campaign_confusion",
        published_at=AT,
        owner_department="marketing",
        audience_departments=("contact_center",),
        title="Callers ask what installation costs",
        summary="The brief does not say what installation costs.",
        campaign_id=campaign_id,
        queue="sales",
        first_seen_at=AT,
        detected_at=AT,
        evidence_contacts=30,
        expected_contacts=6.0,
        p_value=0.0001,
        false_alarms_stated="1 in 10,000 contacts",
        top_terms=("installation",),
        examples=(),
        suggested_action="Add an answer on installation to the brief.",
        acknowledge_due_at=AT,
        privacy_class="aggregate",
    )


def insight_acknowledged() -> InsightAcknowledged:
    return InsightAcknowledged(
        insight_id=INSIGHT, version=2, acknowledged_at=AT, acknowledged_by="owner-1", department="marketing"
    )


def insight_acted() -> InsightActed:
    return InsightActed(
        insight_id=INSIGHT, version=3, acted_at=AT, acted_by="owner-1", department="marketing", action="Brief"
    )


def insight_closed() -> InsightClosed:
    return InsightClosed(
        insight_id=INSIGHT,
        version=4,
        closed_at=AT,
        closed_by="owner-1",
        department="marketing",
        outcome="effective",
        explanation="The question is asked no more.",
    )
