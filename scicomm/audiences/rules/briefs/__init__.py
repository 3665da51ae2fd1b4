"""Think-tank briefs: the parts each kind has, numbers, links and access codes, the paper with its watermark. Pure."""

from scicomm.audiences.rules.briefs.links import (
    brief_token,
    code_matches,
    copy_number,
    hashed_code,
    new_code,
    token_fits,
)
from scicomm.audiences.rules.briefs.paper import PAPER_FONTS, Paper, has_chinese_font, render_pdf
from scicomm.audiences.rules.briefs.parts import PARTS, VALID_DAYS, brief_number, sections_of

__all__ = [
    "PAPER_FONTS",
    "PARTS",
    "VALID_DAYS",
    "Paper",
    "brief_number",
    "brief_token",
    "code_matches",
    "copy_number",
    "has_chinese_font",
    "hashed_code",
    "new_code",
    "render_pdf",
    "sections_of",
    "token_fits",
]
