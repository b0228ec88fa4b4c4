"""Someone asks: the routes of the campaign service and their models, nothing else."""
