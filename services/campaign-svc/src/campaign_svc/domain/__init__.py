"""What marketing planned and what was agreed: decisions without I/O, clock or randomness."""
