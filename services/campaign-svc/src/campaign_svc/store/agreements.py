"""Notice agreements by department and version; a department without one lives by the house's default."""

from collections.abc import Sequence

from concert_chassis.transaction import Transaction
from sqlalchemy import func, insert, select

from campaign_svc.domain.agreement import AgreementNotFound, NoticeAgreement
from campaign_svc.store.documents import AGREEMENT, agreement_document
from campaign_svc.store.tables import AGREEMENT as TABLE


async def get(tx: Transaction, department: str, version: int | None = None) -> NoticeAgreement:
    """The agreement in force, or one version of it; refuses a version that never was."""
    statement = select(TABLE.c.agreement).where(TABLE.c.department == department)
    if version is not None:
        statement = statement.where(TABLE.c.version == version)
    kept = (await tx.execute(statement.order_by(TABLE.c.version.desc()).limit(1))).scalar_one_or_none()
    if kept is not None:
        return AGREEMENT.validate_python(kept)
    default = NoticeAgreement(department=department)
    if version not in (None, default.version):
        raise AgreementNotFound(f"the agreement of {department} has no version {version}")
    return default


async def get_to_change(tx: Transaction, department: str) -> NoticeAgreement:
    """The agreement in force; whoever else changes it waits."""
    await tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"agreement\n{department}", 0))))
    return await get(tx, department)


async def add(tx: Transaction, agreement: NoticeAgreement) -> None:
    """Keep a new version; older ones stay, because verdicts name them."""
    await tx.execute(
        insert(TABLE).values(
            department=agreement.department,
            version=agreement.version,
            made_at=tx.now,
            made_by=tx.actor,
            agreement=agreement_document(agreement),
        )
    )


async def list_after(
    tx: Transaction, department: str, *, after: int | None, limit: int
) -> Sequence[NoticeAgreement]:
    """All versions, oldest first; the default is version 1."""
    statement = select(TABLE.c.agreement).where(
        TABLE.c.department == department, TABLE.c.version > (after or 0)
    )
    kept = (await tx.execute(statement.order_by(TABLE.c.version).limit(limit))).scalars()
    versions = [AGREEMENT.validate_python(document) for document in kept]
    return versions if after else [NoticeAgreement(department=department), *versions][:limit]
