"""Baseline forecasts of a queue: what will be offered, interval by interval, with honest quantiles."""
