"""Sinks of Cloud Logging as rules judge them: which of them export Cloud Audit Logs.

A filter is read as far as its terms go: which of them name the audit logs, and which are negated.
"""

import re

from accel.planning.graph import Graph, Resource, lookup
from policies.properties import absent, attached, is_unknown, objects
from policies.resource_types import GCS_BUCKETS, LOG_BUCKETS, LOG_SINKS

_GROUP = r"\((?:[^()]|\([^()]*\))*\)"
_NEGATED = re.compile(
    rf"(?:\bNOT\s+|(?<![\w\"/.])-)(?:\w+{_GROUP}|{_GROUP}|[\w.@]+\s*(?:[:=<>]=?|=~)\s*(?:\"[^\"]*\"|{_GROUP}|\S+)|\S+)"
    r"|(?<![\w.@])[\w.@]+\s*!(?:=|~)\s*(?:\"[^\"]*\"|\S+)"
)
_AUDIT = re.compile(r"cloudaudit|google\.cloud\.audit", re.IGNORECASE)
_ONE_LOG = re.compile(r"cloudaudit\.googleapis\.com(?:/|%2f)(\w+)", re.IGNORECASE)
_ADMINISTRATION = "activity"
"""The log of what changes resources; the other ones say who read data, what Google did and what was refused."""
_EVERYTHING = re.compile(r"(?:\s|\(|\)|\bAND\b|\bOR\b|severity\s*>=\s*\"?DEFAULT\"?)*")
_NOTHING_BUT_AUDIT = re.compile(
    r"(?:\s|\(|\)|\bOR\b|log_id\(\s*\"[^\"]*\"\s*\)|logName\s*(?:=~|[:=])\s*(?:\"[^\"]*\"|\S+)"
    r"|protoPayload\.\"?@type\"?\s*(?:=~|[:=])\s*(?:\"[^\"]*\"|\S+))*",
    re.IGNORECASE,
)


def exports_audit_logs(sink: Resource) -> bool:
    """Say whether a sink exports what administrators did, or may; one that is off exports nothing."""
    # The provider's default of `disabled` is false.
    return sink.get("disabled") is not True and _takes(sink)


def _takes(sink: Resource) -> bool:
    # A sink without a filter takes everything.
    given = sink.get("filter")
    if isinstance(given, str) and not _takes_audit_logs(given):
        return False
    return not any(_leaves_out_audit_logs(found) for found in map(_filter_of, objects(sink.get("exclusions"))))


def audit_log_buckets(graph: Graph) -> dict[str, bool]:
    """Return, by URN of each bucket of files or logs in the graph, whether a sink writes audit logs there, or did."""
    buckets = graph.of(*GCS_BUCKETS, *LOG_BUCKETS)
    written = attached(graph, buckets, LOG_SINKS, "destination")
    return {urn: any(map(_takes, sinks)) for urn, sinks in written.items()}


def _filter_of(exclusion: dict[str, object]) -> str:
    switched_off = lookup(exclusion, "disabled")
    text = lookup(exclusion, "filter")
    return text if isinstance(text, str) and switched_off is not True and not is_unknown(switched_off) else ""


def _takes_audit_logs(text: str) -> bool:
    positive = _NEGATED.sub(" ", text)
    if _EVERYTHING.fullmatch(positive):
        return not any(_names_administration(negated) for negated in _NEGATED.findall(text))
    return _names_administration(positive)


def _leaves_out_audit_logs(text: str) -> bool:
    """Say whether an exclusion drops the whole log; one with more terms drops a part of it."""
    return not absent(text) and _names_administration(text) and _NOTHING_BUT_AUDIT.fullmatch(text) is not None


def _names_administration(text: str) -> bool:
    logs = [name.casefold() for name in _ONE_LOG.findall(text)]
    return _ADMINISTRATION in logs or (not logs and _AUDIT.search(text) is not None)
