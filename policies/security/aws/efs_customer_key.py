"""EFS file systems are encrypted with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.customer_keys import customer_key_missing
from policies.frameworks import CIS_AWS, ENCRYPTION_AT_REST, checkov, cis
from policies.properties import differs
from policies.rule import MANDATORY, PlainContext, Rule


def _check(system: Resource, _: PlainContext) -> Iterable[str]:
    # The API's default is no encryption, and then a key of AWS. Either change replaces the file system.
    if differs(system.get("encrypted"), True):
        yield "encrypted is not true"
    elif missing := customer_key_missing(system.get("kmsKeyId")):
        yield f"kmsKeyId {missing}: the file system is encrypted with a key of AWS"


RULE = Rule(
    id="efs-customer-key",
    title="EFS file systems are encrypted with a customer-managed key",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="Home directories and shared caches of weights lie there for years, readable to whoever gets at the storage.",
    remediation="Set encrypted to true and kmsKeyId to a key of the stack before the file system is created.",
    frameworks=(*checkov("CKV_AWS_42", "CKV_AWS_184"), *cis(CIS_AWS, "2.4.1"), *ENCRYPTION_AT_REST),
    types=("aws:efs/fileSystem:FileSystem",),
    check_resource=_check,
)
