"""Nothing on Google Cloud is granted to everybody."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import CIS_GCP, PUBLIC_DATA, checkov, cis
from policies.google_iam import bindings
from policies.properties import objects, texts
from policies.rule import EVERY_TYPE, MANDATORY, PlainContext, Rule

_EVERYBODY = ("allusers", "allauthenticatedusers")
_GRANTS = ("IAMMember", "IAMBinding", "AccessControl", "IamMember", "IamBinding")
_WHOLE_POLICIES = ("IAMPolicy", "IamPolicy")
_ACLS = ("BucketACL", "ObjectACL")
_CANNED = ("predefinedAcl", "defaultAcl")
_PUBLIC_ACLS = ("publicread", "publicreadwrite", "authenticatedread")
"""Canned access control lists of Cloud Storage, without their hyphens."""
_DATASET_ACCESS = "gcp:bigquery/datasetAccess:DatasetAccess"
_DATASET = "gcp:bigquery/dataset:Dataset"


def _check(grant: Resource, _: PlainContext) -> Iterable[str]:
    # Each service has its own types; their names all end alike.
    if grant.package != "gcp":
        return
    if grant.type.endswith(_GRANTS):
        for property_name in ("member", "members", "entity"):
            yield from _public(grant.get("role"), grant.get(property_name))
    elif grant.type.endswith(_ACLS):
        yield from _of_list(grant)
    elif grant.kind in (_DATASET_ACCESS, _DATASET):
        for access in [grant.inputs] if grant.kind == _DATASET_ACCESS else objects(grant.get("accesses")):
            for property_name in ("specialGroup", "iamMember"):
                yield from _public(access.get("role"), access.get(property_name))
    elif grant.type.endswith(_WHOLE_POLICIES):
        for binding in bindings(grant.get("policyData")):
            yield from _public(binding.get("role"), binding.get("members"))


def _public(role: Any, members: Any) -> Iterable[str]:
    for member in texts(members):
        if member.lower() in _EVERYBODY:
            yield f"{role or 'a role'} is granted to {member}"


def _of_list(grant: Resource) -> Iterable[str]:
    """An access control list of Cloud Storage: by its name, or as pairs such as READER:allUsers."""
    for property_name in _CANNED:
        for name in texts(grant.get(property_name)):
            if name.lower().replace("-", "") in _PUBLIC_ACLS:
                yield f"{property_name} is {name}"
    for pair in texts(grant.get("roleEntities")):
        role, _, entity = pair.partition(":")
        yield from _public(role, entity)


RULE = Rule(
    id="gcp-iam-no-public-members",
    title="Nothing is granted to allUsers or allAuthenticatedUsers",
    group="security",
    cloud="gcp",
    severity="critical",
    levels=MANDATORY,
    why="allAuthenticatedUsers is everybody with a Google account.",
    remediation="Grant the role to a service account or a group.",
    frameworks=(
        *checkov(
            "CKV_GCP_28",
            "CKV_GCP_101",
            "CKV_GCP_102",
            "CKV_GCP_112",
            "CKV_GCP_113",
            "CKV2_GCP_6",
            "CKV2_GCP_8",
            "CKV2_GCP_9",
        ),
        *cis(CIS_GCP, "1.9", "5.1"),
        *PUBLIC_DATA,
    ),
    types=EVERY_TYPE,
    check_resource=_check,
)
