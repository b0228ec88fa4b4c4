"""Lost opportunity that was seen: contacts that gave up beyond what an adequate plan would have lost."""

from dataclasses import dataclass
from decimal import Decimal

from staffing_svc.domain.losses.range import (
    Z95,
    DecimalRange,
    MoneyRange,
    in_minor,
    log_normal,
)
from staffing_svc.domain.losses.refusals import ImpossibleCounts
from staffing_svc.domain.losses.value import ContactValue

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Abandonment:
    """What was counted in the window, and what it is compared with.

    `lost_contacts` are abandoned (without short abandons), blocked, and deflected without a solution;
    `expected_share` (a0) is what the plan or the counterfactual would have lost of `offered_contacts`;
    `redial_share` (rho) is the measured share of abandons followed by a redial; `variance_factor` (phi, >= 1)
    is the overdispersion of the lost contacts. The standard errors are absolute.
    """

    offered_contacts: int
    lost_contacts: int
    expected_share: Decimal
    redial_share: Decimal
    expected_share_se: Decimal = NOTHING
    redial_share_se: Decimal = NOTHING
    variance_factor: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        if not 0 <= self.lost_contacts <= self.offered_contacts:
            raise ImpossibleCounts("lost contacts must lie between 0 and offered", field="lost_contacts")
        for name in ("expected_share", "redial_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise ImpossibleCounts(f"{name} must lie between 0 and 1", field=name)

    @property
    def excess_contacts(self) -> Decimal:
        """X = A_b - a0 N; may be negative."""
        return self.lost_contacts - self.expected_share * self.offered_contacts

    @property
    def beyond_chance(self) -> bool:
        """Whether more got away than counting and the model's error explain, with 97.5 % confidence."""
        return self.excess_contacts > Z95 * self.excess_variance.sqrt()

    @property
    def unique_contacts(self) -> Decimal:
        """U = N - rho A_b: customers behind the offered contacts, redials counted once."""
        return self.offered_contacts - self.redial_share * self.lost_contacts

    @property
    def excess_variance(self) -> Decimal:
        """phi N a (1 - a) + (N se_a0)^2."""
        if not self.offered_contacts:
            return NOTHING
        share = Decimal(self.lost_contacts) / self.offered_contacts
        counting = self.variance_factor * self.offered_contacts * share * (1 - share)
        return counting + (self.offered_contacts * self.expected_share_se) ** 2


@dataclass(frozen=True, slots=True)
class ObservedLoss:
    """`excess_contacts` (X) may be negative: then nothing is booked and only the upper bound is shown."""

    excess_contacts: Decimal
    contacts: DecimalRange
    unique_contacts: Decimal
    money: MoneyRange


def observed_loss(abandonment: Abandonment, value: ContactValue) -> ObservedLoss:
    """L = max(X, 0)(1 - rho) and money = L v, with the interval of definitions.md (delta method on logs)."""
    excess, variance = abandonment.excess_contacts, abandonment.excess_variance
    kept_away = 1 - abandonment.redial_share
    if excess <= 0 or kept_away == 0:
        upper = max(excess + Z95 * variance.sqrt(), NOTHING) * kept_away
        contacts = DecimalRange(NOTHING, NOTHING, upper)
        money = DecimalRange(NOTHING, NOTHING, upper * value.likely_minor)
    else:
        of_contacts = variance / excess**2 + (abandonment.redial_share_se / kept_away) ** 2
        contacts = log_normal(excess * kept_away, of_contacts)
        money = log_normal(contacts.likely * value.likely_minor, of_contacts + value.relative_variance)
    return ObservedLoss(excess, contacts, abandonment.unique_contacts, in_minor(money, value.currency))
