"""Look at what came in since the last look: tell reasons from notes, and find what callers do not understand."""

from collections.abc import Sequence

from concert_chassis.transaction import Transaction

from insight_svc.commands.find_confusion import find_confusion
from insight_svc.commands.learn_reasons import learn_reasons
from insight_svc.domain.contacts import Examined, Unexamined
from insight_svc.store import contacts
from insight_svc.store.reason_models import StoredModel

AT_A_TIME = 2000
BATCHES = 5


async def examine_contacts(tx: Transaction) -> None:
    """What is more than AT_A_TIME x BATCHES waits for the next look."""
    touched = set()
    for _ in range(BATCHES):
        arrived = await contacts.lock_unexamined(tx, limit=AT_A_TIME)
        if not arrived:
            break
        model = await learn_reasons(tx)
        touched |= set(await contacts.put_examined(tx, await tx.compute(_examined, arrived, model)))
    for campaign_id in sorted(touched):
        await find_confusion(tx, campaign_id)


def _examined(arrived: Sequence[Unexamined], stored: StoredModel | None) -> list[Examined]:
    """What was said counts; otherwise what the note tells, and its confidence even where it is too low.

    It computes: called in a thread, so that others are answered meanwhile.
    """
    unsaid = [one for one in arrived if one.reason_code is None and one.note]
    found = stored.model.tell([one.note or "" for one in unsaid]) if stored else [None] * len(unsaid)
    told = {one.contact_id: prediction for one, prediction in zip(unsaid, found, strict=True)}
    examined = []
    for one in arrived:
        prediction = told.get(one.contact_id)
        if prediction is None or stored is None:
            examined.append(Examined(one.contact_id, one.reason_code, None, None))
        else:
            reason = prediction.reason if prediction.is_sure else None
            examined.append(Examined(one.contact_id, reason, prediction.confidence, stored.version))
    return examined
