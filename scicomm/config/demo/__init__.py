"""The demonstration academy: a fictional organisation, built once through the real actions; nothing here runs without it."""
