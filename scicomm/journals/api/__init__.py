"""What programs ask of the journals, a file each interface; here the routers of the public API."""

from scicomm.journals.api.articles import router as article_router
from scicomm.journals.api.intake import router as intake_router
from scicomm.journals.api.journals import router as journal_router
from scicomm.journals.api.packages import router as package_router
from scicomm.journals.api.people import router as people_router

__all__ = ["article_router", "intake_router", "journal_router", "package_router", "people_router"]
