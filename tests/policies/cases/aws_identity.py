from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, document, kept, resource, unknown

_ROLE = resource("aws:iam/role:Role", "role", {"name": "trainer"})
_ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
_OWN = "arn:aws:iam::123456789012:policy/own"


def user(**inputs: object) -> Resource:
    return resource("aws:iam/user:User", "user", inputs)


def attachment(arn: object) -> Resource:
    return resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "attachment", {"policyArn": arn})


def shared(**inputs: object) -> Resource:
    return resource("aws:iam/policyAttachment:PolicyAttachment", "shared", {"policyArn": _OWN, **inputs})


def key(days: object = None) -> Resource:
    return resource("aws:kms/key:Key", "key", {} if days is None else {"deletionWindowInDays": days})


_SECRET = resource("aws:secretsmanager/secret:Secret", "secret", {"name": "hub-token"})


def rotation(**inputs: object) -> Resource:
    return resource("aws:secretsmanager/secretRotation:SecretRotation", "rotation", inputs, uses={"secretId": _SECRET})


def endpoint(kind: object = None, policy: object = None) -> Resource:
    given = {"serviceName": "com.amazonaws.eu-central-1.s3", "vpcEndpointType": kind, "policy": policy}
    return resource(
        "aws:ec2/vpcEndpoint:VpcEndpoint", "endpoint", {name: one for name, one in given.items() if one is not None}
    )


_ANYBODY = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
_OURS = {**_ANYBODY, "Condition": {"StringEquals": {"aws:PrincipalAccount": "123456789012"}}}
_SERVICES = {**_ANYBODY, "Condition": {"Bool": {"aws:PrincipalIsAWSService": "true"}}}
_ONE_BUCKET = {**_ANYBODY, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::prod-starport-layer-bucket/*"}

CASES = (
    kept("iam-no-users", "a role is no user", _ROLE),
    broken("iam-no-users", "a machine is a user", user()),
    broken("iam-no-users", "a user has a password", resource("aws:iam/userLoginProfile:UserLoginProfile", "password")),
    unknown("iam-no-users", "the user's name is unknown", user(name=UNKNOWN), at=("user",)),
    beside("iam-no-users", "a group has no credentials", resource("aws:iam/group:Group", "group")),
    kept("iam-no-user-policies", "roles have the policy", shared(roles=["trainer"])),
    broken("iam-no-user-policies", "users have the policy", shared(users=["alice"])),
    broken("iam-no-user-policies", "a user has a policy of her own", resource("aws:iam/userPolicy:UserPolicy", "own")),
    broken(
        "iam-no-user-policies",
        "a policy is attached to a user",
        resource("aws:iam/userPolicyAttachment:UserPolicyAttachment", "direct", {"policyArn": _OWN}),
    ),
    unknown("iam-no-user-policies", "the roles are unknown", shared(roles=UNKNOWN)),
    unknown("iam-no-user-policies", "the user is new", shared(users=[UNKNOWN]), at=("shared",)),
    beside("iam-no-user-policies", "a role is no user and has policies", attachment(_OWN)),
    kept("iam-no-administrator-policy", "a role has a policy of its own", attachment(_OWN)),
    kept(
        "iam-no-administrator-policy",
        "a policy of AWS for one thing is attached",
        attachment("arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"),
    ),
    broken("iam-no-administrator-policy", "a role is an administrator by policy", attachment(_ADMINISTRATOR)),
    broken(
        "iam-no-administrator-policy",
        "a role makes itself anything",
        resource(
            "aws:iam/role:Role", "role", {"managedPolicyArns": [_OWN, "arn:aws-cn:iam::aws:policy/IAMFullAccess"]}
        ),
    ),
    unknown("iam-no-administrator-policy", "the policy is new", attachment(UNKNOWN)),
    beside("iam-no-administrator-policy", "a user is judged elsewhere", user()),
    kept("kms-deletion-window", "the default is thirty days", key()),
    kept("kms-deletion-window", "dev may wait for a week", key(7), facts={"environment": "dev"}),
    kept("kms-deletion-window", "the stack asks for less than prod does", key(20), settings={"minimumDays": 20}),
    broken("kms-deletion-window", "prod may not wait for a week", key(7)),
    broken(
        "kms-deletion-window",
        "a replica goes sooner",
        resource("aws:kms/replicaKey:ReplicaKey", "replica", {"deletionWindowInDays": 10}),
    ),
    unknown("kms-deletion-window", "the days are unknown", key(UNKNOWN)),
    beside("kms-deletion-window", "a secret has another window", _SECRET),
    kept("secret-rotation", "a function rotates it", _SECRET, rotation(rotationLambdaArn=UNKNOWN)),
    broken("secret-rotation", "nothing rotates it", _SECRET),
    broken("secret-rotation", "the rotation is switched off", _SECRET, rotation(rotationEnabled=False)),
    unknown("secret-rotation", "whether it rotates is unknown", _SECRET, rotation(rotationEnabled=UNKNOWN)),
    beside("secret-rotation", "a key rotates otherwise", key()),
    kept("vpc-endpoint-policy", "only our identities pass", endpoint("Interface", document(_OURS))),
    kept("vpc-endpoint-policy", "anybody may read one bucket of AWS", endpoint(None, document(_ONE_BUCKET))),
    kept(
        "vpc-endpoint-policy",
        "the policy stands beside the endpoint",
        endpoint(),
        resource(
            "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy",
            "beside",
            {"policy": document(_OURS)},
            uses={"vpcEndpointId": endpoint()},
        ),
    ),
    kept("vpc-endpoint-policy", "services of AWS pass", endpoint("Interface", document(_SERVICES))),
    broken("vpc-endpoint-policy", "by default everybody passes", endpoint("Interface")),
    broken("vpc-endpoint-policy", "the policy lets everybody pass", endpoint("Gateway", document(_ANYBODY))),
    unknown("vpc-endpoint-policy", "the policy of the endpoint is unknown", endpoint("Gateway", UNKNOWN)),
    unknown("vpc-endpoint-policy", "the kind of endpoint is unknown", endpoint(UNKNOWN), at=("endpoint",)),
    beside("vpc-endpoint-policy", "load balancers take no policy", endpoint("GatewayLoadBalancer")),
)
