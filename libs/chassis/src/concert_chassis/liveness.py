"""How a process that works is told from one that was stopped."""

PAUSED_FOR_S = 10
"""A session silent for so long belongs to a stopped process: the database ends it, another takes over."""
SIGN_OF_LIFE_S = 1.0
"""How often a process that computes within a transaction says that it lives."""
