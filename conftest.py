"""Every package's tests may use the chassis's testing kit: databases, transactions, a clock in hand."""

pytest_plugins = ["concert_chassis.testing"]
