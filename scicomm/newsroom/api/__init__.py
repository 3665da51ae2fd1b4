"""The newsroom's part of the interface for programs: public stories, and handing in leads with a token."""

from scicomm.newsroom.api.leads import router as lead_router
from scicomm.newsroom.api.stories import router

__all__ = ["lead_router", "router"]
