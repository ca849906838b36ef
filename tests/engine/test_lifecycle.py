"""Each shipped stack on the real engine, from the first preview to the end, with the rules enforced."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from accel.preview.recorder import record
from blueprints.loading import read_stack_file
from blueprints.program import run
from tests.engine.harness import EngineStack, Outcome, change_settings, project_copy
from tests.engine.stand_in import stand_ins

pytestmark = pytest.mark.engine

STACKS = ("dev", "staging", "prod")
DATA_STORES = (
    "aws:kms/key:Key",
    "aws:s3/bucket:Bucket",
    "gcp:kms/cryptoKey:CryptoKey",
    "gcp:kms/keyRing:KeyRing",
    "gcp:storage/bucket:Bucket",
)


@dataclass(frozen=True)
class Life:
    """What happened to a stack, step by step."""

    stack: str
    preview: Outcome
    things_after_preview: int
    interrupted: Outcome
    things_after_interruption: int
    up: Outcome
    urns: set[str]
    created_twice: list[str]
    again: Outcome
    refresh: Outcome
    changed: Outcome
    destroy: Outcome
    things_after_destroy: list[str]
    protected: list[str]
    destroy_unprotected: Outcome | None
    left_in_cloud: list[str]
    left_in_state: set[str]


def other_owner(settings: dict[str, Any]) -> None:
    settings["owner"] = "another-team"


def live(stack: str, folder: Path) -> Life:
    with stand_ins() as clouds:
        engine = EngineStack.create(stack, project_copy(folder), run, clouds)
        preview = engine.preview(rules=True)
        things_after_preview = len(clouds.things)
        clouds.fail_after_creates = 25
        interrupted = engine.up()
        things_after_interruption = len(clouds.things)
        clouds.fail_after_creates = None
        up = engine.up(rules=True)
        urns = engine.urns()
        creates = [(call.type, call.name) for call in clouds.calls if call.method == "create" and not call.preview]
        again = engine.up()
        refresh = engine.refresh()
        change_settings(folder, stack, other_owner)
        changed = engine.up(rules=True)
        protected = [resource["urn"] for resource in engine.resources() if resource.get("protect")]
        destroy = engine.destroy()
        things_after_destroy = clouds.types()
        destroy_unprotected = None
        if protected:
            engine.unprotect()
            destroy_unprotected = engine.destroy()
        return Life(
            stack=stack,
            preview=preview,
            things_after_preview=things_after_preview,
            interrupted=interrupted,
            things_after_interruption=things_after_interruption,
            up=up,
            urns=urns,
            # A failed create is noted too, so it may be there twice; what succeeded twice is a thing lost.
            created_twice=[f"{type_} {name}" for type_, name in set(creates) if creates.count((type_, name)) > 2],
            again=again,
            refresh=refresh,
            changed=changed,
            destroy=destroy,
            things_after_destroy=things_after_destroy,
            protected=protected,
            destroy_unprotected=destroy_unprotected,
            left_in_cloud=clouds.types(),
            left_in_state=engine.urns(),
        )


@pytest.fixture(
    scope="module",
    params=[pytest.param(stack, marks=pytest.mark.xdist_group(f"engine-{stack}")) for stack in STACKS],
)
def life(request: pytest.FixtureRequest, engine: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    yield live(request.param, tmp_path_factory.mktemp(request.param))


def test_the_first_preview_passes_every_rule_and_creates_nothing(life: Life) -> None:
    assert life.preview.ok, life.preview.error
    assert not life.preview.broken()
    assert set(life.preview.changed) == {"create"}
    assert life.things_after_preview == 0


def test_up_creates_what_the_preview_announced(life: Life) -> None:
    assert life.up.ok, life.up.error
    assert not life.up.broken()
    assert len(life.urns) == life.preview.changed["create"]


def test_the_offline_preview_shows_the_very_resources_of_the_engine(life: Life) -> None:
    file = read_stack_file(life.stack)
    offline = record(run, stack=life.stack, config=file.engine_config).graph
    # The engine counts the stack itself among its resources.
    on_the_engine = {urn for urn in life.urns if "::pulumi:pulumi:Stack::" not in urn}
    assert {resource.urn for resource in offline} == on_the_engine


def test_after_a_failed_create_the_next_up_finishes_and_nothing_is_made_twice(life: Life) -> None:
    assert life.interrupted.error is not None
    assert "out of stock" in life.interrupted.error
    assert life.things_after_interruption == 25
    assert life.created_twice == []


def test_a_second_up_changes_nothing(life: Life) -> None:
    assert life.again.ok, life.again.error
    assert not life.again.touched, life.again.touched


def test_refresh_finds_no_drift(life: Life) -> None:
    assert life.refresh.ok, life.refresh.error
    assert not life.refresh.changed


def test_another_owner_updates_and_replaces_no_data_store(life: Life) -> None:
    assert life.changed.ok, life.changed.error
    assert life.changed.changed["update"] > 0
    replaced = [urn for op, urns in life.changed.touched.items() if "replace" in op or "delete" in op for urn in urns]
    assert not [urn for urn in replaced if urn.split("::")[2].rpartition("$")[2] in DATA_STORES]


def test_destroy_takes_all_of_a_stack_that_nothing_protects(life: Life) -> None:
    if life.stack == "prod":
        assert life.protected
        return
    assert life.destroy.ok, life.destroy.error
    assert life.left_in_cloud == []
    assert {urn for urn in life.left_in_state if "::pulumi:pulumi:Stack::" not in urn} == set()


def test_destroy_of_prod_stops_at_what_is_protected_and_names_it(life: Life) -> None:
    if life.stack != "prod":
        assert life.protected == []
        return
    assert life.destroy.error is not None
    assert "protected" in life.destroy.error
    assert any(urn.rpartition("::")[2] in life.destroy.error for urn in life.protected)
    kept = {urn.split("::")[2].rpartition("$")[2] for urn in life.protected}
    assert kept <= set(life.things_after_destroy)
    assert {"aws:s3/bucket:Bucket", "aws:kms/key:Key", "gcp:storage/bucket:Bucket"} <= kept


def test_prod_goes_after_a_deliberate_unprotect_but_its_data_stays_in_the_cloud(life: Life) -> None:
    if life.stack != "prod":
        return
    assert life.destroy_unprotected is not None
    assert life.destroy_unprotected.ok, life.destroy_unprotected.error
    assert {"aws:s3/bucket:Bucket", "gcp:storage/bucket:Bucket"} <= set(life.left_in_cloud)
