"""What to say to a caller: the brief behind a dialed number or a code."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from concert_chassis.bodies import ResponseBody
from concert_chassis.http import Router, TransactionDep
from concert_contracts.refusal import Refusal
from fastapi import Query

from campaign_svc.api.campaign_answers import BriefAnswer, OfferAnswer
from campaign_svc.domain.brief_lookup import ranked
from campaign_svc.store import briefs

router = Router(prefix="/v1/briefs", tags=["briefs"])
Key = Annotated[str | None, Query(min_length=1, max_length=200)]


class OneKeyNeeded(Refusal):
    """A brief is looked up by a number or by a code, not by both and not by neither."""

    code: ClassVar[str] = "one-key-needed"
    status: ClassVar[int] = 422
    place: ClassVar[str] = "query"


class FoundBriefAnswer(ResponseBody):
    """`brief` is null while marketing has written none."""

    campaign_id: UUID
    version: int
    name: str
    launch_at: datetime
    ends_at: datetime
    offer: OfferAnswer
    brief: BriefAnswer | None


class FoundBriefsAnswer(ResponseBody):
    """The likeliest first: running campaigns, then those to come, then past ones."""

    found: tuple[FoundBriefAnswer, ...]


@router.get("/lookup")
async def look_up_brief(tx: TransactionDep, number: Key = None, code: Key = None) -> FoundBriefsAnswer:
    """The campaigns that a dialed number or a code stands for."""
    if (number is None) == (code is None):
        raise OneKeyNeeded("give either a number or a code", field="/number")
    found = await (briefs.find(tx, "number", number) if number else briefs.find(tx, "code", code or ""))
    return FoundBriefsAnswer(found=tuple(map(FoundBriefAnswer.model_validate, ranked(found, tx.now))))
