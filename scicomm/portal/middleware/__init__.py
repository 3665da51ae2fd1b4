"""The page cache and the security headers; what a page shows is not here."""

from scicomm.portal.middleware.page_cache import PageCacheMiddleware
from scicomm.portal.middleware.policy import ContentSecurityPolicyMiddleware

__all__ = ["ContentSecurityPolicyMiddleware", "PageCacheMiddleware"]
