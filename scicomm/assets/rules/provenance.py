"""What a C2PA manifest says of a file (C2PA 2.2): unchanged or not, who signed it, when, and what was done to it.

Nothing is fetched: neither manifests kept elsewhere nor the state of certificates. Whether the signer is on a list of trusted
ones is told as a remark, not as a verdict: the lists are made by vendors, and a picture is not altered for not being on one.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import IO, Any

NONE, VALID, ALTERED, BAD, UNREADABLE = "none", "valid", "altered", "bad", "unreadable"
OFFLINE = {
    "verify": {"remote_manifest_fetch": False, "ocsp_fetch": False, "verify_after_reading": True, "verify_trust": True}
}
# Codes of the specification, chapter 15.2.
_BAD = (
    "claimSignature.", "signingCredential.expired", "signingCredential.revoked", "signingCredential.invalid",
    "timeStamp.mismatch",
)  # fmt: skip
_UNTRUSTED = "signingCredential.untrusted"
_AI = ("trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "compositeSynthetic")
_MOST = 100


@dataclass(frozen=True)
class Step:
    """One thing done to the picture: the action's code, when, with what, and how the digital source is called."""

    action: str
    when: str = ""
    agent: str = ""
    source_type: str = ""


@dataclass(frozen=True)
class Report:
    """The answer for one file. `problems` are codes of the specification; `trusted` says whether the signer is on a list."""

    state: str = NONE
    signer: str = ""
    signed_at: dt.datetime | None = None
    generator: str = ""
    steps: tuple[Step, ...] = ()
    made_by_ai: bool = False
    trusted: bool = False
    problems: tuple[str, ...] = ()


def provenance_of(stream: IO[bytes], media_type: str) -> Report:
    """Read the manifest of a file. A file without one, or of a kind that holds none, has no provenance; nothing is raised."""
    # Here, not above: the library takes 10 MB of memory, which processes that only show pages need not have.
    import c2pa

    try:
        with (
            c2pa.Settings.from_dict(OFFLINE) as settings,
            c2pa.Context(settings) as context,
            c2pa.Reader(media_type, stream, context=context) as reader,
        ):
            return report_from(json.loads(reader.json()))
    except c2pa.C2paError as error:
        return _refused(error)
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        return Report(UNREADABLE, problems=(type(error).__name__,))


def _refused(error: Exception) -> Report:
    """Why there is no manifest to read: none there, or none that can be had."""
    kind = type(error).__name__.strip("_").removeprefix("C2pa")
    if kind in {"ManifestNotFound", "NotSupported"} or "no JUMBF" in str(error) or "type is unsupported" in str(error):
        return Report()
    if kind in {"Signature", "Verify"}:
        return Report(BAD, problems=(kind,))
    return Report(UNREADABLE, problems=(kind,))


def report_from(manifest_store: dict[str, Any]) -> Report:
    """The report from the library's own."""
    active = manifest_store.get("manifests", {}).get(manifest_store.get("active_manifest", ""), {})
    failures = (manifest_store.get("validation_results") or {}).get("activeManifest", {}).get("failure", [])
    codes = tuple(dict.fromkeys(str(one.get("code", "")) for one in failures))
    signature = active.get("signature_info") or {}
    steps = tuple(_steps(active))
    return Report(
        state=_state(codes),
        signer=", ".join(text for text in (signature.get("common_name"), signature.get("issuer")) if text)[:300],
        signed_at=_moment(signature.get("time")),
        generator=_generator(active),
        steps=steps,
        made_by_ai=any(step.source_type.rpartition("/")[2] in _AI for step in steps),
        trusted=bool(active) and _UNTRUSTED not in codes,
        problems=tuple(code for code in codes if code != _UNTRUSTED),
    )


def _state(codes: tuple[str, ...]) -> str:
    serious = [code for code in codes if code != _UNTRUSTED]
    if any(code.startswith(_BAD) for code in serious):
        return BAD
    return ALTERED if serious else VALID


def _moment(text: Any) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _generator(manifest: dict[str, Any]) -> str:
    told = [
        f"{one.get('name', '')} {one.get('version', '')}".strip() for one in manifest.get("claim_generator_info") or []
    ]
    return ", ".join(one for one in told if one)[:300] or str(manifest.get("claim_generator", ""))[:300]


def _steps(manifest: dict[str, Any]) -> list[Step]:
    """The actions of a manifest; an agent stands as a name or as a structure with a name."""
    found = []
    for assertion in manifest.get("assertions", []):
        if not str(assertion.get("label", "")).startswith("c2pa.actions"):
            continue
        for one in (assertion.get("data") or {}).get("actions", [])[:_MOST]:
            agent = one.get("softwareAgent", "")
            name = str(agent.get("name", "")) if isinstance(agent, dict) else str(agent)
            found.append(
                Step(str(one.get("action", "")), str(one.get("when", "")), name, str(one.get("digitalSourceType", "")))
            )
    return found
