"""Explain the reason of a note: which words spoke for it, and how sure that is."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.refusal import Refusal

from insight_svc.commands.learn_reasons import learn_reasons
from insight_svc.domain.reason_model import Prediction
from insight_svc.domain.redaction import redact
from insight_svc.store import contacts, reason_models, redaction_keys


class UnknownContact(Refusal):
    """No such contact has come in."""

    code: ClassVar[str] = "unknown-contact"
    status: ClassVar[int] = 404


@dataclass(frozen=True, slots=True)
class ContactReason:
    """`said` is the reason that the source gave; `prediction` is what the note tells without it."""

    contact_id: str
    queue: str
    started_at: datetime
    campaign_id: UUID | None
    said: str | None
    reason: str | None
    note: str | None
    model_version: int | None
    prediction: Prediction | None


async def explain_contact(tx: Transaction, contact_id: str) -> ContactReason:
    """By the model that told it then, so that the answer is the same tomorrow. Raises UnknownContact."""
    row = await contacts.find(tx, contact_id)
    if row is None:
        raise UnknownContact(f"no contact {contact_id!r}", field="/contact_id")
    version: int | None = row["model_version"]
    stored = None if version is None else await reason_models.find(tx, version)
    prediction = None if stored is None or not row["note"] else stored.model.predict([row["note"]])[0]
    return ContactReason(
        contact_id=contact_id,
        queue=row["queue"],
        started_at=row["started_at"],
        campaign_id=row["campaign_id"],
        said=row["reason_code"],
        reason=row["reason"],
        note=row["note"],
        model_version=version,
        prediction=prediction,
    )


async def explain_note(tx: Transaction, note: str) -> tuple[str, int | None, Prediction | None]:
    """(The note as it would be kept, the model's version, what it tells); nothing of the note is kept."""
    kept = redact(note, key=await redaction_keys.get(tx))
    stored = await learn_reasons(tx)
    return (kept, None, None) if stored is None else (kept, stored.version, stored.model.predict([kept])[0])
