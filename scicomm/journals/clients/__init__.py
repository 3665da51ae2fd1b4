"""The only doors of the journals to outside systems, a file each system."""

from scicomm.core.outside import OutsideError
from scicomm.journals.clients.crossref import (
    CrossrefClient,
    HttpCrossrefClient,
    LoggedCrossrefClient,
    SignIn,
    crossref_client,
)

__all__ = [
    "CrossrefClient",
    "HttpCrossrefClient",
    "LoggedCrossrefClient",
    "OutsideError",
    "SignIn",
    "crossref_client",
]
