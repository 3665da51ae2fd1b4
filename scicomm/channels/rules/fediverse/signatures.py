"""HTTP signatures as the fediverse uses them: draft-cavage-http-signatures-12 with RSA-SHA256, and Digest (RFC 3230).

Mastodon signs so, and takes nothing else for deliveries before 4.5; RFC 9421 is read by few servers yet.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

# How far a signature's date may be from ours: clocks differ, queues wait; Mastodon signs anew at each try.
SKEW = dt.timedelta(hours=1)
LEAST_BITS, MOST_BITS = 2048, 8192
KEY_BITS = 2048
ALGORITHMS = frozenset({"", "rsa-sha256", "hs2019"})
_PART = re.compile(r'(\w+)=(?:"([^"]*)"|(\d+))')


class BadSignature(Exception):
    """A request is not signed as it should be; the words say how, for the log of the other server."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A Signature header: whose key, over which headers, and the signature itself."""

    key_id: str
    headers: tuple[str, ...]
    value: bytes
    created: int | None = None
    expires: int | None = None


def new_keys() -> tuple[str, str]:
    """A new RSA key pair as PEM: the public part (SubjectPublicKeyInfo), the private part (PKCS 8, to be sealed)."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return public.decode(), private.decode()


def digest_of(body: bytes) -> str:
    """The Digest header of a body."""
    return f"SHA-256={base64.b64encode(hashlib.sha256(body).digest()).decode()}"


def signed_headers(
    method: str, host: str, path: str, body: bytes | None, *, key_id: str, private_pem: str, now: dt.datetime
) -> dict[str, str]:
    """Date, Digest (where there is a body) and Signature of a request; `path` holds the query too."""
    headers = {"host": host, "date": format_datetime(now.astimezone(dt.UTC), usegmt=True)}
    if body is not None:
        headers["digest"] = digest_of(body)
    names = ("(request-target)", *headers)
    text = _text(names, method, path, headers, None)
    key = serialization.load_pem_private_key(private_pem.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise TypeError("an actor's key is an RSA key")
    value = base64.b64encode(key.sign(text, padding.PKCS1v15(), hashes.SHA256())).decode()
    signature = f'keyId="{key_id}",algorithm="rsa-sha256",headers="{" ".join(names)}",signature="{value}"'
    sent = {"Date": headers["date"], "Signature": signature}
    return sent | ({"Digest": headers["digest"]} if body is not None else {})


def read_signature(header: str) -> Signature:
    """A Signature header taken apart."""
    parts = {name: text or number for name, text, number in _PART.findall(header[:8192])}
    if not parts.get("keyId") or not parts.get("signature"):
        raise BadSignature("The request has no signature.")
    if parts.get("algorithm", "").lower() not in ALGORITHMS:
        raise BadSignature("The signature's algorithm is not rsa-sha256.")
    try:
        value = base64.b64decode(parts["signature"], validate=True)
    except (ValueError, binascii.Error):
        raise BadSignature("The signature is no base64.") from None
    numbers = {name: int(parts[name][:12]) for name in ("created", "expires") if parts.get(name, "").isdecimal()}
    named = tuple((parts.get("headers") or "date").lower().split())
    return Signature(parts["keyId"], named, value, numbers.get("created"), numbers.get("expires"))


def check_request(signature: Signature, headers: Mapping[str, str], body: bytes, now: dt.datetime, host: str) -> None:
    """What must hold whatever the key: the right things are signed, the time is near, the body is the one signed.

    `headers` by lower-case name.
    """
    missing = {"(request-target)", "host", "digest"} - set(signature.headers)
    if missing:
        raise BadSignature(f"Not signed: {', '.join(sorted(missing))}.")
    if headers.get("host", "").lower() != host.lower():
        raise BadSignature("The request was signed for another host.")
    _check_time(signature, headers, now)
    said = headers.get("digest", "")
    found = [part.strip() for part in said.split(",") if part.strip().upper().startswith("SHA-256=")]
    if not found or not hmac.compare_digest(found[0][8:].encode(), digest_of(body)[8:].encode()):
        raise BadSignature("The digest is not that of the body.")


def _check_time(signature: Signature, headers: Mapping[str, str], now: dt.datetime) -> None:
    if signature.expires is not None and now.timestamp() > signature.expires + SKEW.total_seconds():
        raise BadSignature("The signature has expired.")
    if "(created)" in signature.headers and signature.created is not None:
        moment = signature.created
    elif "date" in signature.headers:
        try:
            date = parsedate_to_datetime(headers.get("date", ""))
        except (TypeError, ValueError):
            raise BadSignature("The request has no date.") from None
        moment = int((date if date.tzinfo else date.replace(tzinfo=dt.UTC)).timestamp())
    else:
        raise BadSignature("Neither date nor (created) is signed.")
    if abs(now.timestamp() - moment) > SKEW.total_seconds():
        raise BadSignature("The signature's date is more than an hour from ours.")


def is_signed_by(public_pem: str, signature: Signature, method: str, path: str, headers: Mapping[str, str]) -> bool:
    """Whether the owner of a public key signed this request."""
    try:
        key = serialization.load_pem_public_key(public_pem.encode())
    except (ValueError, TypeError):
        return False
    if not isinstance(key, rsa.RSAPublicKey) or not LEAST_BITS <= key.key_size <= MOST_BITS:
        return False
    try:
        text = _text(signature.headers, method, path, headers, signature)
        key.verify(signature.value, text, padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, BadSignature):
        return False
    return True


def _text(
    names: tuple[str, ...], method: str, path: str, headers: Mapping[str, str], signature: Signature | None
) -> bytes:
    """The signing string: a line for each signed name."""
    lines = []
    for name in names:
        if name == "(request-target)":
            lines.append(f"{name}: {method.lower()} {path}")
        elif name in {"(created)", "(expires)"}:
            lines.append(f"{name}: {getattr(signature, name.strip('()'), '')}")
        elif name in headers:
            lines.append(f"{name}: {headers[name].strip()}")
        else:
            raise BadSignature(f"A signed header is missing: {name}.")
    return "\n".join(lines).encode()
