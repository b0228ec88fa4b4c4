"""The same thrown-away transaction, seen at a later time."""

from dataclasses import dataclass

from concert_chassis.fake_clock import FakeClock
from concert_chassis.transaction import Transaction, Transactions
from sqlalchemy.ext.asyncio import AsyncEngine


@dataclass(frozen=True)
class Later:
    """`await later("2025-03-05T09:00")` sees what `tx` did; it has said nothing yet."""

    tx: Transaction
    engine: AsyncEngine
    clock: FakeClock

    async def __call__(self, at: str) -> Transaction:
        self.clock.set(at)
        transactions = Transactions(self.engine, service="goals-svc", owner="goals", clock=self.clock)
        return transactions.open_on(self.tx.connection, await self.tx.raw())
