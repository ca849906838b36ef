"""Load balancers speak TLS 1.2 or later, with strong ciphers."""

from collections.abc import Iterable
from typing import Any

from accel.planning.graph import Resource
from policies.frameworks import CIS_GCP, ENCRYPTION_IN_TRANSIT, checkov, cis
from policies.properties import absent, differs, texts
from policies.rule import MANDATORY, PlainContext, Rule

_POLICIES = ("gcp:compute/sSLPolicy:SSLPolicy", "gcp:compute/regionSslPolicy:RegionSslPolicy")
_PROXIES = (
    "gcp:compute/targetHttpsProxy:TargetHttpsProxy",
    "gcp:compute/regionTargetHttpsProxy:RegionTargetHttpsProxy",
    "gcp:compute/targetSSLProxy:TargetSSLProxy",
)
_VERSIONS = ("TLS_1_2", "TLS_1_3")
_PROFILES = ("MODERN", "RESTRICTED", "FIPS_202205", "CUSTOM")
_WEAK = "TLS_RSA_"
"""Ciphers without forward secrecy: who gets the key later can read what was recorded."""


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    if resource.kind in _PROXIES:
        # Absent means Google's default: TLS 1.0 and ciphers for old clients.
        if absent(resource.get("sslPolicy")):
            yield "sslPolicy is not set"
        return
    # The defaults are TLS_1_0 and COMPATIBLE.
    if differs(resource.get("minTlsVersion"), *_VERSIONS):
        yield f"minTlsVersion is {resource.get('minTlsVersion', 'TLS_1_0')}"
    if differs(resource.get("profile"), *_PROFILES):
        yield f"profile is {resource.get('profile', 'COMPATIBLE')}"
    for feature in texts(resource.get("customFeatures")):
        if resource.get("profile") == "CUSTOM" and feature.startswith(_WEAK):
            yield f"customFeatures admits {feature}"


def _remediate(resource: Resource, _: PlainContext) -> dict[str, Any] | None:
    # Which policy a proxy should have, and which ciphers a list of one's own, a machine cannot know.
    if resource.kind in _PROXIES or resource.get("profile") == "CUSTOM":
        return None
    fixed = dict(resource.inputs)
    if differs(resource.get("minTlsVersion"), *_VERSIONS):
        fixed["minTlsVersion"] = "TLS_1_2"
    if differs(resource.get("profile"), *_PROFILES):
        fixed["profile"] = "MODERN"
    return fixed


RULE = Rule(
    id="ssl-policy-modern",
    title="Load balancers speak TLS 1.2 or later",
    group="security",
    cloud="gcp",
    severity="high",
    levels=MANDATORY,
    why="Prompts and answers would travel under TLS 1.0, which is broken, as soon as a client asks for it.",
    remediation="Give the proxy an sslPolicy with minTlsVersion TLS_1_2 and profile MODERN or RESTRICTED.",
    frameworks=(*checkov("CKV_GCP_4"), *cis(CIS_GCP, "3.9"), *ENCRYPTION_IN_TRANSIT),
    types=(*_POLICIES, *_PROXIES),
    check_resource=_check,
    remediate=_remediate,
)
