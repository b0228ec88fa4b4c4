"""Take over what marketing says of a campaign, and look again at contacts that came before they said it."""

from datetime import timedelta
from uuid import UUID

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignTerms

from insight_svc.domain.campaigns import AnnouncedCampaign, BriefAnswer
from insight_svc.domain.contacts import key_of
from insight_svc.store import campaigns, contacts

LOOK_BACK = timedelta(days=28)


async def hear_campaign(tx: Transaction, campaign_id: UUID, *, version: int, terms: CampaignTerms) -> None:
    campaign = _copy(campaign_id, version, terms)
    if await campaigns.put(tx, campaign):
        since = tx.now - LOOK_BACK
        await contacts.look_again(
            tx, campaign_id, since=since, numbers=campaign.numbers, codes=campaign.codes
        )


def _copy(campaign_id: UUID, version: int, terms: CampaignTerms) -> AnnouncedCampaign:
    """Callers quote the campaign's codes or its offer's."""
    answers = () if terms.brief is None else terms.brief.answers
    return AnnouncedCampaign(
        campaign_id=campaign_id,
        version=version,
        name=terms.name,
        department=terms.department,
        launch_at=terms.launch_at,
        ends_at=terms.ends_at,
        numbers=_keys(terms.dialed_numbers),
        codes=_keys((*terms.codes, terms.offer.code)),
        brief=tuple(BriefAnswer(answer.topic, answer.text) for answer in answers),
        cancelled_at=None,
    )


def _keys(texts: tuple[str, ...]) -> tuple[str, ...]:
    keys = (key_of(text) for text in texts)
    return tuple(dict.fromkeys(key for key in keys if key is not None))
