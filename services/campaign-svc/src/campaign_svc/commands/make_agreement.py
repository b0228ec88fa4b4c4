"""Make the next version of a department's notice agreement; verdicts given under older ones stand."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from concert_chassis.etags import ExpectedVersion
from concert_chassis.transaction import Transaction

from campaign_svc.domain.agreement import NoticeAgreement
from campaign_svc.store import agreements


@dataclass(frozen=True)
class MakeAgreement:
    """`made` gives the agreement of a department and version."""

    department: str
    expected: ExpectedVersion
    made: Callable[[str, int], NoticeAgreement]


async def make_agreement(tx: Transaction, command: MakeAgreement) -> NoticeAgreement:
    """The same agreement again is no new version. Refuses a stale version."""
    current = await agreements.get_to_change(tx, command.department)
    command.expected.check(current.version)
    wanted = command.made(command.department, current.version)
    if wanted == current:
        return current
    following = replace(wanted, version=current.version + 1)
    await agreements.add(tx, following)
    return following
