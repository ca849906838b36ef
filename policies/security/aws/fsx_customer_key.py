"""FSx file systems are encrypted with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.customer_keys import customer_key_missing
from policies.frameworks import ENCRYPTION_AT_REST, checkov
from policies.properties import is_unknown
from policies.rule import MANDATORY, PlainContext, Rule

_LUSTRE = "aws:fsx/lustreFileSystem:LustreFileSystem"
_OTHERS = (
    "aws:fsx/openZfsFileSystem:OpenZfsFileSystem",
    "aws:fsx/ontapFileSystem:OntapFileSystem",
    "aws:fsx/windowsFileSystem:WindowsFileSystem",
    "aws:fsx/fileCache:FileCache",
)
_DEFAULT_DEPLOYMENT = "SCRATCH_1"


def _check(system: Resource, _: PlainContext) -> Iterable[str]:
    if system.type == _LUSTRE:
        deployment = system.get("deploymentType", _DEFAULT_DEPLOYMENT)
        # Scratch space takes no key: FSx encrypts it with one of its own, and it goes with the job.
        if is_unknown(deployment) or str(deployment).startswith("SCRATCH"):
            return
    # Absent means a key of AWS. Another key replaces the file system.
    if missing := customer_key_missing(system.get("kmsKeyId")):
        yield f"kmsKeyId {missing}: the file system is encrypted with a key of AWS"


RULE = Rule(
    id="fsx-customer-key",
    title="FSx file systems are encrypted with a customer-managed key",
    group="security",
    cloud="aws",
    severity="high",
    levels=MANDATORY,
    why="Training data and checkpoints stay there between jobs. Withdrawing the key makes all copies unreadable.",
    remediation="Set kmsKeyId to a key of the stack before the file system is created: it cannot be changed.",
    frameworks=(*checkov("CKV_AWS_190", "CKV_AWS_203", "CKV_AWS_178", "CKV_AWS_179"), *ENCRYPTION_AT_REST),
    types=(_LUSTRE, *_OTHERS),
    check_resource=_check,
)
