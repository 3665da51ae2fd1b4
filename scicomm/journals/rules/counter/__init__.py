"""Usage by COUNTER's Code of Practice, release 5.1: who is a program, what counts once, which report holds what; no database."""
