"""Reference data as it ships: announced by others, changed by data, never by code."""
