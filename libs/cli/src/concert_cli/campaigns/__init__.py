"""Campaigns on the command line: announce, list, follow one through its chain."""
