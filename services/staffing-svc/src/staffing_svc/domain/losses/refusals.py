"""What the lost-opportunity figures refuse to be computed from."""

from typing import ClassVar

from concert_contracts.refusal import Refusal


class ImpossibleCounts(Refusal):
    """Counts or shares that cannot be: negative, abandoned above offered, a share outside 0..1."""

    code: ClassVar[str] = "impossible-counts"
    status: ClassVar[int] = 422


class SharesAboveOne(Refusal):
    """The causes claim more than the whole loss; one contact has one share vector."""

    code: ClassVar[str] = "shares-above-one"
    status: ClassVar[int] = 422
