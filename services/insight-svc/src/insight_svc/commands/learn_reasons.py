"""Have a model of the reasons that knows what people have said since: learnt anew when that is worth it."""

from concert_chassis.transaction import Transaction

from insight_svc.domain.reason_model import train
from insight_svc.store import reason_models, reasons
from insight_svc.store.reason_models import StoredModel

GROWTH = 1.5
"""Learnt anew when so many times more labelled notes are there; at least MORE of them."""
MORE = 10


async def learn_reasons(tx: Transaction) -> StoredModel | None:
    """The newest model; None while nobody described a reason."""
    known = {reason.code: reason for reason in await reasons.list_all(tx)}
    if not known:
        return None
    codes = sorted(known)
    versions = {code: known[code].version for code in codes}
    latest = await reason_models.latest(tx)
    labelled = await reason_models.count_labelled(tx, codes)
    if latest is not None and latest.reason_versions == versions and not _is_worth_it(latest, labelled):
        return latest
    notes = await reason_models.list_labelled(tx, codes)
    made = StoredModel(
        version=1 if latest is None else latest.version + 1,
        labelled_notes=labelled,
        reason_versions=versions,
        model=await tx.compute(train, {code: known[code].words for code in codes}, notes),
    )
    await reason_models.add(tx, made)
    return made


def _is_worth_it(latest: StoredModel, labelled: int) -> bool:
    return labelled >= max(latest.labelled_notes * GROWTH, latest.labelled_notes + MORE)
