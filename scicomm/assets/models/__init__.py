"""The tables of the image resources: files, their records and rights. Drawn covers are made by rules and have no row."""

from scicomm.assets.enums import Use
from scicomm.assets.models.assets import Asset
from scicomm.assets.models.bank import BankEntry, DeliveryPolicy, Download
from scicomm.assets.models.brand import BrandColour, BrandFile, BrandKit
from scicomm.assets.models.bulk_edits import BulkChange, BulkEdit
from scicomm.assets.models.documents import AssetDocument
from scicomm.assets.models.fingerprints import Fingerprint, Likeness
from scicomm.assets.models.holds import Hold
from scicomm.assets.models.images import AssetImage, Rendition
from scicomm.assets.models.imports import DroppedFile, ImportItem, ImportRun
from scicomm.assets.models.licences import Licence
from scicomm.assets.models.lightboxes import Lightbox, LightboxItem, LightboxShare
from scicomm.assets.models.metadata import EmbeddedMetadata, Provenance
from scicomm.assets.models.recordings import Recording
from scicomm.assets.models.requests import AssetRequest
from scicomm.assets.models.rights import Consent, LicenceGrant
from scicomm.assets.models.take_downs import TakeDown, Where
from scicomm.assets.models.tracks import TextTrack
from scicomm.assets.models.uploads import Upload

__all__ = [
    "Asset",
    "AssetDocument",
    "AssetImage",
    "AssetRequest",
    "BankEntry",
    "BrandColour",
    "BrandFile",
    "BrandKit",
    "BulkChange",
    "BulkEdit",
    "Consent",
    "DeliveryPolicy",
    "Download",
    "DroppedFile",
    "EmbeddedMetadata",
    "Fingerprint",
    "Hold",
    "ImportItem",
    "ImportRun",
    "Licence",
    "LicenceGrant",
    "Lightbox",
    "LightboxItem",
    "LightboxShare",
    "Likeness",
    "Provenance",
    "Recording",
    "Rendition",
    "TakeDown",
    "TextTrack",
    "Upload",
    "Use",
    "Where",
]
