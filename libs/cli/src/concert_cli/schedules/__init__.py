"""Schedules of a running installation: rules, drafts, publications, and what happens within the day."""
