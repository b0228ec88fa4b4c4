"""How the database of insight-svc came to be what `store.tables` says."""
