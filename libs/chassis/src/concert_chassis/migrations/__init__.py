"""The steps by which the chassis's own tables came to be; applied before those of the service."""
