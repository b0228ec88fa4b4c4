"""Real input: intervals, schedules, contacts and campaigns from CSV files."""
