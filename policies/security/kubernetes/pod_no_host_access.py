"""Pods do not share the node's namespaces, devices or files."""

from collections.abc import Iterable

from accel.planning.graph import Resource, lookup
from policies.frameworks import CIS_KUBERNETES, HARDENING, checkov, cis
from policies.pods import containers, name_of, pod_specs
from policies.properties import entries, mapping
from policies.resource_types import WORKLOAD_PATCHES, WORKLOADS
from policies.rule import MANDATORY, PlainContext, Rule

_NAMESPACES = ("hostNetwork", "hostPID", "hostIPC")


_VOLUMES = ("kubernetes:core/v1:PersistentVolume",)


def _check(workload: Resource, _: PlainContext) -> Iterable[str]:
    if workload.kind in _VOLUMES:
        # A claim leads any pod of its namespace here. `local` is made for whole disks, and the scheduler knows of it.
        if path := workload.get("spec.hostPath.path"):
            yield f"spec.hostPath.path is {path}: pods that claim the volume have files of the node"
        return
    # Everything judged here is off by default.
    for spec in pod_specs(workload):
        for name in _NAMESPACES:
            if spec.get(name) is True:
                yield f"{name} is true"
        for volume in entries(spec.get("volumes")):
            if path := lookup(volume, "hostPath.path"):
                yield f"volume {mapping(volume).get('name')} mounts {path} of the node"
        for container in containers(spec):
            if lookup(container, "securityContext.privileged") is True:
                yield f"{name_of(container)} is privileged"
            if lookup(container, "securityContext.procMount") == "Unmasked":
                yield f"{name_of(container)} sees all of /proc: procMount is Unmasked"
        for holder in (spec, *containers(spec)):
            if lookup(holder, "securityContext.windowsOptions.hostProcess") is True:
                yield "windowsOptions.hostProcess is true"


RULE = Rule(
    id="pod-no-host-access",
    title="Pods stay out of the node",
    group="security",
    cloud="kubernetes",
    severity="critical",
    levels=MANDATORY,
    why="A pod with the node's devices, files or namespaces can read what every other pod on it does.",
    remediation=(
        "Remove hostNetwork, hostPID, hostIPC, hostProcess, hostPath volumes, privileged and procMount; accelerators "
        "come through device plugins."
    ),
    frameworks=(
        *checkov("CKV_K8S_16", "CKV_K8S_17", "CKV_K8S_18", "CKV_K8S_19"),
        *cis(CIS_KUBERNETES, "5.2.2", "5.2.3", "5.2.4", "5.2.5"),
        *HARDENING,
    ),
    types=(*WORKLOADS, *WORKLOAD_PATCHES, *_VOLUMES),
    check_resource=_check,
)
