"""The bus: one small protocol and three implementations that a service never tells apart."""
