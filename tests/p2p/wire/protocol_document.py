"""What docs/protocol.md says, taken apart; and the tables that it should hold, made from the code."""

import importlib
import re
from pathlib import Path
from typing import Any

from pydantic import BaseModel

ROOT = Path(__file__).resolve().parents[3]
DOCUMENT = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
SEEDS = {"requester": b"\x0a" * 32, "provider": b"\x0b" * 32}

BASES = ("p2p.wire.messages.SignedMessage", "p2p.wire.train.TrainMessage")
"""Models whose fields are described once, and left out of the tables of those that inherit them."""

SIGNATURES = ("signature", "old_signature", "new_signature")
SPECIAL = {
    **dict.fromkeys(("sender", "recipient", "provider", "peer", "old", "new"), "peer id"),
    **dict.fromkeys(SIGNATURES, "base64, 88 characters"),
}
"""Fields whose schema says less than the checks of `p2p.wire.signing` and of the models' validators."""


def model_named(path: str) -> type[BaseModel]:
    """The class at a dotted path."""
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


def table(path: str) -> str:
    """The fields of a message as the document has them, from the model's JSON schema."""
    model = model_named(path)
    schema = model.model_json_schema()
    inherited = {name for base in map(model_named, BASES) if base is not model and issubclass(model, base) for name in base.model_fields}
    rows = [
        f"| `{name}` | {'yes' if name in (*schema.get('required', ()), *SIGNATURES) else 'no'} | {SPECIAL.get(name) or _kind(described)} |"
        for name, described in schema["properties"].items()
        if name not in inherited
    ]
    return "\n".join(["| field | required | type and bounds |", "|---|---|---|", *rows])


def block(label: str, language: str = "text", text: str = DOCUMENT) -> str:
    """The fenced block behind the comment `label`."""
    found = re.findall(rf"<!-- {re.escape(label)} -->\n```{language}\n(.*?)\n```", text, re.DOTALL)
    assert len(found) == 1, (label, len(found))
    return found[0]


def hexadecimal(label: str) -> bytes:
    """The bytes in the block behind `label`."""
    return bytes.fromhex("".join(block(label).split()))


def signed_messages() -> list[tuple[str, str, bytes | None]]:
    """Every example of a signed message: who signed it, the JSON, and the signed bytes where the document has them."""
    pattern = r"<!-- signed by (\w+) -->\n```json\n(.*?)\n```(?:\n\n(?:[^\n`]+\n\n)?```text\n([0-9a-f\n]+)\n```)?"
    return [(signer, text, bytes.fromhex(raw) if raw else None) for signer, text, raw in re.findall(pattern, DOCUMENT, re.DOTALL)]


def _kind(schema: dict[str, Any]) -> str:
    """A JSON schema in words."""
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(_kind(option) for option in options)
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2].replace("JsonValue", "any JSON value")
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema["enum"])
    match schema.get("type"):
        case "string":
            return (
                "string"
                + _lengths(schema, "characters")
                + (f" that matches `{schema['pattern']}`".replace("|", "\\|") if "pattern" in schema else "")
            )
        case "array":
            return f"list of {_kind(schema['items'])}" + _lengths(schema, "items")
        case "integer" | "number" as name:
            return name + _bounds(schema)
        case None:
            return "any JSON value"
        case name:
            return str(name)


def _lengths(schema: dict[str, Any], unit: str) -> str:
    noun = "Items" if unit == "items" else "Length"
    least, most = schema.get(f"min{noun}", 0), schema.get(f"max{noun}")
    return "" if most is None else f", {least}–{most:,} {unit}"


def _bounds(schema: dict[str, Any]) -> str:
    signs = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
    said = [f"{sign} {schema[key]:,}" for key, sign in signs.items() if key in schema]
    return ", " + ", ".join(said) if said else ""
