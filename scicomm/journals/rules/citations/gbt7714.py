"""GB/T 7714, both editions, sequential coding system: an article in a serial (8.4 of 2025, 4.4 of 2015).

Common to both: three authors, then 等 for a Chinese entry and ``et al`` for another; half-width punctuation with a space
after it; ``[J]`` for what stands in volume or pages, ``[J/OL]`` with the day of reading and an address for what is online
only; a permanent identifier at the end, unless the address holds it; a full stop at the end; without a volume the issue
follows the year (``2013(2)``).

2025 (published 2025-12-02, in force since 2026-07-01, replacing 2015; ISO 690:2021, not equivalent). Verified for this
module from Wuhan University's announcement (lead drafter) and from the list of differences kept by the authors of the
BibTeX style for it, who compared the printed standard: family names are no longer in capitals; names in pinyin are better
not abbreviated; initials keep the hyphen (``Godard J-L``); the day of reading is given for online works only. Not seen in
print by us: whether the day of updating before ``[day of reading]`` is still asked for; it is written as in 2015.
"""

from __future__ import annotations

from scicomm.journals.rules.citations.names import initials
from scicomm.journals.rules.citations.work import Author, Work, one_line

NAMED = 3


def gbt7714_2015(work: Work) -> str:
    """The entry as GB/T 7714—2015 writes it: ``ZHANG W, MÜLLER A L``."""
    return _entry(work, [_name_2015(author) for author in work.authors])


def gbt7714_2025(work: Work) -> str:
    """The entry as GB/T 7714—2025 writes it: ``Zhang Wei, Müller A-L``."""
    return _entry(work, [_name_2025(author) for author in work.authors])


def _name_2015(author: Author) -> str:
    if author.whole or not author.family:
        return author.whole
    return f"{author.family.upper()} {initials(author.given, hyphen=' ')}".strip()


def _name_2025(author: Author) -> str:
    if author.whole or not author.family:
        return author.whole
    given = author.given if author.is_pinyin else initials(author.given, hyphen="-")
    return f"{author.family} {given}".strip()


def _entry(work: Work, written: list[str]) -> str:
    names = [one_line(name) for name in written if name][:NAMED]
    if len(work.authors) > NAMED:
        names.append("等" if work.is_chinese else "et al")
    online = not work.is_placed
    parts = [
        ", ".join(names),
        f"{work.marked_title.rstrip('.')}[{'J/OL' if online else 'J'}]",
        _place(work, online),
        # An address that holds the identifier stands for it (2015, 4.4; 8.10 of both).
        f"https://doi.org/{work.doi}" if online else f"DOI:{work.doi}",
    ]
    return ". ".join(part for part in parts if part) + "."


def _place(work: Work, online: bool) -> str:
    """``Journal, 2026, 12(3): 101-110``; online only ``Journal, 2026(2026-05-17)[2026-11-26]``."""
    place = ", ".join(part for part in (one_line(work.journal), work.year) if part)
    if work.volume:
        place += f", {work.volume}"
    if work.issue:
        place += f"({work.issue})"
    if work.pages:
        place += f": {work.page_range('-')}"
    if online:
        if work.published_on and work.precision == "day":
            place += f"({work.published_on.isoformat()})"
        if work.accessed_on:
            place += f"[{work.accessed_on.isoformat()}]"
    return place
