"""The responses' part of the interface for programs: published answers and the catalogue for all; cases and requests by token."""

from scicomm.responses.api.answers import router
from scicomm.responses.api.cases import router as case_router
from scicomm.responses.api.disclosure import router as disclosure_router
from scicomm.responses.api.requests import router as request_router

__all__ = ["case_router", "disclosure_router", "request_router", "router"]
