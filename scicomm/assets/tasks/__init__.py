"""Periodic work of the image resources."""

from scicomm.assets.tasks.delivery import (
    bound_iiif_cache,
    draw_renditions,
    open_told_pictures,
    prepare_pictures,
    tidy_requests,
)
from scicomm.assets.tasks.library import (
    carry_out_edits,
    carry_out_imports,
    compare_pictures,
    finish_uploads,
    forget_gone_assets,
    look_at_drop_folder,
    tidy_uploads,
)
from scicomm.assets.tasks.rights import read_new_files, watch_take_downs, watch_terms
from scicomm.assets.tasks.take_in import take_in_new_files

__all__ = [
    "bound_iiif_cache",
    "carry_out_edits",
    "carry_out_imports",
    "compare_pictures",
    "draw_renditions",
    "finish_uploads",
    "forget_gone_assets",
    "look_at_drop_folder",
    "open_told_pictures",
    "prepare_pictures",
    "read_new_files",
    "take_in_new_files",
    "tidy_requests",
    "tidy_uploads",
    "watch_take_downs",
    "watch_terms",
]
