"""Django checks of the image resources' settings."""

from scicomm.assets.checks.drop_folder import check_drop_folder

__all__ = ["check_drop_folder"]
