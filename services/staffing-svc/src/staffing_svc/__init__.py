"""Forecast, campaign layers, Erlang staffing, schedules, surges and the lost-opportunity ledger."""
