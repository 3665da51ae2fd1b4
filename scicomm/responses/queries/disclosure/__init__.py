"""Reads of information disclosure."""
