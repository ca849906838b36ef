"""The stack `azure-baseline`, and stacks on Azure where its SDK is not installed."""

import sys
from dataclasses import replace
from importlib.util import find_spec
from typing import Any

import pytest
from click.testing import CliRunner

from accel.cli.main import cli
from accel.planning.stack import ProfileOverrides, effective_profile
from blueprints import program
from blueprints.azure_baseline import Settings, preflight
from blueprints.baseline_azure_settings import AzureSettings
from blueprints.baseline_notes import notes
from blueprints.contract import Place
from components import plugin
from tests.previews import preview_of

STACK = "azure-baseline"


def test_the_stack_keeps_every_mandatory_rule_and_its_budget() -> None:
    assert preview_of(STACK).exit_code == 0


def test_the_blueprint_gives_what_the_baseline_made() -> None:
    outputs = preview_of(STACK).outputs
    assert outputs["landing"] == outputs["azure-baseline"]
    assert outputs["landing"]["registryLoginServer"].endswith(".azurecr.io")


def test_everything_is_made_by_one_provider_in_the_one_subscription() -> None:
    graph = preview_of(STACK).graph
    (provider,) = graph.of("pulumi:providers:azure-native")
    assert provider.inputs["subscriptionId"] == "00000000-0000-0000-0000-000000000000"
    assert provider.inputs["location"] == "westeurope"
    of_azure = [resource for resource in graph if resource.type.startswith("azure-native:")]
    assert of_azure
    assert {resource.provider.rpartition("::")[0] for resource in of_azure} == {provider.urn}


def test_preflight_names_what_must_be_registered_and_who_may_deploy() -> None:
    said = " ".join(note.message for note in preview_of(STACK).notes)
    assert "Microsoft.KeyVault" in said
    assert "Role Based Access Control Administrator" in said
    assert "User Access Administrator" not in said


def test_a_missing_budget_is_missed_unless_somebody_else_watches() -> None:
    network = {"cidrBlock": "10.70.0.0/16", "workloadCidr": "10.70.0.0/20", "endpointCidr": "10.70.16.0/24"}
    nowhere = "00000000-0000-0000-0000-000000000000"

    def said(**create: Any) -> list[str]:
        baseline = {"create": {"network": network, **create}}
        given = {"subscriptionId": nowhere, "tenantId": nowhere, "region": "westeurope", "baseline": baseline}
        return [note.subject for note in notes({"azure": AzureSettings.model_validate(given)}, preview_of(STACK).facts)]

    assert said() == ["azure-baseline"]
    assert said(budgetElsewhere=True) == []
    assert said(budget={"alertEmails": ["ml@example.com"]}) == []


def test_in_prod_the_deployer_needs_the_right_to_make_locks() -> None:
    facts = replace(preview_of(STACK).facts, profile=effective_profile("prod", ProfileOverrides()))
    found = preflight(Settings(kind="azure_baseline", name="landing"), facts, Place(azure_subscription_id="s"))
    assert any("User Access Administrator for the locks" in note.message for note in found)


@pytest.fixture
def without_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the SDK of Azure, as where the extra is not installed."""

    def found(name: str, *rest: Any) -> Any:
        return None if name == "pulumi_azure_native" else find_spec(name, *rest)

    monkeypatch.setattr(program, "find_spec", found)
    monkeypatch.setattr(plugin, "find_spec", found)
    for name in [name for name in sys.modules if name.startswith(("pulumi_azure_native", "components.azure"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pulumi_azure_native", None)
    monkeypatch.delitem(sys.modules, "blueprints.baseline_azure", raising=False)


@pytest.mark.usefixtures("without_sdk")
def test_without_the_sdk_a_stack_on_azure_says_in_one_line_how_to_install_it() -> None:
    result = CliRunner().invoke(cli, ["preview", STACK])
    assert result.exit_code == 2
    assert 'pip install "accelerator-blueprints[azure]"' in result.output
    assert len(result.output.strip().splitlines()) == 1


@pytest.mark.usefixtures("without_sdk")
def test_without_the_sdk_other_stacks_and_components_are_there() -> None:
    with pytest.raises(ImportError):
        import pulumi_azure_native  # noqa: F401 - hidden above
    assert CliRunner().invoke(cli, ["preview", "tpu-training"]).exit_code == 0
    names = {component.__name__ for component in plugin.component_classes()}
    assert "GcpNetwork" in names
    assert "AzureNetwork" not in names
