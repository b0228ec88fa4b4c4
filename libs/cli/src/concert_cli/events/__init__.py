"""Events on the command line: follow, send, check."""
