"""What the audiences look at in every request: the mark of a digest's edition."""

from scicomm.audiences.middleware.digest_visits import DigestVisitsMiddleware

__all__ = ["DigestVisitsMiddleware"]
