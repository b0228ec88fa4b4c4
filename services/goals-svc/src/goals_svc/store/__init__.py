"""All SQL of goals-svc: copies of what the other services said, goals, and published scorecards."""
