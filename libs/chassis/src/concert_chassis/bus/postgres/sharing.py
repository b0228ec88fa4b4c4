"""Which member of a group reads which partition: fair, and as few changes of hands as can be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

Place = tuple[str, int]
"""(topic, partition)"""


@dataclass(frozen=True, slots=True)
class Member:
    incarnation: UUID
    topics: frozenset[str]


def shared(places: Mapping[Place, UUID | None], members: Sequence[Member]) -> dict[Place, UUID]:
    """By place; `places` says who has each now. All members compute the same from the same state.

    Nobody keeps more than a fair share of a topic; what is free goes to whoever has least.
    """
    target: dict[Place, UUID] = {}
    load = {member.incarnation: 0 for member in members}
    for topic in sorted({topic for topic, _ in places}):
        wanting = [member.incarnation for member in members if topic in member.topics]
        if not wanting:
            continue
        own = dict.fromkeys(wanting, 0)
        of_topic = sorted(place for place in places if place[0] == topic)
        share = -(-len(of_topic) // len(wanting))
        free: list[Place] = []
        for place in of_topic:
            owner = places[place]
            if owner in own and own[owner] < share:
                target[place] = owner
                own[owner] += 1
            else:
                free.append(place)
        for place in free:
            least = min(wanting, key=lambda one: (own[one], load[one] + own[one], one))
            target[place] = least
            own[least] += 1
        for incarnation, count in own.items():
            load[incarnation] += count
    return target
