"""The staffing engine from a file: no service, database or bus needs to run."""
