"""Between the engine's wire format and plain data: unknowns, secrets, references and assets keep their meaning."""

from collections.abc import Mapping
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime import rpc

from accel.planning.graph import UNKNOWN, Secret, Unknown

_ASSET_SIGNATURES = {rpc._special_asset_sig: "asset", rpc._special_archive_sig: "archive"}  # pyright: ignore[reportPrivateUsage] - the SDK offers these constants under no public name
_SIGNATURE = rpc._special_sig_key  # pyright: ignore[reportPrivateUsage] - as above
_SECRET = rpc._special_secret_sig  # pyright: ignore[reportPrivateUsage] - as above
_RESOURCE = rpc._special_resource_sig  # pyright: ignore[reportPrivateUsage] - as above
_IDENTITIES = "userAssignedIdentities"
_OUTPUT_VALUE = rpc._special_output_value_sig  # pyright: ignore[reportPrivateUsage] - as above


def decode(value: struct_pb2.Value) -> Any:
    """Return the plain value of one wire value; secrets as `Secret`, unknowns as `UNKNOWN`, resources as their URN."""
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return UNKNOWN if value.string_value == rpc.UNKNOWN else value.string_value
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    if kind == "bool_value":
        return value.bool_value
    if kind == "list_value":
        return [decode(item) for item in value.list_value.values]
    if kind == "struct_value":
        return _decode_object(value.struct_value.fields)
    return None


def decode_struct(struct: struct_pb2.Struct) -> dict[str, Any]:
    """Return the plain properties of a resource."""
    return {key: decode(item) for key, item in struct.fields.items()}


def _decode_object(fields: Mapping[str, struct_pb2.Value]) -> Any:
    signature = fields[_SIGNATURE].string_value if _SIGNATURE in fields else ""
    if not signature:
        return {key: decode(item) for key, item in fields.items()}
    if signature == _SECRET:
        return Secret(decode(fields["value"]))
    if signature == _RESOURCE:
        return fields["urn"].string_value
    if signature == _OUTPUT_VALUE:
        known = decode(fields["value"]) if "value" in fields else UNKNOWN
        return Secret(known) if "secret" in fields and fields["secret"].bool_value else known
    if signature in _ASSET_SIGNATURES:
        content = {key: decode(item) for key, item in fields.items() if key != _SIGNATURE}
        return {_ASSET_SIGNATURES[signature]: content}
    return {key: decode(item) for key, item in fields.items() if key != _SIGNATURE}


def encode(value: Any) -> struct_pb2.Value:
    """Return the wire value of plain data; `UNKNOWN` and `Secret` become the engine's own marks."""
    if value is None:
        return struct_pb2.Value(null_value=struct_pb2.NULL_VALUE)
    if isinstance(value, bool):
        return struct_pb2.Value(bool_value=value)
    if isinstance(value, int | float):
        return struct_pb2.Value(number_value=value)
    if isinstance(value, str):
        return struct_pb2.Value(string_value=value)
    if isinstance(value, Unknown):
        return struct_pb2.Value(string_value=rpc.UNKNOWN)
    if isinstance(value, Secret):
        marked = {_SIGNATURE: struct_pb2.Value(string_value=_SECRET), "value": encode(value.value)}
        return struct_pb2.Value(struct_value=struct_pb2.Struct(fields=marked))
    if isinstance(value, Mapping):
        fields = {str(key): encode(item) for key, item in value.items()}
        return struct_pb2.Value(struct_value=struct_pb2.Struct(fields=fields))
    return struct_pb2.Value(list_value=struct_pb2.ListValue(values=[encode(item) for item in value]))


def echo(type_: str, properties: struct_pb2.Struct) -> struct_pb2.Struct:
    """Return a copy of what was asked for, as the provider tells it back to the SDK.

    Azure takes the identities of a resource as a list of ids and answers with a map, which alone the SDK can read.
    """
    told = struct_pb2.Struct()
    told.CopyFrom(properties)
    if type_.startswith("azure-native") and "identity" in told.fields:
        identity = told.fields["identity"].struct_value.fields
        if _IDENTITIES in identity and identity[_IDENTITIES].HasField("list_value"):
            del identity[_IDENTITIES]
    return told


def add_missing(struct: struct_pb2.Struct, values: Mapping[str, Any]) -> None:
    """Add to what was asked for what only a cloud can tell, also within objects; what was asked for stays."""
    for key, value in values.items():
        if key not in struct.fields:
            struct.fields[key].CopyFrom(encode(value))
        elif isinstance(value, Mapping) and struct.fields[key].HasField("struct_value"):
            inner = struct.fields[key].struct_value
            # A secret or an output travels as an object too, and is not one to add to.
            if _SIGNATURE not in inner.fields:
                add_missing(inner, value)
