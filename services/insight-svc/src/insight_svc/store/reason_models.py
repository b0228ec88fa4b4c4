"""Models that tell a note's reason, in all their versions, so that each prediction can be explained later."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from concert_chassis.transaction import Transaction
from sqlalchemy import Row, insert, select

from insight_svc.domain.reason_model import LabelledNote, ReasonModel
from insight_svc.store.tables import REASON_MODEL

NOTES_PER_REASON = 200

_COUNT = """
SELECT coalesce(sum(least(notes, $1)), 0)::int FROM (
    SELECT count(*) AS notes FROM contact
    WHERE reason_code = ANY($2) AND note IS NOT NULL GROUP BY reason_code
) AS c
"""
_LABELLED = """
SELECT r.code, n.note FROM unnest($1::text[]) AS r(code), LATERAL (
    SELECT note FROM contact WHERE reason_code = r.code AND note IS NOT NULL
    ORDER BY started_at DESC, contact_id LIMIT $2
) AS n
"""


@dataclass(frozen=True, slots=True)
class StoredModel:
    version: int
    labelled_notes: int
    reason_versions: dict[str, int]
    model: ReasonModel


async def latest(tx: Transaction) -> StoredModel | None:
    query = select(REASON_MODEL).order_by(REASON_MODEL.c.version.desc()).limit(1)
    row = (await tx.execute(query)).one_or_none()
    return None if row is None else _stored(row)


async def find(tx: Transaction, version: int) -> StoredModel | None:
    row = (await tx.execute(select(REASON_MODEL).where(REASON_MODEL.c.version == version))).one_or_none()
    return None if row is None else _stored(row)


async def add(tx: Transaction, stored: StoredModel) -> None:
    await tx.execute(
        insert(REASON_MODEL).values(
            version=stored.version,
            trained_at=tx.now,
            labelled_notes=stored.labelled_notes,
            reason_versions=stored.reason_versions,
            model=_document(stored.model),
        )
    )


async def count_labelled(tx: Transaction, codes: list[str]) -> int:
    """Notes whose reason somebody said, at most NOTES_PER_REASON each."""
    return int(await (await tx.raw()).fetchval(_COUNT, NOTES_PER_REASON, codes))


async def list_labelled(tx: Transaction, codes: list[str]) -> list[LabelledNote]:
    """The latest of each reason."""
    rows = await (await tx.raw()).fetch(_LABELLED, codes, NOTES_PER_REASON)
    return [LabelledNote(row["code"], row["note"]) for row in rows]


def _document(model: ReasonModel) -> dict[str, Any]:
    """Only the words that were seen: most of the matrix is 0."""
    return {
        "vocabulary": list(model.vocabulary),
        "temperature": model.temperature,
        "reasons": [
            {
                "code": code,
                "notes": float(model.notes[row]),
                "counts": {
                    str(column): float(model.counts[row, column])
                    for column in np.flatnonzero(model.counts[row])
                },
            }
            for row, code in enumerate(model.reasons)
        ],
    }


def _stored(row: Row[Any]) -> StoredModel:
    document = row.model
    counts = np.zeros((len(document["reasons"]), len(document["vocabulary"])))
    for place, reason in enumerate(document["reasons"]):
        for column, count in reason["counts"].items():
            counts[place, int(column)] = count
    model = ReasonModel(
        reasons=tuple(reason["code"] for reason in document["reasons"]),
        vocabulary=tuple(document["vocabulary"]),
        counts=counts,
        notes=np.array([reason["notes"] for reason in document["reasons"]], dtype=float),
        temperature=document["temperature"],
    )
    return StoredModel(row.version, row.labelled_notes, dict(row.reason_versions), model)
