"""What the OpenAPI document says of the addresses for licensed programs. They are no operations: the licence's key is
the proof, no token is sent, and the views beside the pages answer them (docs/reference/licence-keys.md).
"""

from __future__ import annotations

from typing import Any

from candor.kernel.api.describing import PROBLEM
from candor.kernel.http.problems import KINDS, MEDIA_TYPE
from candor.licences.forms import LONGEST_LABEL
from candor.licences.machines import LONGEST, SHORTEST
from candor.licences.refusals import STATUS

TAG = "Licensed programs"
KEY = {"type": "string", "description": "The licence key as its holder has it."}
MACHINE = {
    "type": "string",
    "minLength": SHORTEST,
    "maxLength": LONGEST,
    "description": "What the machine is to the program.",
}
LABEL = {"type": "string", "maxLength": LONGEST_LABEL, "description": "What it shall be called on its holder's pages."}
EXAMPLE = {"key": "0BNE6W-G04D9R-…", "machine": "board-7 4711", "label": "Reception"}

SIGNED = {"key_id": {"type": "string"}, "signature": {"type": "string"}}
ACTIVATION = {
    "title": "Activation",
    "description": "A signed file, good to be kept and verified offline.",
    "type": "object",
    "required": ["licence", "key", "salt", "machine", "valid_from", "valid_until", *SIGNED],
    "properties": {
        **{name: {"type": "string"} for name in ("licence", "key", "salt", "machine")},
        **{name: {"type": "string", "format": "date-time"} for name in ("valid_from", "valid_until")},
        **SIGNED,
    },
}
KEYS = {
    "title": "PublicKeys",
    "type": "object",
    "required": ["keys"],
    "properties": {
        "keys": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "public_key", "present"],
                "properties": {
                    "id": {"type": "string"},
                    "public_key": {"type": "string", "description": "Ed25519, in hexadecimal digits."},
                    "present": {"type": "boolean", "description": "Whether new keys are signed with it."},
                },
            },
        }
    },
}
REVOCATIONS = {
    "title": "Revocations",
    "description": "A signed file: the numbers of all licences that were revoked.",
    "type": "object",
    "required": ["at", "licences", *SIGNED],
    "properties": {
        "at": {"type": "string", "format": "date-time"},
        "licences": {"type": "array", "items": {"type": "string"}},
        **SIGNED,
    },
}
SCHEMAS = {"Activation": ACTIVATION, "PublicKeys": KEYS, "Revocations": REVOCATIONS}


def paths() -> dict[str, Any]:
    """The paths of the document, as `kernel.api.handbook` shows them too."""
    return {
        "/api/v1/licences/activations/": {
            "post": _asked(
                "activate", "Activate a machine, or renew its activation", {"label": LABEL}, _file("Activation")
            )
        },
        "/api/v1/licences/deactivations/": {
            "post": _asked("deactivate", "Free the machine's place", {}, {204: {"description": "No Content"}})
        },
        "/api/v1/licences/keys/": {"get": _read("licence_keys", "Read the public keys", "PublicKeys")},
        "/api/v1/licences/revocations/": {"get": _read("licence_revocations", "Read what is revoked", "Revocations")},
    }


def _asked(name: str, summary: str, more: dict[str, Any], good: dict[int, Any]) -> dict[str, Any]:
    content = {
        "schema": {
            "type": "object",
            "required": ["key", "machine"],
            "properties": {"key": KEY, "machine": MACHINE, **more},
        },
        "example": {field: text for field, text in EXAMPLE.items() if field != "label" or more},
    }
    kinds: dict[int, list[str]] = {}
    for kind in ("bad-request", "too-large", "media-type", "not-valid", "too-many", "busy"):
        kinds.setdefault(KINDS[kind].status, []).append(kind)
    for why, status in STATUS.items():
        kinds.setdefault(status, []).append(str(why))
    problems = {
        status: {"description": ", ".join(names), "content": {MEDIA_TYPE: {"schema": PROBLEM}}}
        for status, names in sorted(kinds.items())
    }
    return {
        **_told(name, summary),
        "requestBody": {"required": True, "content": {"application/json": content}},
        "responses": {**good, **problems},
    }


def _read(name: str, summary: str, schema: str) -> dict[str, Any]:
    return {**_told(name, summary), "responses": _file(schema)}


def _file(schema: str) -> dict[int, Any]:
    told = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    return {200: {"description": "OK", "content": {"application/json": told}}}


def _told(name: str, summary: str) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "description": "For licensed programs: no token is sent, the licence's key is the proof.",
        "tags": [TAG],
        "security": [],
        "x-scope": "",
        "parameters": [],
    }
