"""Grants of Google Cloud that come as a whole policy, or as an access control list."""

import json
from typing import Any

from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_BASIC = "gcp-iam-no-basic-roles"
_IMPERSONATION = "gcp-iam-no-project-impersonation"
_ADMINISTRATORS = "gcp-iam-no-policy-administrators"
_PUBLIC = "gcp-iam-no-public-members"
_TOKENS = "roles/iam.serviceAccountTokenCreator"
_ADMIN = "roles/resourcemanager.projectIamAdmin"
_PROJECT = "gcp:projects/iAMPolicy:IAMPolicy"
_ORGANISATION = "gcp:organizations/iAMPolicy:IAMPolicy"


def policy(*roles: str, type_: str = _PROJECT) -> Resource:
    found = [{"role": role, "members": ["user:a@b.c"]} for role in ("roles/viewer", *roles)]
    return resource(type_, "policy", {"policyData": json.dumps({"bindings": found})})


def opaque(data: object) -> Resource:
    return resource(_PROJECT, "policy", {"policyData": data})


def grant(role: object, place: str = "projects") -> Resource:
    inputs = {"role": role, "member": "user:a@b.c"}
    return resource(f"gcp:{place}/iAMMember:IAMMember", "grant", inputs)


def access_list(type_: str = "gcp:storage/bucketACL:BucketACL", **inputs: Any) -> Resource:
    return resource(type_, "list", {"bucket": "weights", **inputs})


def shared(**access: Any) -> Resource:
    return resource("gcp:bigquery/datasetAccess:DatasetAccess", "access", {"role": "READER", **access})


def dataset(*accesses: Any) -> Resource:
    return resource("gcp:bigquery/dataset:Dataset", "data", {"accesses": list(accesses)})


CASES = (
    kept(_BASIC, "a policy of predefined roles", policy("roles/logging.logWriter")),
    kept(_BASIC, "a policy that nobody can read", opaque("{")),
    broken(_BASIC, "a policy makes owners", policy("roles/owner")),
    broken(_BASIC, "an organisation's policy makes editors", policy("roles/editor", type_=_ORGANISATION)),
    unknown(_BASIC, "the policy is unknown", opaque(UNKNOWN)),
    kept(_IMPERSONATION, "a policy of other roles", policy()),
    broken(_IMPERSONATION, "a policy gives tokens of every account", policy(_TOKENS)),
    broken(_IMPERSONATION, "tokens of every account in a folder", grant(_TOKENS, "folder")),
    broken(_IMPERSONATION, "tokens of every account of an organisation", grant(_TOKENS, "organizations")),
    unknown(_IMPERSONATION, "the policy is unknown", opaque(UNKNOWN)),
    kept(_ADMINISTRATORS, "another role", grant("roles/viewer")),
    broken(_ADMINISTRATORS, "the policy of the project", grant(_ADMIN)),
    broken(_ADMINISTRATORS, "a whole policy gives it", policy(_ADMIN)),
    broken(_ADMINISTRATORS, "the policy of a folder", grant("roles/resourcemanager.folderAdmin", "folder")),
    unknown(_ADMINISTRATORS, "the role is unknown", grant(UNKNOWN)),
    beside(_ADMINISTRATORS, "an access list is no role", access_list(predefinedAcl="private")),
    kept(_PUBLIC, "a list for the project", access_list(predefinedAcl="projectPrivate", roleEntities=["OWNER:user-a"])),
    broken(_PUBLIC, "a list that is public by its name", access_list(predefinedAcl="publicRead")),
    broken(_PUBLIC, "a list for everybody with an account", access_list(predefinedAcl="authenticatedRead")),
    broken(_PUBLIC, "new objects are public", access_list(predefinedAcl="private", defaultAcl="publicRead")),
    broken(_PUBLIC, "a list names everybody", access_list(roleEntities=["OWNER:user-a@b.c", "READER:allUsers"])),
    broken(
        _PUBLIC,
        "a list of one object names everybody",
        access_list("gcp:storage/objectACL:ObjectACL", roleEntities=["READER:allAuthenticatedUsers"]),
    ),
    broken(
        _PUBLIC,
        "the list of new objects names everybody",
        access_list("gcp:storage/defaultObjectACL:DefaultObjectACL", roleEntities=["READER:allUsers"]),
    ),
    unknown(_PUBLIC, "the list's name is unknown", access_list(predefinedAcl=UNKNOWN)),
    unknown(
        _PUBLIC,
        "beside an unknown pair everybody",
        access_list(roleEntities=[UNKNOWN, "READER:allUsers"]),
        at=("list",),
    ),
    kept(_PUBLIC, "a data set for the project's readers", shared(specialGroup="projectReaders")),
    broken(_PUBLIC, "a data set for everybody with an account", shared(specialGroup="allAuthenticatedUsers")),
    broken(_PUBLIC, "a data set for everybody", shared(iamMember="allUsers")),
    broken(_PUBLIC, "a data set that says so itself", dataset({"role": "READER", "iamMember": "allUsers"})),
    unknown(_PUBLIC, "the group is unknown", shared(specialGroup=UNKNOWN)),
    unknown(
        _PUBLIC,
        "beside an unknown access everybody",
        dataset(UNKNOWN, {"role": "READER", "specialGroup": "allAuthenticatedUsers"}),
        at=("data",),
    ),
)
