"""What the recommendations (ActivityStreams 2.0, ActivityPub) and Mastodon's documentation ask of documents, as JSON Schema."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator

ADDRESS = {"type": "string", "pattern": r"^https?://[^\s]+$"}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}
PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
CONTEXT = {
    "anyOf": [{"type": "string"}, {"type": "array", "contains": {"const": "https://www.w3.org/ns/activitystreams"}}]
}
TO = {"to": {"type": "array", "contains": {"const": PUBLIC}}, "cc": {"type": "array", "items": ADDRESS, "minItems": 1}}

NOTE: dict[str, Any] = {
    "type": "object",
    "required": [
        "id", "type", "attributedTo", "to", "cc", "published", "url", "content", "contentMap", "attachment", "tag", "sensitive",
    ],
    "properties": {
        "id": ADDRESS, "type": {"const": "Note"}, "attributedTo": ADDRESS, "published": MOMENT, "updated": MOMENT, "url": ADDRESS,
        "content": {"type": "string", "minLength": 1, "not": {"pattern": "<script"}}, **TO,
        "contentMap": {"type": "object", "minProperties": 1, "propertyNames": {"pattern": "^[a-z]{2}$"}},
        "attachment": {
            "type": "array", "maxItems": 4,
            "items": {
                "type": "object", "required": ["type", "mediaType", "url", "name"],
                "properties": {"type": {"const": "Document"}, "mediaType": {"pattern": "^image/"}, "url": ADDRESS},
            },
        },
        "tag": {
            "type": "array",
            "items": {
                "type": "object", "required": ["type", "name", "href"],
                "properties": {"type": {"const": "Hashtag"}, "name": {"pattern": r"^#[^\s#]+$"}, "href": ADDRESS},
            },
        },
    },
    # Mastodon takes a summary for a content warning.
    "not": {"required": ["summary"]},
}  # fmt: skip
TOMBSTONE: dict[str, Any] = {
    "type": "object", "required": ["id", "type", "deleted"],
    "properties": {"id": ADDRESS, "type": {"const": "Tombstone"}, "deleted": MOMENT},
}  # fmt: skip
FOLLOW: dict[str, Any] = {
    "type": "object",
    "required": ["id", "type", "actor", "object"],
    "properties": {"type": {"const": "Follow"}},
}
ACTIVITY: dict[str, Any] = {
    "type": "object",
    "required": ["@context", "id", "type", "actor", "object"],
    "properties": {"@context": CONTEXT, "id": ADDRESS, "actor": ADDRESS},
    "oneOf": [
        {
            "properties": {"type": {"enum": ["Create", "Update"]}, "object": NOTE, "published": MOMENT, **TO},
            "required": ["to", "cc"],
        },
        {"properties": {"type": {"const": "Delete"}, "object": TOMBSTONE, **TO}, "required": ["to"]},
        {"properties": {"type": {"const": "Accept"}, "object": FOLLOW}},
    ],
}
ACTOR: dict[str, Any] = {
    "type": "object",
    "required": ["@context", "id", "type", "preferredUsername", "name", "inbox", "outbox", "followers", "publicKey", "url"],
    "properties": {
        "@context": CONTEXT, "id": ADDRESS, "type": {"enum": ["Person", "Service", "Application", "Group", "Organization"]},
        # What Mastodon takes for a name (Account::USERNAME_RE).
        "preferredUsername": {"type": "string", "pattern": r"^[a-z0-9_]+([a-z0-9_.-]+[a-z0-9_]+)?$"},
        "inbox": ADDRESS, "outbox": ADDRESS, "followers": ADDRESS, "url": ADDRESS,
        "endpoints": {"type": "object", "required": ["sharedInbox"], "properties": {"sharedInbox": ADDRESS}},
        "publicKey": {
            "type": "object", "required": ["id", "owner", "publicKeyPem"],
            "properties": {"id": ADDRESS, "owner": ADDRESS, "publicKeyPem": {"pattern": "^-----BEGIN PUBLIC KEY-----"}},
        },
    },
}  # fmt: skip
COLLECTION: dict[str, Any] = {
    "type": "object", "required": ["@context", "id", "type", "totalItems"],
    "properties": {"type": {"const": "OrderedCollection"}, "totalItems": {"type": "integer", "minimum": 0}, "first": ADDRESS},
    "not": {"anyOf": [{"required": ["items"]}, {"required": ["orderedItems"]}]},
}  # fmt: skip
PAGE: dict[str, Any] = {
    "type": "object", "required": ["@context", "id", "type", "partOf", "orderedItems"],
    "properties": {
        "type": {"const": "OrderedCollectionPage"}, "partOf": ADDRESS, "next": ADDRESS, "orderedItems": {"type": "array"},
    },
}  # fmt: skip
NODE_INFO: dict[str, Any] = {
    "type": "object",
    "required": ["version", "software", "protocols", "services", "openRegistrations", "usage", "metadata"],
    "properties": {
        "version": {"const": "2.1"},
        "software": {"required": ["name", "version"], "properties": {"name": {"pattern": "^[a-z0-9-]+$"}}},
        "protocols": {"type": "array", "items": {"enum": ["activitypub"]}},
        "services": {"required": ["inbound", "outbound"]}, "openRegistrations": {"type": "boolean"},
        "usage": {"required": ["users"]},
    },
}  # fmt: skip
SELF = {"rel": {"const": "self"}, "type": {"const": "application/activity+json"}, "href": ADDRESS}
JRD: dict[str, Any] = {
    "type": "object", "required": ["subject", "links"],
    "properties": {
        "subject": {"pattern": "^acct:[^@]+@[^@]+$"},
        "links": {"contains": {"required": ["rel", "type", "href"], "properties": SELF}},
    },
}  # fmt: skip


def problems(document: Any, schema: dict[str, Any]) -> list[str]:
    """What a document has against a schema."""
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(document)]
