"""The asset's own screens, and Wagtail's lists and choosers of files with the tags of one's own files only."""

from scicomm.assets.views.choosing import ImageChooseResults, ImageChosen, ImageFormat, ImagesChosen
from scicomm.assets.views.records import asset, block, choose, copy, edit, free
from scicomm.assets.views.terms import (
    add_consent,
    add_grant,
    consent,
    ending,
    grant,
    remove_consent,
    remove_grant,
    take_down_done,
    take_downs,
    withdraw_consent,
)
from scicomm.assets.views.wagtail_lists import (
    DocumentEdit,
    DocumentFilters,
    DocumentIndex,
    ImageChoose,
    ImageEdit,
    ImageFilters,
    ImageIndex,
    OwnTags,
    own_tags,
)

__all__ = [
    "DocumentEdit",
    "DocumentFilters",
    "DocumentIndex",
    "ImageChoose",
    "ImageChooseResults",
    "ImageChosen",
    "ImageEdit",
    "ImageFilters",
    "ImageFormat",
    "ImageIndex",
    "ImagesChosen",
    "OwnTags",
    "add_consent",
    "add_grant",
    "asset",
    "block",
    "choose",
    "consent",
    "copy",
    "edit",
    "ending",
    "free",
    "grant",
    "own_tags",
    "remove_consent",
    "remove_grant",
    "take_down_done",
    "take_downs",
    "withdraw_consent",
]
