"""From what a file says to our fields: which property of which standard means what, which goes first, where they disagree.

Order: the Metadata Working Group's guidelines (MWG 2.0, 3.3 and 5): EXIF first where it has the field; then XMP before IIM, but
IIM first where the digest tells that a program which knows no XMP changed it later. All that was said is kept: a person may
choose another one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from scicomm.assets.rules.metadata import iim, xmp
from scicomm.assets.rules.metadata.reading import Embedded

EXIF, IIM, XMP = "EXIF", "IIM", "XMP"
# What cameras write where a description belongs.
_PLACEHOLDERS = re.compile(
    r"^\s*(olympus digital camera|sony dsc|minolta dsc|kodak digital still camera|samsung|dcim.*|digital camera|default|untitled|"
    r"exif_jpeg_picture|dsc_?\d+|img_?\d+)\s*$",
    re.IGNORECASE,
)
_LATITUDE = re.compile(r"^(\d+),(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?([NSEW])$")
_VOCABULARY = "http://ns.useplus.org/ldf/vocab/"


@dataclass(frozen=True)
class Saying:
    """What one standard says in a field: texts, and where it has languages the text of each."""

    standard: str
    texts: tuple[str, ...]
    languages: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return "; ".join(self.texts)


@dataclass(frozen=True)
class Found:
    """One field: the saying that goes first, and the others; `disagree` when they do not all say the same."""

    name: str
    chosen: Saying
    others: tuple[Saying, ...]
    disagree: bool

    def by(self, standard: str) -> Saying:
        """What that standard says; the chosen saying when it says nothing."""
        return next((one for one in (self.chosen, *self.others) if one.standard == standard), self.chosen)


@dataclass(frozen=True)
class Source:
    """Where a field stands: an EXIF tag, IIM datasets, XMP properties (the first that has something is read)."""

    exif: str = ""
    iim: str = ""
    xmp: tuple[str, ...] = ()
    many: bool = False


SOURCES: dict[str, Source] = {
    "title": Source(iim="ObjectName", xmp=("dc:title",)),
    "headline": Source(iim="Headline", xmp=("photoshop:Headline",)),
    "caption": Source("ImageDescription", "Caption-Abstract", ("dc:description",)),
    "alt": Source(xmp=("Iptc4xmpCore:AltTextAccessibility",)),
    "creator": Source("Artist", "By-line", ("dc:creator",), many=True),
    "credit": Source(iim="Credit", xmp=("photoshop:Credit",)),
    "source": Source(iim="Source", xmp=("photoshop:Source",)),
    "copyright_notice": Source("Copyright", "CopyrightNotice", ("dc:rights",)),
    "usage_terms": Source(xmp=("xmpRights:UsageTerms",)),
    "web_statement": Source(xmp=("xmpRights:WebStatement",)),
    "licensor_url": Source(xmp=("plus:Licensor/plus:LicensorURL",)),
    "licensor_name": Source(xmp=("plus:Licensor/plus:LicensorName",)),
    "instructions": Source(iim="SpecialInstructions", xmp=("photoshop:Instructions",)),
    "persons": Source(
        xmp=("Iptc4xmpExt:PersonInImage", "Iptc4xmpExt:PersonInImageWDetails/Iptc4xmpExt:PersonName"), many=True
    ),
    "keywords": Source(iim="Keywords", xmp=("dc:subject",), many=True),
    "digital_source_type": Source(xmp=("Iptc4xmpExt:DigitalSourceType",)),
    "data_mining": Source(xmp=("plus:DataMining",)),
}
_PLACES = (
    ("Iptc4xmpExt:LocationShown/Iptc4xmpExt:LocationName",),
    (
        "Iptc4xmpExt:LocationShown/Iptc4xmpExt:Sublocation", "Iptc4xmpExt:LocationShown/Iptc4xmpExt:City",
        "Iptc4xmpExt:LocationShown/Iptc4xmpExt:ProvinceState", "Iptc4xmpExt:LocationShown/Iptc4xmpExt:CountryName",
    ),
    (
        "Iptc4xmpExt:LocationCreated/Iptc4xmpExt:Sublocation", "Iptc4xmpExt:LocationCreated/Iptc4xmpExt:City",
        "Iptc4xmpExt:LocationCreated/Iptc4xmpExt:ProvinceState", "Iptc4xmpExt:LocationCreated/Iptc4xmpExt:CountryName",
    ),
    ("Iptc4xmpCore:Location", "photoshop:City", "photoshop:State", "photoshop:Country"),
)  # fmt: skip
_IIM_PLACE = ("Sub-location", "City", "Province-State", "Country-PrimaryLocationName")


def _at(read: xmp.Values, path: str) -> xmp.Value | None:
    """The value at a path; of several structures the first."""
    name, _slash, rest = path.partition("/")
    value = read.get(name)
    if not rest or value is None:
        return value
    inner = value[0] if isinstance(value, list) and value else value
    return _at(inner, rest) if isinstance(inner, dict) else None


def _from_exif(read: Embedded, source: Source) -> Saying | None:
    text = read.exif.get(source.exif) if source.exif else None
    if not isinstance(text, str) or not text.strip() or _PLACEHOLDERS.match(text):
        return None
    texts = text.split(";") if source.many else [text]
    return Saying(EXIF, tuple(one.strip() for one in texts if one.strip()))


def _from_iim(read: Embedded, source: Source) -> Saying | None:
    value = read.iim.get(source.iim) if source.iim else None
    texts = value if isinstance(value, list) else [str(value)] if value else []
    found = tuple(one.strip() for one in texts if one.strip())
    return Saying(IIM, found if source.many else found[:1]) if found else None


def _from_xmp(read: Embedded, source: Source) -> Saying | None:
    for path in source.xmp:
        value = _at(read.xmp, path)
        languages = xmp.by_language(value) if isinstance(value, dict) else {}
        texts = [text.strip() for text in xmp.texts(value)]
        if texts:
            return Saying(XMP, tuple(texts if source.many else texts[:1]), languages)
    return None


def _order(read: Embedded) -> tuple[str, ...]:
    return (EXIF, IIM, XMP) if read.digest == "changed" else (EXIF, XMP, IIM)


def _plain(text: str) -> str:
    return " ".join(text.removeprefix(_VOCABULARY).split())


def _same(one: Saying, other: Saying, most: int) -> bool:
    """Whether two standards say the same: IIM holds fewer octets, EXIF has one text where the others have several."""
    if {one.standard, other.standard} & {IIM} and most:
        short = [tuple(iim.cut(text, most).decode().strip() for text in saying.texts) for saying in (one, other)]
        return [_plain(text) for text in short[0]] == [_plain(text) for text in short[1]]
    return _plain(one.text) == _plain(other.text) or _plain(other.text) in map(_plain, one.languages.values())


def _put_together(name: str, sayings: list[Saying | None], order: tuple[str, ...], most: int = 0) -> Found | None:
    said = sorted((one for one in sayings if one), key=lambda one: order.index(one.standard))
    if not said:
        return None
    first, *others = said
    # Languages go along when another standard says the same words without them.
    if not first.languages:
        with_languages = next((one for one in others if one.languages and _same(one, first, most)), None)
        first = Saying(first.standard, first.texts, with_languages.languages) if with_languages else first
    return Found(name, first, tuple(others), not all(_same(first, one, most) for one in others))


def _text_field(read: Embedded, name: str, source: Source) -> Found | None:
    most = iim.DATASETS[iim.NUMBERS[source.iim]][2] if source.iim else 0
    sayings = [_from_exif(read, source), _from_iim(read, source), _from_xmp(read, source)]
    return _put_together(name, sayings, _order(read), most)


def _joined(standard: str, parts: list[str]) -> Saying | None:
    return Saying(standard, (", ".join(dict.fromkeys(parts)),)) if parts else None


def _place(read: Embedded) -> Found | None:
    """Where it is: the place shown, else the place of the camera, else the older single fields."""
    said: Saying | None = None
    for paths in _PLACES:
        parts = [texts[0] for path in paths if (texts := xmp.texts(_at(read.xmp, path)))]
        if parts:
            value = _at(read.xmp, paths[0])
            said = _joined(XMP, parts)
            if said and len(paths) == 1 and isinstance(value, dict):
                said = Saying(XMP, said.texts, xmp.by_language(value))
            break
    legacy = [str(read.iim[name]) for name in _IIM_PLACE if read.iim.get(name)]
    # IIM has only the older fields: where XMP says the same in those, both agree, whatever the newer ones add.
    older = [texts[0] for path in _PLACES[-1] if (texts := xmp.texts(_at(read.xmp, path)))]
    if said and legacy == older:
        legacy = []
    return _put_together("place", [said, _joined(IIM, legacy)], _order(read))


def _degrees(text: str) -> float | None:
    match = _LATITUDE.match(text.strip())
    if match is None:
        return None
    whole, minutes, seconds, letter = match.groups()
    value = int(whole) + float(minutes) / 60 + float(seconds or 0) / 3600
    return round(-value if letter in "SW" else value, 7) if value <= 180 else None


def _gps(read: Embedded) -> Found | None:
    sayings: list[Saying | None] = []
    if "GPSLatitude" in read.exif and "GPSLongitude" in read.exif:
        sayings.append(Saying(EXIF, (f"{read.exif['GPSLatitude']},{read.exif['GPSLongitude']}",)))
    for holder in ("", "Iptc4xmpExt:LocationCreated/", "Iptc4xmpExt:LocationShown/"):
        pair = [xmp.texts(_at(read.xmp, f"{holder}exif:GPS{name}")) for name in ("Latitude", "Longitude")]
        values = [_degrees(one[0]) if one else None for one in pair]
        if None not in values:
            sayings.append(Saying(XMP, (f"{values[0]},{values[1]}",)))
            break
    found = _put_together("gps", sayings, _order(read))
    if found and found.disagree:
        # Two readings of one place differ in the last digits.
        near = [_pair(one) for one in (found.chosen, *found.others)]
        apart = max(abs(a - b) for one in near for a, b in zip(one, near[0], strict=True))
        found = Found(found.name, found.chosen, found.others, apart > 0.0005)
    return found


def _pair(saying: Saying) -> tuple[float, float]:
    latitude, _comma, longitude = saying.text.partition(",")
    return float(latitude), float(longitude)


def moment(text: str) -> dt.datetime | None:
    """A whole date and time in any of the three standards' forms; None for less."""
    compact = re.sub(r"\.\d+", "", text.strip().replace("T", " "))
    for form in ("%Y:%m:%d %H:%M:%S%z", "%Y:%m:%d %H:%M:%S", "%Y-%m-%d %H:%M:%S%z", "%Y-%m-%d %H:%M:%S",
                 "%Y-%m-%d %H:%M%z", "%Y-%m-%d %H:%M", "%Y%m%d %H%M%S%z", "%Y%m%d %H%M%S"):  # fmt: skip
        try:
            return dt.datetime.strptime(compact, form)
        except ValueError:
            continue
    return None


def _date(read: Embedded) -> Found | None:
    """When it was made; told to the second with its offset from UTC where the file has one."""
    original = str(read.exif.get("DateTimeOriginal", "")) + str(read.exif.get("OffsetTimeOriginal", "")).strip()
    day, clock = str(read.iim.get("DateCreated", "")), str(read.iim.get("TimeCreated", ""))
    packet = xmp.texts(read.xmp.get("photoshop:DateCreated")) or xmp.texts(read.xmp.get("exif:DateTimeOriginal"))
    texts = {EXIF: original, IIM: f"{day} {clock}" if day and clock else "", XMP: packet[0] if packet else ""}
    moments = {standard: moment(text) for standard, text in texts.items()}
    sayings: list[Saying | None] = [Saying(one, (found.isoformat(),)) for one, found in moments.items() if found]
    found = _put_together("taken_at", sayings, _order(read))
    if found and found.disagree:
        wall = {one.replace(tzinfo=None) for one in moments.values() if one}
        found = Found(found.name, found.chosen, found.others, len(wall) > 1)
    return found


_SPECIAL: tuple[Callable[[Embedded], Found | None], ...] = (_place, _gps, _date)


def fields_of(read: Embedded) -> dict[str, Found]:
    """Our fields by name, as far as the file says something."""
    found = [_text_field(read, name, source) for name, source in SOURCES.items()] + [make(read) for make in _SPECIAL]
    return {one.name: one for one in found if one is not None}


def in_language(saying: Saying, language: str) -> str:
    """The text for `zh` or `en`: of that language, else the default where it reads like that language, else nothing."""
    for key, text in saying.languages.items():
        if key.lower() == language or key.lower().startswith(language + "-"):
            return text
    text = saying.languages.get("x-default") or saying.text
    is_chinese = re.search(r"[\u3400-\u9fff]", text) is not None
    return text if is_chinese == (language == "zh") else ""
