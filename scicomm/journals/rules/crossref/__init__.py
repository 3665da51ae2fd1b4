"""Deposit packages for Crossref (metadata schema 5.4.0): what goes in, how it is written, checked, and answered; no database."""
