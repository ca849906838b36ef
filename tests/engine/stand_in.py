# ruff: noqa: N802 - methods are called like the RPCs that they answer
"""Stand-ins for the clouds' provider plugins: the engine attaches to them, they answer believably and keep state."""

import os
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from accel.planning.graph import plain
from accel.preview.believable import invoke_result, outputs_of
from accel.preview.believable.identity import Identity
from accel.preview.wire import add_missing, decode_struct, echo, encode

PACKAGES = ("aws", "azure-native", "gcp", "kubernetes")

# Properties that a cloud fixes when it makes a thing. Enough for the types that the shipped stacks use: where a thing
# stands, what it is called, and what it is part of.
_FIXED = (
    *("name", "namePrefix", "bucket", "bucketPrefix", "accountId", "project", "region", "location", "zone"),
    *("availabilityZone", "network", "vpcId", "subnetId", "cidrBlock", "ipCidrRange", "keyRing"),
    *("acceleratorType", "topology", "customerMasterKeySpec", "purpose"),
)
# Types that no cloud can change, but for these properties.
_ONLY_CHANGEABLE = {
    "aws:sagemaker/endpointConfiguration:EndpointConfiguration": {"tags"},
    "aws:sagemaker/model:Model": {"tags"},
    "gcp:tpu/v2Vm:V2Vm": {"labels", "metadata", "tags", "description", "dataDisks"},
}


@dataclass(frozen=True)
class Call:
    method: str
    type: str
    name: str
    preview: bool


@dataclass
class _Thing:
    urn: str
    inputs: struct_pb2.Struct
    outputs: struct_pb2.Struct


@dataclass
class Clouds:
    """Everything that exists, in all clouds, and what was asked of them."""

    things: dict[tuple[str, str], _Thing] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    fail_after_creates: int | None = None
    """So many more creates succeed, then each fails; None for never."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, method: str) -> int:
        return sum(call.method == method and not call.preview for call in self.calls)

    def types(self) -> list[str]:
        return sorted(type_ for type_, _ in self.things)

    def drift(self, type_: str, key: str, value: Any) -> None:
        """Change a thing behind Pulumi's back."""
        for (kind, _), thing in self.things.items():
            if kind == type_:
                thing.inputs.fields[key].CopyFrom(encode(value))
                thing.outputs.fields[key].CopyFrom(encode(value))


class StandIn(provider_pb2_grpc.ResourceProviderServicer):
    """One package's provider. Like the real ones it computes ids and outputs, previews, and refuses a name twice."""

    def __init__(self, package: str, clouds: Clouds) -> None:
        self._package = package
        self._clouds = clouds
        self._locations: dict[str, dict[str, str]] = {}

    def Handshake(self, request: Any, context: grpc.ServicerContext) -> Any:
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True)

    def Attach(self, request: Any, context: grpc.ServicerContext) -> Any:
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: Any, context: grpc.ServicerContext) -> Any:
        return plugin_pb2.PluginInfo(version="99.0.0")

    def Cancel(self, request: Any, context: grpc.ServicerContext) -> Any:
        return empty_pb2.Empty()

    def CheckConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: grpc.ServicerContext) -> Any:
        return _difference("", decode_struct(request.old_inputs), decode_struct(request.news))

    def Configure(self, request: Any, context: grpc.ServicerContext) -> Any:
        # Every provider resource has a connection of its own, so the peer tells them apart.
        self._locations[context.peer()] = _location(plain(decode_struct(request.args)))
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    def Invoke(self, request: Any, context: grpc.ServicerContext) -> Any:
        arguments = plain(decode_struct(request.args))
        identity = Identity(request.tok, request.tok, request.tok, arguments, **self._locations.get(context.peer(), {}))
        result = invoke_result(request.tok, arguments, identity)
        if result is None:
            context.abort(
                grpc.StatusCode.UNIMPLEMENTED, f"{request.tok} needs a real cloud; take its answer as a setting"
            )
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(struct_pb2.Struct(fields={key: encode(v) for key, v in result.items()}))
        return response

    def Check(self, request: Any, context: grpc.ServicerContext) -> Any:
        return provider_pb2.CheckResponse(inputs=request.news)

    def Diff(self, request: Any, context: grpc.ServicerContext) -> Any:
        news = decode_struct(request.news)
        olds = decode_struct(request.old_inputs)
        for key in request.ignoreChanges:
            news[key] = olds.get(key)
        return _difference(request.type, olds, news)

    def Create(self, request: Any, context: grpc.ServicerContext) -> Any:
        self._note("create", request, request.preview)
        if request.preview:
            # What is left out is unknown to the program, as with a real cloud.
            return provider_pb2.CreateResponse(properties=echo(request.type, request.properties))
        with self._clouds.lock:
            if self._clouds.fail_after_creates is not None:
                self._clouds.fail_after_creates -= 1
                if self._clouds.fail_after_creates < 0:
                    context.abort(grpc.StatusCode.RESOURCE_EXHAUSTED, f"out of stock: {request.type} {request.name}")
            urn = request.urn
            # A replacement stands beside what it replaces: like auto-naming, give it another suffix.
            urn += "~" * sum(thing.urn.rstrip("~") == request.urn for thing in self._clouds.things.values())
            identifier, outputs = self._answer(request, urn, request.properties, context)
            if (request.type, identifier) in self._clouds.things:
                context.abort(grpc.StatusCode.ALREADY_EXISTS, f"{request.type} {identifier!r} exists already")
            self._clouds.things[request.type, identifier] = _Thing(urn, request.properties, outputs)
        return provider_pb2.CreateResponse(id=identifier, properties=outputs)

    def Read(self, request: Any, context: grpc.ServicerContext) -> Any:
        self._note("read", request, preview=False)
        thing = self._clouds.things.get((request.type, request.id))
        if thing is not None:
            return provider_pb2.ReadResponse(id=request.id, properties=thing.outputs, inputs=thing.inputs)
        if request.inputs.fields:
            return provider_pb2.ReadResponse()  # it is gone
        # The program adopts something that somebody else made.
        _, outputs = self._answer(request, request.urn, request.properties, context)
        return provider_pb2.ReadResponse(id=request.id, properties=outputs)

    def Update(self, request: Any, context: grpc.ServicerContext) -> Any:
        self._note("update", request, request.preview)
        outputs = echo(request.type, request.news)
        dropped = set(request.old_inputs.fields) - set(request.news.fields)
        # What the cloud told at the creation still holds, also within objects that are inputs.
        add_missing(outputs, {key: value for key, value in decode_struct(request.olds).items() if key not in dropped})
        if not request.preview:
            with self._clouds.lock:
                thing = self._clouds.things.get((request.type, request.id))
                if thing is None:
                    context.abort(grpc.StatusCode.NOT_FOUND, f"{request.type} {request.id!r} does not exist")
                thing.inputs, thing.outputs = request.news, outputs
        return provider_pb2.UpdateResponse(properties=outputs)

    def Delete(self, request: Any, context: grpc.ServicerContext) -> Any:
        self._note("delete", request, preview=False)
        with self._clouds.lock:
            self._clouds.things.pop((request.type, request.id), None)
        return empty_pb2.Empty()

    def _note(self, method: str, request: Any, preview: bool) -> None:
        with self._clouds.lock:
            self._clouds.calls.append(Call(method, request.type, request.name, preview))

    def _answer(
        self, request: Any, urn: str, properties: struct_pb2.Struct, context: grpc.ServicerContext
    ) -> tuple[str, struct_pb2.Struct]:
        location = self._locations.get(context.peer(), {})
        inputs = plain(decode_struct(properties))
        identifier, outputs = outputs_of(Identity(urn, request.type, request.name, inputs, **location))
        answer = echo(request.type, properties)
        add_missing(answer, outputs)
        return identifier, answer


def _location(configuration: Mapping[str, Any]) -> dict[str, str]:
    accounts = configuration.get("allowedAccountIds")
    if isinstance(accounts, str):
        accounts = [part.strip(' "') for part in accounts.strip("[]").split(",")]
    found = {
        "region": configuration.get("region") or configuration.get("location"),
        "project": configuration.get("project"),
        "account_id": accounts[0] if accounts else configuration.get("subscriptionId"),
    }
    return {key: value for key, value in found.items() if isinstance(value, str) and value}


def _difference(type_: str, olds: dict[str, Any], news: dict[str, Any]) -> provider_pb2.DiffResponse:
    changed = sorted(key for key in olds.keys() | news.keys() if olds.get(key) != news.get(key))
    fixed = [key for key in changed if _is_fixed(type_, key)] if type_ else []
    return provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE,
        diffs=changed,
        replaces=fixed,
    )


def _is_fixed(type_: str, key: str) -> bool:
    if type_ in _ONLY_CHANGEABLE:
        return key not in _ONLY_CHANGEABLE[type_]
    return key in _FIXED and not type_.startswith("kubernetes:")


@contextmanager
def stand_ins() -> Iterator[Clouds]:
    """Serve a stand-in for each package; the engine finds them through PULUMI_DEBUG_PROVIDERS."""
    clouds = Clouds()
    servers = []
    addresses = []
    for package in PACKAGES:
        server = grpc.server(ThreadPoolExecutor(max_workers=16))
        provider_pb2_grpc.add_ResourceProviderServicer_to_server(StandIn(package, clouds), server)
        addresses.append(f"{package}:{server.add_insecure_port('127.0.0.1:0')}")
        server.start()
        servers.append(server)
    before = os.environ.get("PULUMI_DEBUG_PROVIDERS")
    os.environ["PULUMI_DEBUG_PROVIDERS"] = ",".join(addresses)
    try:
        yield clouds
    finally:
        if before is None:
            del os.environ["PULUMI_DEBUG_PROVIDERS"]
        else:
            os.environ["PULUMI_DEBUG_PROVIDERS"] = before
        for server in servers:
            server.stop(grace=None)
