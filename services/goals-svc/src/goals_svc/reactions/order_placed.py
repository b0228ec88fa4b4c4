"""A customer bought: it counts towards the shared revenue goal."""

from concert_chassis.transaction import Transaction
from concert_contracts.external import OrderPlaced

from goals_svc.store import orders


async def on_order_placed(tx: Transaction, event: OrderPlaced) -> None:
    await orders.put(tx, event)
