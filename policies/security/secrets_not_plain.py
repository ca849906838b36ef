"""No token or key stands in the clear where others can read it."""

import base64
import binascii
import re
from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_KUBERNETES, SECRETS, checkov, cis
from policies.properties import is_unknown
from policies.readable_texts import READABLE_TYPES, readable_texts
from policies.rule import MANDATORY, PlainContext, Rule

_SECRET_NAME = re.compile(
    # In camel case a word begins with a capital: `hfToken`. A password is one in whatever word: `PGPASSWORD`.
    r"((^|[_.-]|(?<=[a-z0-9])(?=[A-Z]))"
    r"(?i:token|secret|api[_.-]?key|access[_.-]?key|private[_.-]?key|credentials?)|(?i:password|passwd))"
    r"(?i:[_.-]?(value|base64))?$"
)
_HARMLESS = re.compile(
    r"(?i)(true|false|yes|no|on|off|[01]"  # HF_HUB_DISABLE_IMPLICIT_TOKEN=1 switches something; it is no token
    r"|arn:aws[a-z-]*:(secretsmanager|ssm):.*|projects/[^/]+/secrets/.*"  # where a secret is kept
    r"|@microsoft\.keyvault\(.*\)|https://[a-z0-9-]+\.vault\.azure\.net/secrets/.*"
    r"|/(app|etc|home|mnt|root|run|secrets|tmp|usr|var|vault|workspace)(/[\w.-]+)+"  # a file that holds one
    r"|\$\([\w.-]+\)|\$\{[^{}]*\}|\$\w+"  # the variable that holds one
    r"|</?[\w|-]+>|\[[A-Z]+\])"  # a token of a tokenizer: </s>, [PAD]
)
_SECRET_VALUE = re.compile(
    r"hf_[A-Za-z0-9]{30,}"  # Hugging Face
    r"|\bAKIA[0-9A-Z]{16}\b"  # AWS access key id
    r"|\bAIza[0-9A-Za-z_-]{35}\b"  # Google API key
    r"|\bgh[pousr]_[A-Za-z0-9]{36,}"  # GitHub
    r"|\bsk-[A-Za-z0-9_-]{20,}"  # OpenAI and others
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\bxox[abpr]-[A-Za-z0-9-]{10,}"  # Slack
    # A URL with a password that no variable, no template and no digest of an image stands for.
    r"|://[^\s/:@\"']*:(?![$%{<])[^\s/:@\"']+@(?!sha256:)"
)


def _check(resource: Resource, _: PlainContext) -> Iterable[str]:
    for place, name, value, named in readable_texts(resource):
        known = isinstance(value, str)
        if value == "" or not (known or is_unknown(value)) or (known and _HARMLESS.fullmatch(value)):
            continue
        # The name alone can give away a value that is there but unknown.
        if named and _SECRET_NAME.search(name):
            yield f"{place} {name} holds a value in the clear"
        elif known and _SECRET_VALUE.search(_decoded(value)):
            yield f"{place} {name}".rstrip() + " holds what looks like a token or key"


def _decoded(value: str) -> str:
    """User data travels as base64."""
    try:
        return value + "\n" + base64.b64decode(value, validate=True).decode("utf-8", "replace")
    except (ValueError, binascii.Error):
        return value


RULE = Rule(
    id="secrets-not-plain",
    title="Secrets do not stand in the clear",
    group="security",
    cloud="any",
    severity="critical",
    levels=MANDATORY,
    why=(
        "Environment variables, command lines, metadata and user data are shown to everybody who may describe the "
        "machine, and they land in logs."
    ),
    remediation=(
        "Keep the token in Secrets Manager, Secret Manager, Key Vault or a Kubernetes Secret, and have the program "
        "read it (valueFrom.secretKeyRef)."
    ),
    frameworks=(
        *checkov("CKV_K8S_35", "CKV_AWS_46", "CKV_AWS_45", "CKV_AZURE_45"),
        *cis(CIS_KUBERNETES, "5.4.1"),
        *SECRETS,
    ),
    types=READABLE_TYPES,
    check_resource=_check,
)
