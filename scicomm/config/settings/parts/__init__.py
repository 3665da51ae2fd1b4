"""The settings by theme; each file is read into scicomm.config.settings."""
