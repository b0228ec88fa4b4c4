"""Decisions of insight-svc: no input, output, clock or randomness."""
