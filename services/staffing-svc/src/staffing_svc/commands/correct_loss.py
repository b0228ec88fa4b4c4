"""Correct who answers for a loss: by a further entry, never by changing one."""

from uuid import UUID, uuid5

from concert_chassis.transaction import Transaction
from concert_contracts.refusal import Refusal
from concert_contracts.staffing import OpportunityLost

from staffing_svc.domain.identities import LOSS_IDS
from staffing_svc.store import losses


class EntryReplaced(Refusal):
    """A later entry stands in its place: correct that one."""

    code = "entry-replaced"
    status = 409


class NoSuchCause(Refusal):
    """The entry has no cause at this position."""

    code = "no-such-cause"
    status = 404


async def correct_loss(
    tx: Transaction, entry_id: UUID, *, cause: int, department: str | None, reason: str, by: str
) -> OpportunityLost:
    """The new entry, booked and said. Raises `UnknownEntry`, `EntryReplaced`, `NoSuchCause`."""
    entry = await losses.get(tx, entry_id)
    standing = await losses.find_standing(tx, entry.surge_id)
    if standing is not None and standing.entry_id != entry_id:
        raise EntryReplaced(f"entry {standing.entry_id} stands in its place: correct that one")
    if cause >= len(entry.by_cause):
        raise NoSuchCause(f"the entry has {len(entry.by_cause)} causes, counted from 0", field="/cause")
    parts = list(entry.by_cause)
    parts[cause] = parts[cause].model_copy(update={"department": department})
    corrected = entry.model_copy(
        update={
            "entry_id": uuid5(LOSS_IDS, f"{entry.surge_id} after {entry_id}"),
            "corrects_entry_id": entry_id,
            "booked_at": tx.now,
            "by_cause": tuple(parts),
            "counterfactual": f"{entry.counterfactual} Corrected by {by}: {reason}"[:4000],
        }
    )
    await losses.add(tx, corrected)
    tx.emit(corrected)
    return corrected
