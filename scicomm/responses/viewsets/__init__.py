"""Admin viewsets of the responses room."""
