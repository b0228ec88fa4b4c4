"""Decisions about goals and scorecards: no input, output or clock."""
