"""How the campaign service's database came to be what `store.tables` says."""
