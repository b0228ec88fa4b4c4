"""The campaign calendar, the notice agreement and the chain from announcement to plan."""
