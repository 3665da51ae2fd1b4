"""Measuring what ranks: the parts of the command `evaluate` that belong to no one room."""
