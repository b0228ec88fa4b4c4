"""Plans: what a campaign asks of the center's queues, interval by interval."""
