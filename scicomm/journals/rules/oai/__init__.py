"""OAI-PMH 2.0 without a database: requests, tokens, sets, answers written and answers read; `journals/api/oai.py` serves it.

Standard: The Open Archives Initiative Protocol for Metadata Harvesting, version 2.0, and its Implementation Guidelines.
"""
