"""Describe why customers get in touch: a new version, unless it says the same as the one before."""

from dataclasses import replace

from concert_chassis.transaction import Transaction

from insight_svc.domain.reasons import Reason
from insight_svc.store import reasons


async def describe_reason(tx: Transaction, reason: Reason) -> Reason:
    """`reason.version` is drawn here."""
    before = await reasons.lock(tx, reason.code)
    if before is not None and before.says_the_same(reason):
        return before
    described = replace(reason, version=1 if before is None else before.version + 1)
    await reasons.add(tx, described)
    return described
