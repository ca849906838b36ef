"""The kubeconfig of a GKE cluster: how to reach it, and whom to ask for a token; nothing in it is secret."""

import json
from typing import Any

_PLUGIN = "gke-gcloud-auth-plugin"


def kubeconfig(
    cluster_name: str,
    *,
    endpoint: str | None = None,
    ca_certificate: str | None = None,
    dns_endpoint: str | None = None,
) -> str:
    """Return a kubeconfig as JSON, which is YAML too.

    Args:
        cluster_name: name of the cluster, its user and its context.
        endpoint: address of the control plane; together with its certificate.
        ca_certificate: certificate of the control plane's own authority, in base64.
        dns_endpoint: name of the control plane, which wins over an address: a public authority vouches for it.

    Raises:
        ValueError: neither a name nor an address with its certificate was given.
    """
    if dns_endpoint:
        cluster: dict[str, Any] = {"server": f"https://{dns_endpoint}"}
    elif endpoint and ca_certificate:
        cluster = {"server": f"https://{endpoint}", "certificate-authority-data": ca_certificate}
    else:
        raise ValueError("give dns_endpoint, or endpoint together with ca_certificate")
    user = {
        "exec": {
            "apiVersion": "client.authentication.k8s.io/v1beta1",
            "command": _PLUGIN,
            "installHint": f"Install {_PLUGIN}: gcloud components install {_PLUGIN}",
            "interactiveMode": "Never",
            "provideClusterInfo": True,
        }
    }
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": cluster_name, "cluster": cluster}],
            "users": [{"name": cluster_name, "user": user}],
            "contexts": [{"name": cluster_name, "context": {"cluster": cluster_name, "user": cluster_name}}],
            "current-context": cluster_name,
        },
        indent=2,
    )
