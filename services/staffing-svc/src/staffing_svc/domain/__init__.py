"""What the center needs and what happened, decided by pure functions: no clock, no randomness, no I/O."""
