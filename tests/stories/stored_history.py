"""Databases whose copies begin with a history, so that each story need not load and forecast it again."""

from concert_chassis.databases import Databases, Migrated


class StoredHistory(Databases):
    """Of the services that were kept, `fresh` copies the database as it was then; of others an empty one."""

    def __init__(self, databases: Databases) -> None:
        super().__init__(databases.cluster)
        self._given: dict[str, str] = {}
        self._kept: dict[str, str] = {}

    def keep(self, service: str) -> None:
        """From now on copies of this service begin with what its last database holds, once nobody uses that."""
        self._kept[service] = self._given[service]

    async def fresh(self, service: Migrated) -> str:
        kept = self._kept.get(service.name)
        if kept is not None:
            return await self.copy(kept)
        self._given[service.name] = await super().fresh(service)
        return self._given[service.name]
