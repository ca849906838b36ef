"""Lets one of Google's own accounts use a key of the stack."""

import pulumi
import pulumi_gcp as gcp

from accel.catalog.gcp import role, service_agent
from components.ordering import after


def usable_key(
    name: str, key_id: pulumi.Input[str], service: str, project: str, project_number: str, parent: pulumi.Resource
) -> pulumi.Output[str]:
    """Bring the agent of an API into being and let it use a key; the key's id is known once it may.

    Args:
        name: beginning of the resources' names.
        key_id: the key.
        service: the API, such as secretmanager.googleapis.com.
        project: id of the project that the agent acts for.
        project_number: its number, which the agent's address carries.
        parent: the component that needs the key.
    """
    agent = gcp.projects.ServiceIdentity(
        f"{name}-agent", project=project, service=service, opts=pulumi.ResourceOptions(parent=parent)
    )
    grant = gcp.kms.CryptoKeyIAMMember(
        f"{name}-key-user",
        crypto_key_id=key_id,
        role=role("use-key"),
        member=f"serviceAccount:{service_agent(service, project_number)}",
        opts=pulumi.ResourceOptions(parent=parent, depends_on=[agent]),
    )
    return after(pulumi.Output.from_input(key_id), grant)
