"""Data sets of BigQuery are encrypted with a key of ours."""

from collections.abc import Iterable

from accel.planning.graph import Resource
from policies.frameworks import CIS_GCP, ENCRYPTION_AT_REST, checkov, cis
from policies.properties import absent
from policies.rule import MANDATORY_OUTSIDE_DEV, PlainContext, Rule


def _check(dataset: Resource, _: PlainContext) -> Iterable[str]:
    # Absent means a key of Google's; a table takes what its data set says. One of another source keeps nothing itself.
    if absent(dataset.get("externalDatasetReference")) and absent(
        dataset.get("defaultEncryptionConfiguration.kmsKeyName")
    ):
        yield "defaultEncryptionConfiguration.kmsKeyName is not set"


RULE = Rule(
    id="bigquery-customer-key",
    title="BigQuery encrypts with a customer-managed key",
    group="security",
    cloud="gcp",
    severity="medium",
    levels=MANDATORY_OUTSIDE_DEV,
    why="Prompts and answers are logged there, and training data come from there: a key of your own can close them.",
    remediation="Set defaultEncryptionConfiguration.kmsKeyName to a key in the location of the data set.",
    frameworks=(*checkov("CKV_GCP_81"), *cis(CIS_GCP, "7.3"), *ENCRYPTION_AT_REST),
    types=("gcp:bigquery/dataset:Dataset",),
    check_resource=_check,
)
