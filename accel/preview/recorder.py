"""Runs a Pulumi program without an engine and without a cloud, and records what it would create.

The SDK believes that it talks to an engine: every registration reaches `RecordingMonitor`, which keeps it as a
`Resource` and answers with believable outputs. Nothing leaves the process.
"""

import asyncio
import contextvars
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pulumi
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime import mocks
from pulumi.runtime import settings as runtime_settings
from pulumi.runtime.config import set_all_config
from pulumi.runtime.proto import engine_pb2, resource_pb2
from pulumi.runtime.stack import run_in_stack

from accel.planning.graph import UNKNOWN, Graph, Resource, plain
from accel.preview.believable import invoke_result, outputs_of
from accel.preview.believable.identity import Identity
from accel.preview.wire import add_missing, decode_struct, echo, encode

PROJECT = "accelerator-blueprints"
_STACK = "pulumi:pulumi:Stack"
_STACK_REFERENCE = "pulumi:pulumi:StackReference"


@dataclass(frozen=True)
class Recording:
    """What one run of a program asked for."""

    graph: Graph
    outputs: dict[str, Any]
    diagnostics: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    """Provider functions that only the cloud can answer; their results were empty in this run."""


def record(
    program: Callable[[], None],
    *,
    stack: str = "dev",
    project: str = PROJECT,
    config: Mapping[str, str] | None = None,
    secret_keys: frozenset[str] = frozenset(),
    unknown_outputs: bool = False,
    dry_run: bool = True,
) -> Recording:
    """Run `program` to its end and return every resource it registers.

    Args:
        program: what `pulumi up` would run.
        stack: name of the stack, as the program sees it.
        project: name of the project, as the program sees it.
        config: configuration as the engine passes it: full keys, JSON text for lists and maps.
        secret_keys: keys of `config` whose values are secret.
        unknown_outputs: leave ids and computed outputs unknown, as in the first real preview of a new stack.
        dry_run: what `pulumi.runtime.is_dry_run()` says; False makes omitted outputs None instead of unknown.

    Raises:
        Whatever the program raises.
    """
    context = contextvars.copy_context()
    return context.run(_record, program, stack, project, dict(config or {}), secret_keys, unknown_outputs, dry_run)


def _record(
    program: Callable[[], None],
    stack: str,
    project: str,
    config: dict[str, str],
    secret_keys: frozenset[str],
    unknown_outputs: bool,
    dry_run: bool,
) -> Recording:
    monitor = RecordingMonitor(unknown_outputs)
    engine = _Engine()
    loop = asyncio.new_event_loop()
    # Registrations are answered on the spot: one thread, hence one order, and no hand-over between threads.
    loop.set_default_executor(_InlineExecutor(max_workers=1))
    # The first failure is raised below. What waited for it fails as well, and asyncio would write a trace for each.
    loop.set_exception_handler(lambda _, __: None)
    asyncio.set_event_loop(loop)
    try:
        runtime_settings.ROOT.set(None)
        runtime_settings.configure(
            mocks.MockSettings(
                monitor=monitor,
                monitor_features=set(monitor.GetDeploymentInfo(empty_pb2.Empty()).supportedFeatures),
                engine=engine,
                project=project,
                stack=stack,
                dry_run=dry_run,
                organization="organization",
                callbacks=None,
            )
        )
        set_all_config(config, sorted(secret_keys))
        loop.run_until_complete(run_in_stack(program))
    finally:
        loop.close()
        asyncio.set_event_loop(None)
        runtime_settings.ROOT.set(None)
    return Recording(
        Graph(monitor.finished()),
        monitor.stack_outputs,
        tuple(engine.messages),
        tuple(dict.fromkeys(monitor.unanswered)),
    )


@dataclass
class _Registration:
    resource: Resource
    location: dict[str, str] = field(default_factory=dict[str, str])


class RecordingMonitor(mocks.MockMonitor):
    """Answers the SDK as the engine would, with believable outputs, and keeps every registration."""

    def __init__(self, unknown_outputs: bool) -> None:
        super().__init__(_NoMocks())
        self._unknown_outputs = unknown_outputs
        self._registered: dict[str, _Registration] = {}
        self._component_outputs: dict[str, dict[str, Any]] = {}
        self.stack_outputs: dict[str, Any] = {}
        self.unanswered: list[str] = []

    def finished(self) -> list[Resource]:
        """Return all resources in the order of registration, components with the outputs they registered."""
        return [
            registration.resource
            if urn not in self._component_outputs
            else _with_outputs(registration.resource, self._component_outputs[urn])
            for urn, registration in self._registered.items()
        ]

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """Name a resource as the engine does: with the types of all its ancestors below the stack."""
        if parent:
            lineage = parent.split("::")[2]
            if lineage != _STACK:
                type_ = f"{lineage}${type_}"
        stack, project = runtime_settings.get_stack(), runtime_settings.get_project()
        return f"urn:pulumi:{stack}::{project}::{type_}::{name}"

    def RegisterResource(self, request: resource_pb2.RegisterResourceRequest) -> resource_pb2.RegisterResourceResponse:  # noqa: N802 - the RPC's name
        """Keep a registration and answer with the resource's id and outputs."""
        urn = self.make_urn(request.parent, request.type, request.name)
        if request.type == _STACK:
            return resource_pb2.RegisterResourceResponse(urn=urn)
        if urn in self._registered:
            # The engine refuses a second resource of one URN; a preview that merged the two would lie.
            raise pulumi.RunError(f"duplicate resource URN {urn}: give each resource of a type its own name")
        inputs = decode_struct(request.object)
        parent = self._registered.get(request.parent)
        resource = Resource(
            urn=urn,
            type=request.type,
            name=request.name,
            inputs=inputs,
            parent=request.parent if parent else None,
            dependencies=tuple(sorted(set(request.dependencies))),
            property_dependencies={
                key: tuple(sorted(value.urns)) for key, value in request.propertyDependencies.items()
            },
            provider=request.provider,
            protect=request.protect if request.HasField("protect") else bool(parent and parent.resource.protect),
            retain_on_delete=request.retainOnDelete
            if request.HasField("retainOnDelete")
            else bool(parent and parent.resource.retain_on_delete),
            custom=request.custom,
        )
        answer = echo(request.type, request.object)
        identifier = ""
        if request.custom:
            identifier, outputs = self._answer(resource)
            add_missing(answer, outputs)
            object.__setattr__(resource, "outputs", outputs)
            object.__setattr__(resource, "id", identifier)
        self._registered[urn] = _Registration(resource, _location(resource))
        return resource_pb2.RegisterResourceResponse(urn=urn, id=identifier, object=answer)

    def ReadResource(self, request: resource_pb2.ReadResourceRequest) -> resource_pb2.ReadResourceResponse:  # noqa: N802 - the RPC's name
        """Answer a read of something that exists already; it is not recorded, since the stack does not create it."""
        urn = self.make_urn(request.parent, request.type, request.name)
        answer = struct_pb2.Struct()
        answer.CopyFrom(request.properties)
        if request.type == _STACK_REFERENCE:
            # Another stack's outputs are not here: everything read from it stays unknown.
            answer.fields["outputs"].CopyFrom(encode(UNKNOWN))
            answer.fields["secretOutputNames"].CopyFrom(encode([]))
        return resource_pb2.ReadResourceResponse(urn=urn, properties=answer)

    def Invoke(self, request: resource_pb2.ResourceInvokeRequest) -> resource_pb2.ResourceInvokeResponse:  # noqa: N802 - the RPC's name
        """Answer a provider function where its answer needs no cloud; remember the others."""
        arguments = plain(decode_struct(request.args))
        provider = self._registered.get(request.provider.rpartition("::")[0])
        identity = Identity(request.tok, request.tok, request.tok, arguments, **(provider.location if provider else {}))
        result = invoke_result(request.tok, arguments, identity)
        if result is None:
            self.unanswered.append(request.tok)
            result = {}
        fields = {key: encode(value) for key, value in result.items()}
        response = resource_pb2.ResourceInvokeResponse()
        # `return` is a keyword of Python, so the field has no plain name.
        getattr(response, "return").CopyFrom(struct_pb2.Struct(fields=fields))
        return response

    def RegisterResourceOutputs(self, request: resource_pb2.RegisterResourceOutputsRequest) -> empty_pb2.Empty:  # noqa: N802 - the RPC's name
        """Keep what a component or the stack exports."""
        outputs = decode_struct(request.outputs)
        if request.urn in self._registered:
            self._component_outputs[request.urn] = outputs
        elif f"::{_STACK}::" in request.urn:
            self.stack_outputs = outputs
        return empty_pb2.Empty()

    def _answer(self, resource: Resource) -> tuple[str, dict[str, Any]]:
        if resource.type.startswith("pulumi:providers:"):
            return f"{resource.name}-id", {}
        if self._unknown_outputs:
            return "", {}
        provider = self._registered.get(resource.provider_urn)
        location = provider.location if provider else {}
        return outputs_of(Identity(resource.urn, resource.type, resource.name, plain(resource.inputs), **location))


def _location(resource: Resource) -> dict[str, str]:
    """Where the resources of a provider live: what its configuration says of region, account and project."""
    if not resource.type.startswith("pulumi:providers:"):
        return {}
    accounts = resource.get("allowedAccountIds")
    if isinstance(accounts, str) and accounts.startswith("["):
        # Provider inputs travel as JSON text.
        accounts = [part.strip(' "') for part in accounts.strip("[]").split(",")]
    found = {
        "region": resource.get("region") or resource.get("location"),
        "project": resource.get("project"),
        "account_id": accounts[0] if isinstance(accounts, list) and accounts else resource.get("subscriptionId"),
    }
    return {key: value for key, value in found.items() if isinstance(value, str) and value}


def _with_outputs(resource: Resource, outputs: dict[str, Any]) -> Resource:
    object.__setattr__(resource, "outputs", outputs)
    return resource


class _NoMocks(mocks.Mocks):
    """The base class wants one; every RPC that would use it is answered above."""

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        raise NotImplementedError(args.token)

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        raise NotImplementedError(args.typ)


class _Engine(mocks.MockEngine):
    """Keeps the program's warnings and errors; they belong to the preview, not to the terminal's log."""

    def __init__(self) -> None:
        super().__init__(logging.getLogger("accel.preview"))
        self.messages: list[str] = []

    def Log(self, request: engine_pb2.LogRequest) -> None:  # noqa: N802 - the RPC's name
        if request.severity in (engine_pb2.WARNING, engine_pb2.ERROR):
            self.messages.append(request.message)


class _InlineExecutor(ThreadPoolExecutor):
    """Runs what it is given at once, in the caller's thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # an executor hands every exception to whoever awaits the future
            future.set_exception(error)
        return future
