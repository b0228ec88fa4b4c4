"""What a contact that got away was worth."""

from dataclasses import dataclass
from decimal import Decimal

from staffing_svc.domain.losses.refusals import ImpossibleCounts


@dataclass(frozen=True, slots=True)
class ContactValue:
    """conversion x margin of one contact, in minor units (9.60 EUR is 960); `se_minor` its standard error."""

    likely_minor: Decimal
    currency: str
    se_minor: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if self.likely_minor < 0 or self.se_minor < 0:
            raise ImpossibleCounts("a contact's value is not negative", field="likely_minor")

    @property
    def relative_variance(self) -> Decimal:
        return (self.se_minor / self.likely_minor) ** 2 if self.likely_minor else Decimal(0)


def contact_value(
    *,
    conversion_share: Decimal,
    margin_minor: Decimal,
    currency: str,
    conversion_se: Decimal = Decimal(0),
    margin_se_minor: Decimal = Decimal(0),
) -> ContactValue:
    """v = conversion x margin; the standard error of a product of independent estimates (first order)."""
    if not 0 <= conversion_share <= 1:
        raise ImpossibleCounts("conversion must lie between 0 and 1", field="conversion_share")
    spread = (margin_minor * conversion_se) ** 2 + (conversion_share * margin_se_minor) ** 2
    return ContactValue(conversion_share * margin_minor, currency, spread.sqrt())
