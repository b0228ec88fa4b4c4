"""Campaigns and verdicts in the words of the events: the one place where ours become the company's."""

from concert_contracts import campaign as told

from campaign_svc.domain.notice import NoticeVerdict
from campaign_svc.domain.terms import Brief, ExternalRef, Offer, Terms


def terms_as_told(terms: Terms) -> told.CampaignTerms:
    """All that a reader needs to know of this version."""
    return told.CampaignTerms(
        name=terms.name,
        campaign_class=terms.campaign_class,
        department=terms.department,
        owner=terms.owner,
        external_ref=_external_ref(terms.external_ref),
        lifecycle_stage=terms.lifecycle_stage,
        audience_size=terms.audience_size,
        offer=_offer(terms.offer),
        codes=terms.codes,
        dialed_numbers=terms.dialed_numbers,
        queues=tuple(told.QueueShare(queue=queue.queue, share=queue.share) for queue in terms.queues),
        waves=tuple(
            told.Wave(wave=wave.wave, channel=wave.channel, size=wave.size, send_at=wave.send_at)
            for wave in terms.waves
        ),
        expected_contacts=terms.expected_contacts,
        handle_time_uplift_share=terms.handle_time_uplift_share,
        launch_at=terms.launch_at,
        ends_at=terms.ends_at,
        timezone=terms.timezone,
        brief=_brief(terms.brief),
    )


def notice_as_told(notice: NoticeVerdict) -> told.NoticeVerdict:
    """The verdict with its arithmetic."""
    return told.NoticeVerdict(
        agreement_version=notice.agreement_version,
        campaign_class=notice.campaign_class,
        required_days=notice.required_days,
        given_days=notice.given_days,
        shortfall_days=notice.shortfall_days,
        on_time=notice.on_time,
        is_emergency=notice.is_emergency,
    )


def _external_ref(reference: ExternalRef | None) -> told.ExternalRef | None:
    if reference is None:
        return None
    return told.ExternalRef(external_system=reference.external_system, external_id=reference.external_id)


def _offer(offer: Offer) -> told.Offer:
    return told.Offer(code=offer.code, title=offer.title, description=offer.description)


def _brief(brief: Brief | None) -> told.Brief | None:
    if brief is None:
        return None
    answers = tuple(told.BriefAnswer(topic=answer.topic, text=answer.text) for answer in brief.answers)
    return told.Brief(summary=brief.summary, answers=answers)
