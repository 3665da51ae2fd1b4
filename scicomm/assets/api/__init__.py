"""The image resources' part of the interface for programs."""

from scicomm.assets.api.uploads import tus_api

__all__ = ["tus_api"]
