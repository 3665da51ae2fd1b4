"""Where a line of Chinese or mixed text may break, and which spaces must not; plain text in, pieces out, no HTML."""

from __future__ import annotations

import re

from scicomm.search import analysis

NO_BREAK_SPACE = "\u00a0"
WORD_JOINER = "\u2060"
_RANGE = re.compile(r"(?<=\d)[—–](?=\d)")

_CUT = re.compile(rf"[{analysis.HAN}]+|[^{analysis.HAN}]+")
# May not begin a line (closing marks, particles that lean on the word before) or end one (opening marks).
_NO_START = frozenset("，。、；：？！）】》〉」』”’…—·%％℃°‰,.;:?!)]}/-–~～\u00a0" + "的地得了着过们等之")
_NO_END = frozenset("（【《〈「『“‘([{#￥$€£·/-–\u00a0")
_CHINESE_UNITS = (
    "年月日号时分秒点个位名人项次届期篇种类条万亿千百余多元米克吨度倍岁家所座台套件场站层级颗只张组天周代％"
)
_LATIN_UNITS = (
    r"[kMGTcmnpµμd]?(?:m|g|s|A|K|L|l|W|V|J|N|Pa|Hz|Bq|Sv|Gy|eV|mol|cd|F|H|T|B|b|bit|pc|au)(?:[²³23]|\^?[−-]\d)?"
    r"|kWh|°C|℃|°|%|‰|min|h|d|ha|t|ly|km/h|m/s|dB|ppm|ppb|rpm|Mbit/s|Gbit/s|bp|kb|Mb|Gb|kDa|Da"
    r"|years?|days?|hours?|minutes?|months?|weeks?|km²|m²|m³|million|billion|times|per cent"
)
_NUMBER_UNIT = re.compile(
    rf"(?<=\d)[ \t](?=(?:{_LATIN_UNITS})(?![A-Za-z])|[{_CHINESE_UNITS}])|(?<=[{_CHINESE_UNITS}])[ \t](?=\d)"
)


def join_units(text: str) -> str:
    """The text with the space between a number and its unit made unbreakable; the length does not change."""
    return _NUMBER_UNIT.sub(NO_BREAK_SPACE, text)


def hold_ranges(text: str) -> str:
    """The text with joiners around a dash between digits: browsers may break on either side of it, even in 2001—2023."""
    return _RANGE.sub(rf"{WORD_JOINER}\g<0>{WORD_JOINER}", text)


def _glued(before: str, after: str) -> bool:
    """Whether two neighbouring pieces must stay on one line."""
    if after[0].isspace() or before[-1].isspace():
        return after[0] == NO_BREAK_SPACE or before[-1] == NO_BREAK_SPACE
    if after[0] in _NO_START or before[-1] in _NO_END:
        return True
    if before[-1] in "—–" and before[-2:-1].isdigit():  # a range: 2001—2023
        return after[0].isdigit()
    if after[0] == "半" and before[-1] in _CHINESE_UNITS:  # a half belongs to its number: 一倍半, 三年半
        return True
    return before[-1].isdigit() and after[0] in _CHINESE_UNITS


def _words_of(run: str) -> list[str]:
    # Overlapping pairs are no words: without a dictionary a line may break between any two characters.
    return analysis.segment(run) if analysis.SEGMENTER == "words" else list(run)


def phrase_pieces(text: str) -> list[str]:
    """Cut a text into pieces that must not be broken; their concatenation is the text.

    A line may break between two pieces. Punctuation and particles stay with the word before, opening marks with the
    word after, a number with its unit. Spaces inside a Latin piece are the browser's own places to break.
    """
    raw: list[str] = []
    for match in _CUT.finditer(join_units(text)):
        chunk = match.group()
        raw.extend(_words_of(chunk) if re.match(rf"[{analysis.HAN}]", chunk) else _split_punctuation(chunk))
    pieces: list[str] = []
    for piece in raw:
        if pieces and _glued(pieces[-1], piece):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _split_punctuation(chunk: str) -> list[str]:
    """Separate full-width marks from a chunk without Han characters, so that each sticks to its own side."""
    return [part for part in re.split(r"([，。、；：？！（）【】《》〈〉「」『』“”‘’…—]+)", chunk) if part]
