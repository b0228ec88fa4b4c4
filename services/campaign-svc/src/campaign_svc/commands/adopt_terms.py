"""Give a campaign new terms: tell the center what changed, and restart the clock if it matters."""

from concert_chassis.transaction import Transaction
from concert_contracts.campaign import CampaignRescheduled, CampaignRevised, MaterialChange

from campaign_svc.commands.as_told import notice_as_told, terms_as_told
from campaign_svc.commands.record_version import record_version
from campaign_svc.commands.start_chain import start_chain
from campaign_svc.commands.tell import tell
from campaign_svc.domain.agreement import NoticeAgreement
from campaign_svc.domain.campaign import Campaign
from campaign_svc.domain.change import check_fixed, material_changes, revised
from campaign_svc.domain.terms import Terms
from campaign_svc.store import agreements, campaigns

NO_REASON = "no reason was given"


async def adopt_terms(tx: Transaction, before: Campaign, terms: Terms, *, reason: str | None) -> Campaign:
    """The same terms are no change and make no version. Refuses what the campaign's life no longer allows."""
    if terms == before.terms:
        return before
    before.check_open(tx.now)
    check_fixed(before.terms, terms)
    before.check_may_move(terms.launch_at, tx.now)
    current = await agreements.get(tx, terms.department)
    material = material_changes(
        current.material_change, before.terms, terms, contacts_at_clock_start=before.contacts_at_clock_start
    )
    agreement = current if material else await _agreement_of(tx, before)
    after = revised(before, terms, agreement, restarts_clock=bool(material), now=tx.now)
    await campaigns.put(tx, after)
    event_id = await tell(tx, after.campaign_id, _event(tx, before, after, material, reason))
    await record_version(tx, after, event_id=event_id, material_changes=material, reason=reason)
    if material:
        await start_chain(tx, after, agreement, event_id=event_id)
    return after


async def _agreement_of(tx: Transaction, campaign: Campaign) -> NoticeAgreement:
    """The agreement under which the clock was started: a later one does not judge it."""
    return await agreements.get(tx, campaign.terms.department, campaign.notice.agreement_version)


def _event(
    tx: Transaction,
    before: Campaign,
    after: Campaign,
    material: tuple[MaterialChange, ...],
    reason: str | None,
) -> CampaignRescheduled | CampaignRevised:
    if after.terms.launch_at != before.terms.launch_at:
        return CampaignRescheduled(
            campaign_id=after.campaign_id,
            version=after.version,
            rescheduled_at=tx.now,
            previous_launch_at=before.terms.launch_at,
            reason=reason or NO_REASON,
            terms=terms_as_told(after.terms),
            notice=notice_as_told(after.notice),
        )
    return CampaignRevised(
        campaign_id=after.campaign_id,
        version=after.version,
        revised_at=tx.now,
        material_changes=material,
        terms=terms_as_told(after.terms),
        notice=notice_as_told(after.notice),
    )
