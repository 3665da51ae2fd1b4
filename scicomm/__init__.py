"""SciComm (科传): science communication for research organisations of several levels."""

__version__ = "0.1.0"
