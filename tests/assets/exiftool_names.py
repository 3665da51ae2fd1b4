"""The names and forms under which ExifTool's JSON writes what our reader reads, so that every field of it can be compared.

Normalisations, each between two forms that the standards call equal:
1. Dates: EXIF's and ExifTool's `2021:10:20 21:01:01` are XMP's (ISO 8601) `2021-10-20T21:01:01` and IIM's `20211020`,
   `210101+0000`.
2. Numbers: ExifTool writes text of digits as a number; rationals (`480/1`) as their quotient.
3. Coordinates: XMP's `48,16.5N` (degrees and decimal minutes) are 48.275 degrees.
4. PLUS terms: the last part of the address of the vocabulary.
5. Lists of one are written as the one; of a language alternative the default stands under the bare name, others under
   `-language`.
6. Structures are flattened: the structure's name and the field's name together, in document order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scicomm.assets.rules.metadata.reading import Embedded

PLUS = "http://ns.useplus.org/ldf/vocab/"

# Where ExifTool's name is not the structure's and the field's name put together: our path to its name.
NAMES = {
    "x:xmptk": "XMPToolkit",
    "CreatorContactInfo/CiAdrCity": "CreatorCity",
    "CreatorContactInfo/CiAdrCtry": "CreatorCountry",
    "CreatorContactInfo/CiAdrExtadr": "CreatorAddress",
    "CreatorContactInfo/CiAdrPcode": "CreatorPostalCode",
    "CreatorContactInfo/CiAdrRegion": "CreatorRegion",
    "CreatorContactInfo/CiEmailWork": "CreatorWorkEmail",
    "CreatorContactInfo/CiTelWork": "CreatorWorkTelephone",
    "CreatorContactInfo/CiUrlWork": "CreatorWorkURL",
    "PersonInImageWDetails/PersonCharacteristic/CvId": "PersonInImageCvTermCvId",
    "AddlModelInfo": "AdditionalModelInformation",
    "DigImageGUID": "DigitalImageGUID",
    "EventId": "EventID",
    "EmbdEncRightsExpr/EncRightsExpr": "EmbeddedEncodedRightsExpr",
    "EmbdEncRightsExpr/RightsExprEncType": "EmbeddedEncodedRightsExprType",
    "EmbdEncRightsExpr/RightsExprLangId": "EmbeddedEncodedRightsExprLangID",
    "LinkedEncRightsExpr/LinkedRightsExpr": "LinkedEncodedRightsExpr",
    "LinkedEncRightsExpr/RightsExprEncType": "LinkedEncodedRightsExprType",
    "LinkedEncRightsExpr/RightsExprLangId": "LinkedEncodedRightsExprLangID",
    "RegistryId/RegEntryRole": "RegistryEntryRole",
    "RegistryId/RegItemId": "RegistryItemID",
    "RegistryId/RegOrgId": "RegistryOrganisationID",
    "ArtworkOrObject/AOCurrentCopyrightOwnerId": "ArtworkCopyrightOwnerID",
    "ArtworkOrObject/AOCurrentCopyrightOwnerName": "ArtworkCopyrightOwnerName",
    "ArtworkOrObject/AOCurrentLicensorId": "ArtworkLicensorID",
    "ArtworkOrObject/AOCurrentLicensorName": "ArtworkLicensorName",
    "ArtworkOrObject/AOCreatorId": "ArtworkCreatorID",
    "ArtworkOrObject/AOSourceInvNo": "ArtworkSourceInventoryNo",
    "ArtworkOrObject/AOSourceInvURL": "ArtworkSourceInvURL",
    "ImageRegion/RegionBoundary/rbVertices/rbX": "ImageRegionBoundaryVerticesX",
    "ImageRegion/RegionBoundary/rbVertices/rbY": "ImageRegionBoundaryVerticesY",
    "ImageRegion/rId": "ImageRegionID",
}
# Parts of paths that ExifTool leaves out or writes otherwise.
PARTS = (
    (r"^AboutCvTerm/CvTerm", "AboutCvTerm"),
    (r"^ArtworkOrObject/AO", "Artwork"),
    (r"^ImageRegion/RegionBoundary/rb", "ImageRegionBoundary"),
    (r"^ImageRegion/rCtype/", "ImageRegionCtype"),
    (r"^ImageRegion/rRole/", "ImageRegionRole"),
    (r"^PersonInImageWDetails/PersonCharacteristic/", "PersonInImage"),
    (r"^PersonInImageWDetails/Person", "PersonInImage"),
    (r"^ProductInImage/Product", "ProductInImage"),
    (r"^(CopyrightOwner|ImageCreator|ImageSupplier|Licensor)/", ""),
)


def name_of(path: tuple[str, ...]) -> str:
    """ExifTool's name for a path of property names without prefixes."""
    joined = "/".join(path)
    if joined in NAMES:
        return NAMES[joined]
    for pattern, replacement in PARTS:
        joined, changed = re.subn(pattern, replacement, joined)
        if changed:
            break
    name = joined.replace("/", "")
    return name[:1].upper() + name[1:]


def form_of(value: Any) -> Any:
    """A value in the form ExifTool writes it in."""
    if not isinstance(value, str):
        return value
    value = value.removeprefix(PLUS)
    if match := re.fullmatch(r"(\d+),([\d.]+)([NSEW])", value):
        degrees = int(match[1]) + float(match[2]) / 60
        return round(-degrees if match[3] in "SW" else degrees, 6)
    if match := re.fullmatch(r"(\d+)/(\d+)", value):
        return int(match[1]) // int(match[2])
    if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)T(.*)", value):
        return f"{match[1]}:{match[2]}:{match[3]} {match[4]}"
    if re.fullmatch(r"[1-9]\d*", value):
        return int(value)
    return float(value) if re.fullmatch(r"\d+\.\d+", value) else value


def leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    """Every text under a value, with its path and its language."""
    if isinstance(value, list):
        for one in value:
            yield from leaves(one, path)
    elif isinstance(value, dict) and any(":" in key for key in value):
        for key, one in value.items():
            yield from leaves(one, (*path, key.partition(":")[2]))
    elif isinstance(value, dict):
        for language, one in value.items():
            yield path, "" if language == "x-default" else f"-{language}", one
    else:
        yield path, "", value


def _single(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def xmp_as_exiftool(read: Embedded) -> dict[str, Any]:
    """All XMP that was read, under ExifTool's names."""
    found: dict[str, list[Any]] = {}
    for key, value in read.xmp.items():
        start = key if key == "x:xmptk" else key.partition(":")[2]
        for path, language, text in leaves(value, (start,)):
            found.setdefault(name_of(path) + language, []).append(form_of(text))
    return {name: _single(values) for name, values in found.items()}


def iim_as_exiftool(read: Embedded) -> dict[str, Any]:
    """All IIM that was read, dates and times in ExifTool's form."""
    found = {name: _single(value) if isinstance(value, list) else value for name, value in read.iim.items()}
    found["DateCreated"] = re.sub(r"(\d{4})(\d\d)(\d\d)", r"\1:\2:\3", found["DateCreated"])
    found["TimeCreated"] = re.sub(r"(\d\d)(\d\d)(\d\d)([+-]\d\d)(\d\d)", r"\1:\2:\3\4:\5", found["TimeCreated"])
    return found
