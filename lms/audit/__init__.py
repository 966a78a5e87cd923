"""Who did what, when, to whom: rows that are only ever added, each sealed to the one before."""
