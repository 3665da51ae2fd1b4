"""Reads of the image resources."""

from scicomm.assets.queries.bank import bank_assets, policy_for
from scicomm.assets.queries.brand import look_of, units_with_kits
from scicomm.assets.queries.copies import can_be_written, copy_with_metadata
from scicomm.assets.queries.doors import Door, assets_with_files, door_to, is_given_out, unhindered
from scicomm.assets.queries.fingerprints import Alike, alike, forget_index, like_this, of_colour, swatches
from scicomm.assets.queries.iiif import NotReady, Source
from scicomm.assets.queries.library import (
    FIXED,
    OPEN,
    SORTS,
    Asked,
    Found,
    find_assets,
    found_ids,
    ranked_by_words,
    with_same_picture,
)
from scicomm.assets.queries.library_words import reason_words, sheet_words
from scicomm.assets.queries.metadata import Difference, differences_of, embedded_of, full_metadata_of, rights_of
from scicomm.assets.queries.pictures import (
    Picture,
    alt_of,
    images_in,
    largest_address,
    picture_of,
    read_figures,
    renditions_for_covers,
)
from scicomm.assets.queries.requests import requests_waiting_for
from scicomm.assets.queries.rights import (
    Ending,
    Problem,
    ending_within,
    problems_of,
    term_problems,
    terms_back,
    terms_over,
    use_problems,
)
from scicomm.assets.queries.uses import (
    PageUse,
    open_take_downs,
    page_ids_using,
    pages_using,
    take_downs_on,
    units_of_pages,
)

__all__ = [
    "FIXED",
    "OPEN",
    "SORTS",
    "Alike",
    "Asked",
    "Difference",
    "Door",
    "Ending",
    "Found",
    "NotReady",
    "PageUse",
    "Picture",
    "Problem",
    "Source",
    "alike",
    "alt_of",
    "assets_with_files",
    "bank_assets",
    "can_be_written",
    "copy_with_metadata",
    "differences_of",
    "door_to",
    "embedded_of",
    "ending_within",
    "find_assets",
    "forget_index",
    "found_ids",
    "full_metadata_of",
    "images_in",
    "is_given_out",
    "largest_address",
    "like_this",
    "look_of",
    "of_colour",
    "open_take_downs",
    "page_ids_using",
    "pages_using",
    "picture_of",
    "policy_for",
    "problems_of",
    "ranked_by_words",
    "read_figures",
    "reason_words",
    "renditions_for_covers",
    "requests_waiting_for",
    "rights_of",
    "sheet_words",
    "swatches",
    "take_downs_on",
    "term_problems",
    "terms_back",
    "terms_over",
    "unhindered",
    "units_of_pages",
    "units_with_kits",
    "use_problems",
    "with_same_picture",
]
