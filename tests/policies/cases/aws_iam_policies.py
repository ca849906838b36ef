from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import Case, beside, broken, document, kept, resource, unknown

_ID = "123456789012"
_FULL = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
_ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
_OWN = f"arn:aws:iam::{_ID}:policy/own"
_INLINE = "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy"
_READ = {"Effect": "Allow", "Action": ["iam:PassRole", "s3:GetObject"]}


def allowing(**statement: object) -> Resource:
    return resource("aws:iam/policy:Policy", "policy", {"policy": document({"Effect": "Allow", **statement})})


def reach(name: str) -> Resource:
    return allowing(Action=["iam:PassRole", "s3:GetObject"], Resource=name)


def wide(name: str) -> Case:
    return broken("iam-no-wildcard-resources", f"{name} names nothing", reach(name))


def narrow(name: str) -> Case:
    return kept("iam-no-wildcard-resources", f"{name} names something", reach(name))


def permission_set(content: object) -> Resource:
    return resource(_INLINE, "set", {"inlinePolicy": content})


def of_role(*arns: object) -> Resource:
    token = "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive"
    return resource(token, "role-policies", {"roleName": "trainer", "policyArns": list(arns)})


def of_set(arn: object) -> Resource:
    return resource("aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment", "set", {"managedPolicyArn": arn})


def of_user(arns: object) -> Resource:
    token = "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive"
    return resource(token, "user-policies", {"userName": "alice", "policyArns": arns})


_INTERFACES = f"arn:aws:ec2:eu-central-1:{_ID}:network-interface/*"

CASES = (
    *map(
        wide,
        (
            "**",
            "*:*",
            "arn:*",
            "arn:aws:s3",
            "arn:aws:s3:::*/*",
            "arn:aws:s3:::*/models/*",
            f"arn:aws:s3:eu-central-1:{_ID}:accesspoint/*",
            "arn:aws:iam::*:role/*",
            f"arn:aws:iam::{_ID}:role*",
            "arn:aws:secretsmanager:*:*:secret:*",
            f"arn:aws:kms:*:{_ID}:key/*",
            f"arn:aws:sns:*:{_ID}:*",
            f"arn:aws:logs:*:{_ID}:log-group:*:*",
            f"arn:aws:logs:*:{_ID}:log-group:*:log-stream:*",
            f"arn:aws:execute-api:*:{_ID}:*/*/GET/*",
        ),
    ),
    *map(
        narrow,
        (
            "arn:aws:s3:::weights/*",
            "arn:aws:s3:::weights-*",
            f"arn:aws:s3:eu-central-1:{_ID}:accesspoint/weights/object/*",
            f"arn:aws:iam::{_ID}:role/train-*",
            f"arn:aws:iam::{_ID}:role/service-role/*",
            f"arn:aws:sns:eu-central-1:{_ID}:alarms:*",
            f"arn:aws:execute-api:eu-central-1:{_ID}:a1b2/*",
            f"arn:aws:logs:eu-central-1:{_ID}:log-group:/aws/sagemaker/*",
            f"arn:aws:logs:eu-central-1:{_ID}:log-group:own:*",
            f"arn:aws:autoscaling:*:{_ID}:autoScalingGroup:*:autoScalingGroupName/own-*",
        ),
    ),
    kept(
        "iam-no-wildcard-resources",
        "a new network interface has no name yet",
        allowing(Action="ec2:CreateNetworkInterface", Resource=_INTERFACES),
    ),
    kept(
        "iam-no-wildcard-resources",
        "a new machine and its volumes have no names yet",
        allowing(Action="ec2:RunInstances", Resource=["arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:*:*:volume/*"]),
    ),
    kept(
        "iam-no-wildcard-resources",
        "the network tells interfaces apart",
        allowing(
            Action="ec2:DeleteNetworkInterface",
            Resource=_INTERFACES,
            Condition={"ArnEquals": {"ec2:Vpc": f"arn:aws:ec2:eu-central-1:{_ID}:vpc/vpc-1"}},
        ),
    ),
    kept(
        "iam-no-wildcard-resources",
        "a tag tells keys apart",
        allowing(
            Action="kms:Decrypt",
            Resource=f"arn:aws:kms:eu-central-1:{_ID}:key/*",
            Condition={"StringEquals": {"aws:ResourceTag/owner": "ml-platform"}},
        ),
    ),
    broken(
        "iam-no-wildcard-resources",
        "a tag of any value tells no keys apart",
        allowing(
            Action="kms:Decrypt",
            Resource=f"arn:aws:kms:eu-central-1:{_ID}:key/*",
            Condition={"StringLike": {"aws:ResourceTag/owner": "*"}},
        ),
    ),
    broken(
        "iam-no-wildcard-resources",
        "a tag that may be missing tells no keys apart",
        allowing(
            Action="kms:Decrypt",
            Resource=f"arn:aws:kms:eu-central-1:{_ID}:key/*",
            Condition={"StringEqualsIfExists": {"aws:ResourceTag/owner": "ml-platform"}},
        ),
    ),
    broken(
        "iam-no-wildcard-resources",
        "any network tells no interfaces apart",
        allowing(
            Action="ec2:DeleteNetworkInterface",
            Resource=_INTERFACES,
            Condition={"ArnLike": {"ec2:Vpc": f"arn:aws:ec2:eu-central-1:{_ID}:vpc/*"}},
        ),
    ),
    broken(
        "iam-no-wildcard-resources",
        "a new interface goes into any subnet",
        allowing(Action="ec2:CreateNetworkInterface", Resource=f"arn:aws:ec2:eu-central-1:{_ID}:subnet/*"),
    ),
    broken(
        "iam-no-wildcard-resources",
        "any interface may be deleted",
        allowing(Action=["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"], Resource=_INTERFACES),
    ),
    broken(
        "iam-no-wildcard-resources",
        "people may pass every role",
        permission_set(document({**_READ, "Resource": "arn:aws:iam::*:role/*"})),
    ),
    unknown("iam-no-wildcard-resources", "the permission set's policy is unknown", permission_set(UNKNOWN)),
    *(
        broken("iam-no-wildcard-actions", f"{action} is a whole service", allowing(Action=action, Resource=_OWN))
        for action in ("s3:**", "iam:?*", "*:*", "**")
    ),
    kept("iam-no-wildcard-actions", "verbs may end in a star", allowing(Action="s3:Get*", Resource=_OWN)),
    broken(
        "iam-no-wildcard-actions",
        "people may do everything in a service",
        permission_set(document({**_READ, "Action": "s3:*", "Resource": _OWN})),
    ),
    unknown("iam-no-wildcard-actions", "what people may do is unknown", permission_set(UNKNOWN)),
    broken("iam-no-administrator-policy", "a permission set makes administrators", of_set(_ADMINISTRATOR)),
    broken("iam-no-administrator-policy", "the only policies of a role are too much", of_role(_OWN, _ADMINISTRATOR)),
    broken(
        "iam-no-administrator-policy",
        "the only policies of a permission set are too much",
        resource(
            "aws:ssoadmin/managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive",
            "set",
            {"managedPolicyArns": [_ADMINISTRATOR]},
        ),
    ),
    kept("iam-no-administrator-policy", "people have a policy for one thing", of_set(_FULL)),
    unknown("iam-no-administrator-policy", "one policy of the role is new", of_role(UNKNOWN)),
    kept("iam-no-full-access-policy", "the role has policies of its own", of_role(_OWN)),
    kept("iam-no-full-access-policy", "an administrator is judged elsewhere", of_role(_ADMINISTRATOR)),
    broken("iam-no-full-access-policy", "a role has all of S3", of_role(_OWN, _FULL)),
    broken("iam-no-full-access-policy", "people have all of S3", of_set(_FULL)),
    broken(
        "iam-no-full-access-policy",
        "a role comes with all of SageMaker",
        resource("aws:iam/role:Role", "role", {"managedPolicyArns": [_FULL.replace("S3", "SageMaker")]}),
    ),
    broken(
        "iam-no-full-access-policy",
        "a group has all of ECR",
        resource(
            "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
            "group",
            {"policyArn": "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryFullAccess"},
        ),
    ),
    unknown("iam-no-full-access-policy", "the role's policy is new", of_role(UNKNOWN)),
    unknown(
        "iam-no-full-access-policy",
        "one is new and another is too much",
        of_role(UNKNOWN, _FULL),
        at=("role-policies",),
    ),
    beside("iam-no-full-access-policy", "a policy of our own is read itself", allowing(Action="s3:*", Resource="*")),
    broken("iam-no-user-policies", "one user has exactly these policies", of_user([_OWN])),
    kept("iam-no-user-policies", "a user is kept without policies", of_user([])),
    unknown("iam-no-user-policies", "what a user has is unknown", of_user(UNKNOWN), at=("user-policies",)),
)
