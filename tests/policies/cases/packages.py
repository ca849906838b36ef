from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_RULE = "packages-judged"
_BUCKET = resource("aws:s3/bucket:Bucket", "bucket")


def child(type_: str, parent: Resource) -> Resource:
    return resource(type_, "child", parent=parent.urn)


_COMPONENT = resource("team:index:Serving", "serving")
CASES = (
    kept(_RULE, "providers that rules read", _BUCKET, resource("azure-native:storage/v20230101:StorageAccount")),
    kept(_RULE, "what creates nothing in a cloud", resource("random:index/randomId:RandomId")),
    kept(_RULE, "a component is what its children are", resource("team:index:Serving", custom=False)),
    kept(_RULE, "a component as the engine shows it", _COMPONENT, child("aws:s3/bucket:Bucket", _COMPONENT)),
    broken(_RULE, "another provider of AWS", resource("aws-native:s3:Bucket"), at=("stack",)),
    broken(_RULE, "the older provider of Azure", resource("azure:storage/account:Account"), at=("stack",)),
    broken(_RULE, "a chart that the cluster renders", resource("kubernetes:helm.sh/v3:Release")),
    broken(_RULE, "a template of AWS", resource("aws:cloudformation/stack:Stack")),
    broken(
        _RULE,
        "a component of another provider's resources",
        _COMPONENT,
        child("google-native:storage/v1:Bucket", _COMPONENT),
        at=("stack",),
    ),
    unknown(
        _RULE, "what is in it, is unknown", resource("aws-native:s3:Bucket", inputs={"acl": UNKNOWN}), at=("stack",)
    ),
    beside(_RULE, "a stack without resources"),
)
