"""Lost opportunity that nobody saw: customers who hung up at the announcement, or never dialed again."""

from dataclasses import dataclass
from decimal import Decimal

from staffing_svc.domain.losses.range import Z95, DecimalRange, MoneyRange, in_minor
from staffing_svc.domain.losses.refusals import ImpossibleCounts
from staffing_svc.domain.losses.value import ContactValue


@dataclass(frozen=True, slots=True)
class ModelledLoss:
    """Kept in a column of its own: it is an assumption times a count, and names the assumption."""

    contacts: DecimalRange
    money: MoneyRange
    assumption: str


def balked_loss(
    *,
    unique_contacts_that_waited: Decimal,
    balking_share: DecimalRange,
    value: ContactValue,
    assumption: str,
) -> ModelledLoss:
    """Customers who turn away before they are counted, as a share of all who would have come.

    With share b of the would-be callers balking, those counted are (1 - b) of them, so b/(1 - b) per counted
    one. `assumption` says where the shares come from.
    """
    shares = (balking_share.low, balking_share.likely, balking_share.high)
    if not 0 <= shares[0] <= shares[1] <= shares[2] < 1:
        raise ImpossibleCounts("0 <= low <= likely <= high < 1", field="balking_share")
    low, likely, high = (unique_contacts_that_waited * b / (1 - b) for b in shares)
    reach = Z95 * value.se_minor
    money = DecimalRange(
        low * max(value.likely_minor - reach, Decimal(0)),
        likely * value.likely_minor,
        high * (value.likely_minor + reach),
    )
    return ModelledLoss(DecimalRange(low, likely, high), in_minor(money, value.currency), assumption)
