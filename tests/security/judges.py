"""Runs the judges in their own environment, each in one process for everything it is to judge."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from accel.planning.graph import Graph, plain
from tests.security.arm_template import arm_template, kind_and_name
from tests.security.exceptions import Finding
from tests.security.iam_documents import documents
from tests.security.terraform_plan import PROVIDERS, address_of, terraform_plan
from tests.tools import require_tools

HERE = Path(__file__).parent
_CHECKOV = ("-m", "checkov.main", "--compact", "--quiet", "--output=json", "--skip-download", "--soft-fail")
_FRAMEWORKS = ("terraform_plan", "arm", "kubernetes")
# Without it a reference to another resource counts as nothing at all.
_ENVIRONMENT = {"EVAL_TF_PLAN_AFTER_UNKNOWN": "True"}


def interpreter() -> Path:
    """Return the Python of the judges' environment; without it the test is skipped, or fails where it must run."""
    return require_tools("judges")["judges"] / "bin" / "python"


def manifests(graph: Graph) -> list[dict[str, Any]]:
    """Return the Kubernetes manifests of a graph, named as the provider would name them."""
    found = [(item.name, plain(item.inputs)) for item in graph if "apiVersion" in item.inputs]
    named = [{**tree, "metadata": {"name": name, **tree.get("metadata", {})}} for name, tree in found]
    # Unknown values are left out: a judge would take any text for the value.
    return json.loads(json.dumps(named, default=lambda _: None))


def checkov(graphs: Mapping[str, Graph], folder: Path) -> list[Finding]:
    """Return what checkov holds against the plan, the template and the manifests of each stack."""
    names: dict[tuple[str, str], str] = {}
    for stack, graph in graphs.items():
        names |= {(stack, address): name for address, name in lay_out(graph, folder, stack).items()}
    found: list[Finding] = []
    for report in reports(folder):
        assert report["summary"]["parsing_errors"] == 0, report
        for failed in report["results"]["failed_checks"]:
            stack = Path(failed["file_path"]).name.partition(".")[0]
            resource = names.get((stack, failed["resource"]), failed["resource"])
            found.append(Finding("checkov", failed["check_id"], stack, resource, failed["check_name"]))
    return found


def lay_out(graph: Graph, folder: Path, stack: str) -> dict[str, str]:
    """Write what checkov reads of a graph, and return our names by those that it uses."""
    names: dict[str, str] = {}
    if ours := [item for item in graph if item.package in PROVIDERS]:
        (folder / f"{stack}.plan.json").write_text(json.dumps(terraform_plan(graph)), encoding="utf-8")
        names |= {address_of(item): item.name for item in ours}
    if ours := [item for item in graph if item.package == "azure-native" and item.custom]:
        (folder / f"{stack}.arm.json").write_text(json.dumps(arm_template(graph)), encoding="utf-8")
        names |= {".".join(kind_and_name(item)): item.name for item in ours}
    if trees := manifests(graph):
        (folder / f"{stack}.manifests.yaml").write_text(yaml.safe_dump_all(trees), encoding="utf-8")
    return names


def reports(folder: Path) -> list[dict[str, Any]]:
    """Return checkov's reports of all files of a folder, one for each framework that found something to read."""
    ran = subprocess.run(
        [interpreter(), *_CHECKOV, "--framework", *_FRAMEWORKS, "--directory", folder],
        env={**os.environ, **_ENVIRONMENT},
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    found = json.loads(ran.stdout)
    return found if isinstance(found, list) else [found]


def iam(graphs: Mapping[str, Graph]) -> list[Finding]:
    """Return what cloudsplaining and parliament hold against each policy document of each stack."""
    given = [
        {"stack": stack, "where": one.where, "kind": one.kind, "document": one.document}
        for stack, graph in graphs.items()
        for one in documents(graph)
    ]
    ran = subprocess.run(
        [interpreter(), HERE / "iam_judges.py"],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return [
        Finding(one["judge"], one["check"], one["stack"], one["where"], one["detail"]) for one in json.loads(ran.stdout)
    ]
