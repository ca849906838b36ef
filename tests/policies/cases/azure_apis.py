from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_APIM = "azure-native:apimanagement"
_ASK = '<validate-azure-ad-token tenant-id="t" />'
_LIMIT = '<llm-token-limit tokens-per-minute="1000" counter-key="@(context.Subscription.Id)" />'
_SERVICE = resource(f"{_APIM}:ApiManagementService", "service")


def api(required: object = None, version: str = "", **inputs: object) -> Resource:
    given = {"path": "chat", "subscriptionRequired": required, **inputs}
    return resource(f"azure-native:apimanagement{version}:Api", "chat", given)


def product(required: object = None) -> Resource:
    return resource(f"{_APIM}:Product", "product", {"displayName": "models", "subscriptionRequired": required})


def link(of: Resource, to: Resource) -> Resource:
    return resource(f"{_APIM}:ProductApi", f"{to.name}-of-{of.name}", uses={"productId": of, "apiId": to})


def policy(of: Resource, inbound: object, outbound: str = "", **inputs: object) -> Resource:
    kind, key = {"Product": ("ProductPolicy", "productId"), "Api": ("ApiPolicy", "apiId")}[of.kind.split(":")[-1]]
    text = f"<policies><inbound>{inbound}</inbound><outbound>{outbound}</outbound></policies>"
    given = {"value": UNKNOWN if inbound is UNKNOWN else text, "format": "rawxml", **inputs}
    return resource(f"{_APIM}:{kind}", f"{of.name}-policy", given, uses={key: of})


def everywhere(inbound: str) -> Resource:
    text = f"<policies><inbound>{inbound}</inbound></policies>"
    return resource(f"{_APIM}:Policy", "everywhere", {"value": text})


CASES = (
    kept("api-management-authenticated", "a key by default", api()),
    kept("api-management-authenticated", "a key", api(True)),
    kept("api-management-authenticated", "a token", a1 := api(False), policy(a1, _ASK)),
    kept("api-management-authenticated", "the service wants a token", api(False), everywhere(_ASK)),
    kept(
        "api-management-authenticated",
        "so does what it inherits",
        a2 := api(False),
        policy(a2, "<base />"),
        everywhere(_ASK),
    ),
    kept("api-management-authenticated", "a product wants a key by default", product()),
    kept("api-management-authenticated", "an open product wants a token", o1 := product(False), policy(o1, _ASK)),
    kept(
        "api-management-authenticated",
        "each API of an open product wants a token",
        o2 := product(False),
        a3 := api(),
        link(o2, a3),
        policy(a3, _ASK),
    ),
    broken("api-management-authenticated", "nothing is asked", api(False)),
    broken("api-management-authenticated", "nothing is asked in another API version", api(False, "/v20220801")),
    broken("api-management-authenticated", "a limit asks nobody", a4 := api(False), policy(a4, _LIMIT)),
    broken("api-management-authenticated", "it is a comment", a5 := api(False), policy(a5, f"<!-- {_ASK} -->")),
    broken("api-management-authenticated", "it comes after the answer", a6 := api(False), policy(a6, "", _ASK)),
    broken(
        "api-management-authenticated",
        "it inherits nothing",
        a7 := api(False),
        policy(a7, "<cors />"),
        everywhere(_ASK),
    ),
    broken("api-management-authenticated", "an open product asks nothing", product(False)),
    broken(
        "api-management-authenticated",
        "an open product opens its API",
        o3 := product(False),
        a8 := api(True),
        link(o3, a8),
    ),
    unknown("api-management-authenticated", "whether a key is wanted is unknown", api(UNKNOWN)),
    unknown("api-management-authenticated", "the policy is unknown", a9 := api(False), policy(a9, UNKNOWN)),
    unknown(
        "api-management-authenticated",
        "the policy lies elsewhere",
        b1 := api(False),
        policy(b1, "", value="https://h/policy.xml", format="xml-link"),
    ),
    unknown(
        "api-management-authenticated",
        "beside an unknown path nothing is asked",
        api(False, path=UNKNOWN),
        at=("chat",),
    ),
    beside("api-management-authenticated", "a service without APIs", _SERVICE),
    kept("api-management-rate-limit", "tokens are counted", c1 := api(), policy(c1, _LIMIT)),
    kept("api-management-rate-limit", "calls are counted", c2 := api(), policy(c2, '<rate-limit calls="9" />')),
    kept(
        "api-management-rate-limit",
        "a fragment may count",
        c3 := api(),
        policy(c3, '<include-fragment fragment-id="f" />'),
    ),
    kept("api-management-rate-limit", "the service counts", api(), everywhere(_LIMIT)),
    kept(
        "api-management-rate-limit",
        "the policy names the API by text",
        api(apiId="models"),
        resource(
            f"{_APIM}:ApiPolicy",
            "policy",
            {"apiId": "models", "value": f"<policies><inbound>{_LIMIT}</inbound></policies>"},
        ),
    ),
    kept(
        "api-management-rate-limit",
        "its product counts",
        c4 := api(),
        q1 := product(),
        link(q1, c4),
        policy(q1, _LIMIT),
    ),
    broken("api-management-rate-limit", "nothing counts by default", api()),
    broken("api-management-rate-limit", "nothing counts in another API version", api(None, "/v20220801")),
    broken("api-management-rate-limit", "a token is no limit", c5 := api(), policy(c5, _ASK)),
    broken("api-management-rate-limit", "the product of another counts", api(), q2 := product(), policy(q2, _LIMIT)),
    broken(
        "api-management-rate-limit", "it inherits no limit", c6 := api(), policy(c6, "<cors />"), everywhere(_LIMIT)
    ),
    unknown("api-management-rate-limit", "the policy is unknown", c7 := api(), policy(c7, UNKNOWN)),
    unknown("api-management-rate-limit", "beside an unknown path nothing counts", api(path=UNKNOWN), at=("chat",)),
    beside("api-management-rate-limit", "a service without APIs", _SERVICE),
)
