"""A stack with every secret setting, on the real engine: what the engine leaves and says holds none of its secrets."""

import json
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from accel.planning.readers.engine_file import read
from accel.preview.formats import FORMATS, form
from accel.preview.preview import judge_graph
from accel.preview.sources import Sources
from accel.preview.terminal import render_text
from blueprints.program import run
from tests.engine.harness import EngineStack, Outcome, change_settings, project_copy, shell
from tests.engine.stand_in import Clouds, stand_ins
from tests.policies.building import facts

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("engine-secrets")]

STACK = "dev"
PLANTED = {
    "huggingface:token": "hf_planted-in-the-cluster-4711",
    "registry:aws": 'planted in AWS "4712"',
    "registry:gcp": "planted-in-GCP\\4713\nsecond line",
}
"""By configuration key: the token of a model hub, and a value for each cloud's own store of secrets."""
RECEIVERS = {
    "kubernetes:core/v1:Secret": "huggingface:token",
    "aws:secretsmanager/secretVersion:SecretVersion": "registry:aws",
    "gcp:secretmanager/secretVersion:SecretVersion": "registry:gcp",
}
"""The resource by whose inputs each reaches its cloud."""


@dataclass(frozen=True)
class Told:
    """Everything that anybody may see of the stack, by where it is seen."""

    up: Outcome
    texts: dict[str, str]
    state: dict[str, Any]
    clouds: Clouds


def with_secrets(settings: dict[str, Any]) -> None:
    aws, gcp = (settings[cloud]["baseline"]["create"] for cloud in ("aws", "gcp"))
    aws["secrets"] = [{"name": "registry-token", "configKey": "registry:aws"}, {"name": "later"}]
    gcp["secrets"] = [{"name": "registry-token", "configKey": "registry:gcp"}, {"name": "later"}]
    gcp["network"]["egress"] = "nat"
    settings["blueprints"] = [one for one in settings["blueprints"] if one["kind"] != "tpu_training"]
    (vllm,) = (blueprint for blueprint in settings["blueprints"] if blueprint["kind"] == "gke_vllm")
    del vllm["weights"]
    vllm["hub"] = {"revision": "0" * 40, "tokenConfigKey": "huggingface:token"}


@pytest.fixture(scope="module")
def told(engine: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    folder = project_copy(tmp_path_factory.mktemp("secrets"))
    with stand_ins() as clouds, pytest.MonkeyPatch.context() as patch:
        backend = tmp_path_factory.mktemp("backend")
        patch.setenv("PULUMI_BACKEND_URL", f"file://{backend}")
        change_settings(folder, STACK, with_secrets)
        stack = EngineStack.create(STACK, folder, run, clouds)
        for key, value in PLANTED.items():
            command = ("config", "set", "--secret", "--stack", STACK, key, value)
            shell(*command, folder=folder).check_returncode()
        texts: dict[str, str] = {}
        up = stack.up(rules=True, talkative=True)
        texts["output and logs of up"] = up.text
        texts["events of up"] = up.events
        export = shell("stack", "export", "--stack", STACK, folder=folder)
        texts["exported state"] = export.stdout
        # Something to say about each of them: another owner changes the tags of all.
        change_settings(folder, STACK, lambda settings: settings.update(owner="another-team"))
        patch.setenv("PULUMI_DEBUG_COMMANDS", "true")
        log = folder / "events.json"
        options = ("--json", "--debug", "--logtostderr", "-v=3", "--event-log", str(log))
        preview = shell("preview", "--stack", STACK, *options, folder=folder)
        preview.check_returncode()
        texts["logs of a preview"] = preview.stderr
        texts["events of a preview"] = log.read_text(encoding="utf-8")
        texts["preview as JSON"] = preview.stdout
        for name in ("preview as JSON", "exported state"):
            texts |= {f"{what} of {name}": text for what, text in reports(texts[name]).items()}
        texts |= {f"file {path.name}": path.read_text(encoding="utf-8") for path in written(folder, backend)}
        yield Told(up, texts, json.loads(export.stdout), clouds)


def reports(text: str) -> dict[str, str]:
    """Return each form of the report on a file that the engine wrote."""
    found = read(text)
    judged = judge_graph(found.graph, facts("dev"))
    terminal = render_text(judged, width=100_000) + render_text(judged, width=100_000, rules_only=True)
    sources = Sources("file.json", text)
    written = {name: form(name).render(judged, sources=sources, fail_on="advisory") for name in FORMATS}
    return {"terminal report": terminal, **{f"{name} report": report for name, report in written.items()}}


def written(*folders: Path) -> list[Path]:
    """Return the files that the engine wrote: the stack's configuration, its state, and the state's history."""
    found = [path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path for path in found if path.suffix in (".json", ".yaml", ".bak", ".attrs") and "accel" not in path.parts]


def copies(secret: str) -> set[str]:
    """Return the ways in which texts write a secret."""
    return {
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(json.dumps(secret))[1:-1],
        quote(secret, safe=""),
        b64encode(secret.encode()).decode(),
        *secret.splitlines(),
    }


def test_each_secret_reached_the_cloud_that_it_is_for(told: Told) -> None:
    assert told.up.ok, told.up.error
    for kind, key in RECEIVERS.items():
        (received,) = (str(thing.inputs) for (type_, _), thing in told.clouds.things.items() if type_ == kind)
        assert any(copy in received for copy in copies(PLANTED[key])), kind


def test_no_secret_is_in_state_logs_events_files_or_reports(told: Told) -> None:
    found = {
        (where, key)
        for where, text in told.texts.items()
        for key, secret in PLANTED.items()
        if any(copy in text for copy in copies(secret))
    }
    assert found == set()
    assert len(told.texts) > 15
    assert (
        min(len(text) for where, text in told.texts.items() if where.startswith(("output", "events", "logs"))) > 2_000
    )


def test_the_state_keeps_ciphertext_of_each_secret_where_its_resource_has_it(told: Told) -> None:
    resources = told.state["deployment"]["resources"]
    for kind in RECEIVERS:
        (resource,) = (item for item in resources if item["type"] == kind)
        for side in ("inputs", "outputs"):
            assert "ciphertext" in json.dumps(resource[side]), f"{kind} {side}"


def test_a_secret_that_the_stack_does_not_know_has_no_value_in_the_state(told: Told) -> None:
    kinds = [resource["type"] for resource in told.state["deployment"]["resources"]]
    # One of the two secrets of each cloud has a value.
    assert kinds.count("aws:secretsmanager/secret:Secret") == kinds.count("gcp:secretmanager/secret:Secret") == 2
