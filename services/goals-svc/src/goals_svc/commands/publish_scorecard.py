"""Publish the scorecard of a period: the next version, when anything in it has changed."""

from typing import Any

from concert_chassis.transaction import Transaction
from concert_contracts.goals import ScorecardPublished

from goals_svc.commands.draw_up_scorecard import draw_up_scorecard
from goals_svc.commands.set_goal import SCORECARD
from goals_svc.domain.period import Period
from goals_svc.domain.scorecard import ACKNOWLEDGE_WITHIN, TRANSLATE_WITHIN, GoalState, LostPart, Scorecard
from goals_svc.store import scorecards


async def publish_scorecard(tx: Transaction, period: Period) -> ScorecardPublished:
    """The newest version; a new one only if a figure moved."""
    await scorecards.lock(tx, period)
    drawn = await draw_up_scorecard(tx, period)
    before = await scorecards.find_newest(tx, period)
    published = as_published(drawn, period, version=(before.version if before else 0) + 1, tx=tx)
    if before is not None and _figures(before) == _figures(published):
        return before
    await scorecards.add(tx, published)
    tx.emit(published)
    return published


def _figures(scorecard: ScorecardPublished) -> dict[str, Any]:
    return scorecard.model_dump(exclude={"version", "published_at"})


def as_published(drawn: Scorecard, period: Period, *, version: int, tx: Transaction) -> ScorecardPublished:
    notice, answered = drawn.adherence.notice, drawn.responsiveness
    return ScorecardPublished.model_validate(
        {
            "scorecard_id": SCORECARD,
            "version": version,
            "published_at": tx.now,
            "period_start": period.first,
            "period_end": period.last,
            "notice_adherence": {
                "on_time_campaigns": notice.hits,
                "launched_campaigns": notice.of,
                "emergency_campaigns": drawn.adherence.emergencies,
                "share": notice.share,
                "low_share": notice.low,
                "high_share": notice.high,
            },
            "center_responsiveness": {
                "announced_campaigns": answered.acknowledged.of,
                "acknowledged_in_time_campaigns": answered.acknowledged.hits,
                "translated_in_time_campaigns": answered.translated.hits,
                "acknowledge_within_s": ACKNOWLEDGE_WITHIN.total_seconds(),
                "translate_within_s": TRANSLATE_WITHIN.total_seconds(),
                "acknowledged_share": answered.acknowledged.share,
                "translated_share": answered.translated.share,
            },
            "lost_opportunity": [_lost(part) for part in drawn.lost],
            "revenue": _revenue(drawn.goal) if drawn.goal else None,
            "guard_rail": _guard_rail(drawn.goal) if drawn.goal else None,
            "coverage_share": drawn.coverage_share,
        }
    )


def _lost(part: LostPart) -> dict[str, Any]:
    return {
        "kind": part.kind,
        "department": part.department,
        "currency": part.currency,
        "observed": {
            "low_minor": part.low_minor,
            "likely_minor": part.likely_minor,
            "high_minor": part.high_minor,
        },
    }


def _revenue(state: GoalState) -> dict[str, Any]:
    return {
        "goal_id": state.goal.goal_id,
        "currency": state.goal.currency,
        "start_minor": state.goal.start_minor,
        "target_minor": state.goal.target_minor,
        "actual_minor": state.actual_minor,
        "progress_share": state.progress,
    }


def _guard_rail(state: GoalState) -> dict[str, Any]:
    rail = state.goal.guard_rail
    return {
        "variant": rail.variant,
        "within_s": rail.within_s,
        "floor_share": rail.floor_share,
        "actual_share": state.service_share,
        "held": state.held,
    }
