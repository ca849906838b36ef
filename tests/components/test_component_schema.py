"""The components as programs in other languages see them: their schema, inferred by Pulumi's own component host."""

import inspect
import json
import re
import subprocess
import sys
from typing import Any

import grpc
import pulumi
import pytest
from pulumi.provider.experimental.analyzer import Analyzer
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from components.plugin import component_classes
from tests.tools import ROOT

# Names that the engine or the generators of SDKs keep for themselves.
RESERVED = {"id", "urn", "pulumi", "version", "provider", "options"}


def each_component() -> Any:
    return pytest.mark.parametrize("component", component_classes(), ids=lambda component: component.__name__)


@each_component()
def test_the_component_host_accepts_the_component(component: type[pulumi.ComponentResource]) -> None:
    definition = Analyzer("accel").analyze([component])["component_definitions"][component.__name__]
    assert definition.inputs
    assert definition.outputs
    assert not RESERVED & (definition.inputs.keys() | definition.outputs.keys())


@each_component()
def test_every_argument_is_described(component: type[pulumi.ComponentResource]) -> None:
    result = Analyzer("accel").analyze([component])
    described = [result["component_definitions"][component.__name__].inputs]
    described += [definition.properties for definition in result["type_definitions"].values() if not definition.enum]
    assert [name for properties in described for name, value in properties.items() if not value.description] == []
    assert component.__doc__


@each_component()
def test_the_type_token_is_the_class_name(component: type[pulumi.ComponentResource]) -> None:
    tokens = re.findall(r'"(accel:[^"]+)"', inspect.getsource(inspect.getmodule(component)))  # type: ignore[arg-type] - the class has a module
    assert f"accel:index:{component.__name__}" in tokens


def test_all_components_fit_into_one_package() -> None:
    # Refuses two classes, or two types of arguments, of one name in different modules.
    result = Analyzer("accel").analyze(component_classes())
    assert len(result["component_definitions"]) == len(component_classes())


def test_the_plugin_is_declared_where_pulumi_package_add_looks_for_it() -> None:
    assert (ROOT / "PulumiPlugin.yaml").is_file()


def test_the_project_started_as_a_plugin_serves_every_component() -> None:
    # Exactly as the Python language host starts a plugin: the folder, then the engine's address.
    plugin = subprocess.Popen([sys.executable, ROOT, "127.0.0.1:1"], stdout=subprocess.PIPE, text=True)
    try:
        assert plugin.stdout is not None
        port = int(plugin.stdout.readline())
        stub = provider_pb2_grpc.ResourceProviderStub(grpc.insecure_channel(f"127.0.0.1:{port}"))
        schema = json.loads(stub.GetSchema(provider_pb2.GetSchemaRequest(), timeout=60).schema)
    finally:
        plugin.kill()
        plugin.wait(timeout=30)
    assert set(schema["resources"]) == {f"accel:index:{component.__name__}" for component in component_classes()}
