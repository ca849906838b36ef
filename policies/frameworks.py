"""References to the frameworks that auditors ask for. Each edition is named: their numbering moves between editions.

Sources: checkov 3.3.30 (PyPI); CIS benchmarks of the editions below; AICPA Trust Services Criteria 2017 (SOC 2);
ISO/IEC 27001:2022 Annex A; 45 CFR 164 (HIPAA Security Rule); Regulation (EU) 2016/679 (GDPR).
"""

Reference = tuple[str, str]

CIS_AWS = "CIS AWS Foundations 3.0.0"
CIS_GCP = "CIS Google Cloud Foundation 2.0.0"
CIS_AZURE = "CIS Microsoft Azure Foundations 2.0.0"
CIS_GKE = "CIS GKE 1.4.0"
CIS_KUBERNETES = "CIS Kubernetes 1.8.0"
SOC2 = "SOC 2"
ISO = "ISO 27001:2022"
HIPAA = "HIPAA"
GDPR = "GDPR"


def checkov(*ids: str) -> tuple[Reference, ...]:
    """Return references to checkov's checks of the same matter."""
    return tuple(("checkov", check) for check in ids)


def cis(edition: str, *sections: str) -> tuple[Reference, ...]:
    """Return references to sections of a CIS benchmark."""
    return tuple((edition, section) for section in sections)


ENCRYPTION_AT_REST = ((SOC2, "CC6.1"), (ISO, "A.8.24"), (HIPAA, "164.312(a)(2)(iv)"), (GDPR, "Art. 32(1)(a)"))
ENCRYPTION_IN_TRANSIT = ((SOC2, "CC6.7"), (ISO, "A.8.24"), (HIPAA, "164.312(e)(1)"), (GDPR, "Art. 32(1)(a)"))
KEY_MANAGEMENT = ((SOC2, "CC6.1"), (ISO, "A.8.24"), (HIPAA, "164.312(a)(2)(iv)"))
NETWORK_BOUNDARY = (
    (SOC2, "CC6.6"),
    (ISO, "A.8.20"),
    (ISO, "A.8.22"),
    (HIPAA, "164.312(e)(1)"),
    (GDPR, "Art. 32(1)(b)"),
)
ACCESS_CONTROL = (
    (SOC2, "CC6.1"),
    (SOC2, "CC6.3"),
    (ISO, "A.5.15"),
    (ISO, "A.8.3"),
    (HIPAA, "164.312(a)(1)"),
    (GDPR, "Art. 32(1)(b)"),
)
PRIVILEGES = ((SOC2, "CC6.3"), (ISO, "A.8.2"), (HIPAA, "164.312(a)(1)"))
PUBLIC_DATA = ((SOC2, "CC6.1"), (ISO, "A.8.3"), (ISO, "A.8.12"), (HIPAA, "164.312(a)(1)"), (GDPR, "Art. 32(1)(b)"))
AUDIT_LOG = ((SOC2, "CC7.2"), (ISO, "A.8.15"), (HIPAA, "164.312(b)"))
SECRETS = ((SOC2, "CC6.1"), (ISO, "A.5.17"), (HIPAA, "164.312(d)"))
HARDENING = ((SOC2, "CC6.8"), (ISO, "A.8.9"))
INTEGRITY = ((SOC2, "CC8.1"), (ISO, "A.8.9"), (HIPAA, "164.312(c)(1)"))
INVENTORY = ((ISO, "A.5.9"),)
RECOVERY = ((SOC2, "A1.2"), (ISO, "A.8.13"), (HIPAA, "164.308(a)(7)(ii)(A)"), (GDPR, "Art. 32(1)(c)"))
AVAILABILITY = ((SOC2, "A1.2"), (ISO, "A.8.14"), (GDPR, "Art. 32(1)(b)"))
CAPACITY = ((ISO, "A.8.6"),)
CLOUD_EXIT = ((ISO, "A.5.23"),)
POLICY_REVIEW = ((ISO, "A.5.36"),)
TRANSFERS = ((ISO, "A.5.23"), (GDPR, "Art. 44"))
RETENTION = ((ISO, "A.8.10"), (GDPR, "Art. 5(1)(e)"))
