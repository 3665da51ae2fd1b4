"""C2PA: a signed picture is valid, a changed one altered, a forged one refused, and nothing is ever fetched."""

from __future__ import annotations

import datetime as dt
import io
import json
import socket
from functools import cache

import c2pa
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from scicomm.assets import actions
from scicomm.assets.models import Asset, Provenance
from scicomm.assets.rules import metadata, provenance
from tests.factories.assets import make_asset, picture_bytes
from tests.factories.organisation import Academy

AI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
CA_USES = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
LEAF_USES = x509.KeyUsage(True, False, False, False, False, False, False, False, False)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Lake Institute"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


@cache
def signer_info() -> c2pa.C2paSignerInfo:
    """A chain of two certificates made here: a root of our own and a camera's."""
    now = dt.datetime.now(dt.UTC)
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())

    def certificate(common: str, public: ec.EllipticCurvePublicKey, number: int, is_root: bool) -> x509.Certificate:
        made = (
            x509.CertificateBuilder()
            .subject_name(_name(common))
            .issuer_name(_name("Root"))
            .public_key(public)
            .serial_number(number)
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=20))
            .add_extension(x509.BasicConstraints(is_root, None), critical=True)
            .add_extension(CA_USES if is_root else LEAF_USES, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False)
        )
        if not is_root:
            made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        return made.sign(root_key, hashes.SHA256())

    chain = [certificate("Camera 7", key.public_key(), 2, False), certificate("Root", root_key.public_key(), 1, True)]
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return c2pa.C2paSignerInfo(
        alg=b"es256", sign_cert=b"".join(one.public_bytes(pem) for one in chain), private_key=secret, ta_url=None
    )


def signed(data: bytes, media_type: str = "image/jpeg", *, remote: str = "") -> bytes:
    """The picture with a manifest that says a program made it."""
    manifest = {
        "claim_generator_info": [{"name": "Lake camera", "version": "1.0"}],
        "title": "Lake",
        "assertions": [
            {
                "label": "c2pa.actions",
                "data": {"actions": [{"action": "c2pa.created", "digitalSourceType": AI}, {"action": "c2pa.cropped"}]},
            }
        ],
    }
    out = io.BytesIO()
    builder = c2pa.Builder(json.dumps(manifest))
    if remote:
        builder.set_no_embed()
        builder.set_remote_url(remote)
    builder.sign(c2pa.Signer.from_info(signer_info()), media_type, io.BytesIO(data), out)
    return out.getvalue()


def report(data: bytes, media_type: str = "image/jpeg") -> provenance.Report:
    return provenance.provenance_of(io.BytesIO(data), media_type)


@pytest.mark.parametrize(("fmt", "media_type"), [("jpeg", "image/jpeg"), ("png", "image/png"), ("webp", "image/webp")])
def test_a_signed_picture_is_valid_and_says_who_made_it_how(fmt: str, media_type: str) -> None:
    found = report(signed(picture_bytes(fmt), media_type), media_type)
    assert (found.state, found.signer, found.generator.partition(" 1")[0]) == (
        "valid", "Camera 7, Lake Institute", "Lake camera",
    )  # fmt: skip
    assert [step.action for step in found.steps] == ["c2pa.created", "c2pa.cropped"]
    assert found.made_by_ai
    assert not found.trusted, "a certificate made here is on no list"
    assert found.problems == ()


def test_changed_pixels_changed_manifests_and_rights_written_afterwards_are_told_apart() -> None:
    data = signed(picture_bytes())
    place = data.rindex(b"\xff\xda") + 60
    pixels = data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :]
    assert (report(pixels).state, report(pixels).problems) == ("altered", ("assertion.dataHash.mismatch",))
    forged = data.replace(b"Lake camera", b"Fake camera")
    assert report(forged).state == "bad"
    assert report(picture_bytes()) == provenance.Report()
    assert report(metadata.write_rights(data, "jpeg", metadata.Rights(credit="x"))).state == "altered"
    assert report(b"no picture").state == "none"
    assert report(data[: len(data) // 8]).state in {"none", "unreadable", "bad", "altered"}


def test_a_manifest_kept_elsewhere_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        data = signed(picture_bytes(), remote=f"http://127.0.0.1:{server.getsockname()[1]}/manifest.c2pa")
        found = report(data)
        with pytest.raises(TimeoutError):
            server.accept()
    assert found.state == "unreadable"


@pytest.mark.django_db
def test_the_state_is_kept_with_the_asset_and_renditions_carry_how_it_came_about(academy: Academy) -> None:
    data = signed(picture_bytes())
    asset = make_asset(academy.north_lake, data=data)
    actions.read_asset(asset)
    kept = Provenance.objects.get(asset=asset)
    assert (kept.state, kept.made_by_ai, kept.signer) == ("valid", True, "Camera 7, Lake Institute")
    asset = Asset.objects.get(pk=asset.pk)
    assert asset.digital_source == "trainedAlgorithmicMedia"
    with asset.image.file.open("rb") as file:
        assert file.read() == data, "the original keeps its manifest"
    with asset.image.get_rendition("width-30").file.open("rb") as file:
        rendition = file.read()
    said = metadata.read(rendition).xmp
    assert said["Iptc4xmpExt:DigitalSourceType"] == AI
    assert said["dcterms:provenance"].startswith("C2PA manifest of the original: valid; signed by Camera 7")
    assert report(rendition).state == "none"
