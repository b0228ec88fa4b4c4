"""A ledger entry's assumptions in words, so that every figure in it can be argued with."""

from staffing_svc.domain.loss_window import LossWindow
from staffing_svc.domain.losses import Abandonment, Counterfactual
from staffing_svc.domain.redials import Redials


def in_words(
    window: LossWindow, notice: Counterfactual, redials: Redials, *, given_days: int, abandonment: Abandonment
) -> str:
    return " ".join(
        (
            _plan(window, notice, given_days),
            _lead_times(window),
            _redials(redials),
            f"The 95 % interval is log-normal: counting error (scatter {abandonment.variance_factor:.2f} times that "
            f"of independent callers), redials, the contact's value (standard error {window.queue.value_se_minor} "
            f"minor units) and Erlang A's error of {abandonment.expected_share_se:.1%} of the contacts.",
        )
    )


def _plan(window: LossWindow, notice: Counterfactual, given_days: int) -> str:
    schedule = (
        "the loaded schedule"
        if window.known_schedule
        else "what that notice allowed to plan (no schedule was loaded)"
    )
    still_lost = f"{notice.expected_share:.1%} of contacts would still have been lost."
    if given_days >= notice.agreed_days:
        return (
            f"Notice was given in time ({notice.agreed_days} days are agreed): with what its lead times allow "
            f"on top of {schedule} {still_lost}"
        )
    opened = ", ".join(notice.opened(given_days=given_days)) or "no further lever"
    return (
        f"With {notice.agreed_days} days of notice instead of {given_days}: {opened} on top of {schedule}; "
        f"{still_lost}"
    )


def _lead_times(window: LossWindow) -> str:
    if window.queue.levers is None:
        return "Lead times are the usual ones: the center has stated none for this queue."
    return "Lead times as the center has stated them for this queue."


def _redials(redials: Redials) -> str:
    if redials.followed is None:
        return (
            f"Redials {redials.share:.0%} are the queue's figure (standard error {redials.se:.0%}): too few "
            "callers could be followed."
        )
    return (
        f"Redials {redials.share:.0%} were measured on {redials.followed} who got away (standard error "
        f"{redials.se:.1%})."
    )
