"""Pods that meet the restricted Pod Security Standard, and the labels by which they are found."""

from typing import Any

import pulumi


def selector_labels(name: str, role: str) -> dict[str, str]:
    """Return the labels that pick the pods of one component; they never change, since selectors cannot."""
    return {"app.kubernetes.io/name": role, "app.kubernetes.io/instance": name}


def restricted_pod(user: int) -> Any:
    """Return what every pod spec has: one user that is not root, the runtime's system calls, none of the node's."""
    return {
        "security_context": {
            "run_as_non_root": True,
            "run_as_user": user,
            "run_as_group": user,
            "fs_group": user,
            "fs_group_change_policy": "OnRootMismatch",
            "seccomp_profile": {"type": "RuntimeDefault"},
        },
        # Variables such as VLLM_PORT=tcp://..., made for each Service, are read as settings by some servers.
        "enable_service_links": False,
    }


def restricted_container() -> Any:
    """Return what every container has: no way to more rights, a root file system that nobody writes to."""
    return {
        "security_context": {
            "allow_privilege_escalation": False,
            "read_only_root_filesystem": True,
            "run_as_non_root": True,
            "capabilities": {"drop": ["ALL"]},
            "seccomp_profile": {"type": "RuntimeDefault"},
        }
    }


def temporary_folder(name: str) -> Any:
    """Return a volume that lives as long as its pod."""
    return {"name": name, "empty_dir": {}}


def without_waiting(wait: bool) -> dict[str, pulumi.Input[str]]:
    """Return the annotation that lets `pulumi up` go on before an object is ready, or none."""
    return {} if wait else {"pulumi.com/skipAwait": "true"}
