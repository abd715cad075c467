"""What the answers of a reconciliation service must look like, as JSON Schema.

Written from the text of the Reconciliation Service API 0.2: «Service Manifest», «Reconciliation
Query Responses», «Suggest Responses», «Data Extension Property Proposals», «Data Extension
Responses». Stricter than the specification where this service promises more.
"""

from __future__ import annotations

from typing import Any, Final

Schema = dict[str, Any]

TEXT: Final[Schema] = {"type": "string", "minLength": 1}
_URL: Final[Schema] = {"type": "string", "pattern": "^https?://"}


def _object(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    """Return the schema of an object that has these members, perhaps those, and no others."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _template(of: str) -> Schema:
    return {"type": "string", "pattern": rf"^https?://.*\{{\{{{of}\}}\}}"}


_NAMED: Final = _object({"id": TEXT, "name": TEXT})
_TYPE: Final = _object({"id": TEXT, "name": TEXT}, {"broader": _list(_NAMED)})
_SERVICE: Final = _object(
    {"service_url": _URL, "service_path": {"type": "string", "pattern": "^/"}}
)

MANIFEST: Final = _object(
    {
        "versions": {"type": "array", "items": TEXT, "contains": {"const": "0.2"}},
        "name": TEXT,
        "identifierSpace": _URL,
        "schemaSpace": _URL,
        "defaultTypes": {**_list(_TYPE), "uniqueItems": True, "minItems": 1},
        "documentation": _URL,
        "serviceVersion": TEXT,
        "view": _object({"url": _template("id")}),
        "preview": _object(
            {
                "url": _template("id"),
                "width": {"type": "integer", "minimum": 1},
                "height": {"type": "integer", "minimum": 1},
            }
        ),
        "suggest": _object({"entity": _SERVICE, "type": _SERVICE, "property": _SERVICE}),
        "extend": _object({"propose_properties": _SERVICE, "property_settings": {"maxItems": 0}}),
        "batchSize": {"type": "integer", "minimum": 1},
    }
)

_FEATURE: Final = _object({"id": TEXT, "value": {"type": ["boolean", "number"]}})
_CANDIDATE: Final = _object(
    {
        "id": TEXT,
        "name": TEXT,
        "description": {"type": "string"},
        "type": _list(_NAMED),
        "score": {"type": "number", "minimum": 0, "maximum": 100},
        "match": {"type": "boolean"},
        "features": _list(_FEATURE),
    }
)
RESULT: Final = _object({"result": _list(_CANDIDATE)})
RESULTS: Final[Schema] = {"type": "object", "additionalProperties": RESULT}

SUGGESTED_ENTITIES: Final = _object(
    {
        "result": _list(
            _object({"id": TEXT, "name": TEXT}, {"description": TEXT, "notable": _list(_NAMED)})
        )
    }
)
SUGGESTED_TYPES: Final = _object({"result": _list(_TYPE)})
SUGGESTED_PROPERTIES: Final = _object({"result": _list(_NAMED)})
PROPOSED_PROPERTIES: Final = _object({"properties": _list(_NAMED)}, {"type": TEXT})
EXTENSION: Final = _object(
    {
        "meta": _list(_NAMED),
        "rows": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "additionalProperties": _list({"oneOf": [_object({"str": TEXT}), _NAMED]}),
            },
        },
    }
)
