from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, kept, resource, unknown

_KEY = "projects/p/locations/europe-west4/keyRings/r/cryptoKeys/k"
_ACCOUNT = "serve@p.iam.gserviceaccount.com"
_DEFAULT_ACCOUNT = "123-compute@developer.gserviceaccount.com"
_BUCKET = resource("gcp:storage/bucket:Bucket", "weights")
_CMEK = {"diskEncryption": "CMEK", "kmsKey": _KEY}


def workbench(**setup: object) -> Resource:
    return resource("gcp:workbench/instance:Instance", "notebook", {"gceSetup": setup})


def older_notebook(**inputs: object) -> Resource:
    return resource("gcp:notebooks/instance:Instance", "notebook", inputs)


CASES = (
    kept("workbench-private-addresses", "no public address", workbench(disablePublicIp=True)),
    kept("workbench-private-addresses", "an older notebook", older_notebook(noPublicIp=True)),
    broken("workbench-private-addresses", "the default is public", workbench()),
    broken("workbench-private-addresses", "the default of older ones is public", older_notebook()),
    unknown("workbench-private-addresses", "the flag is unknown", workbench(disablePublicIp=UNKNOWN)),
    beside("workbench-private-addresses", "a bucket has no address", _BUCKET),
    kept("workbench-customer-key", "a key of ours", workbench(bootDisk=_CMEK, dataDisks=_CMEK)),
    kept("workbench-customer-key", "an older notebook", older_notebook(**_CMEK)),
    broken("workbench-customer-key", "the default is a key of Google's", workbench()),
    broken("workbench-customer-key", "the key counts with its method only", workbench(bootDisk={"kmsKey": _KEY})),
    broken("workbench-customer-key", "no key is named", workbench(bootDisk={"diskEncryption": "CMEK"})),
    broken(
        "workbench-customer-key", "the data disk has none", workbench(bootDisk=_CMEK, dataDisks={"diskSizeGb": 100})
    ),
    unknown("workbench-customer-key", "the key is new", workbench(bootDisk={**_CMEK, "kmsKey": UNKNOWN})),
    unknown(
        "workbench-customer-key",
        "the boot disk is unknown, the data disk bare",
        workbench(bootDisk=UNKNOWN, dataDisks={"diskType": "PD_SSD"}),
        at=("notebook",),
    ),
    beside("workbench-customer-key", "a bucket has no disk", _BUCKET),
    kept("workbench-own-service-account", "an account of its own", workbench(serviceAccounts=[{"email": _ACCOUNT}])),
    kept("workbench-own-service-account", "an older notebook", older_notebook(serviceAccount=_ACCOUNT)),
    broken("workbench-own-service-account", "the default account", workbench()),
    broken(
        "workbench-own-service-account",
        "the default account by name",
        workbench(serviceAccounts=[{"email": _DEFAULT_ACCOUNT}]),
    ),
    broken("workbench-own-service-account", "the default of older ones", older_notebook()),
    unknown("workbench-own-service-account", "a new account", workbench(serviceAccounts=[{"email": UNKNOWN}])),
    beside("workbench-own-service-account", "a bucket runs as nobody", _BUCKET),
    kept("workbench-no-root", "it is switched off", workbench(metadata={"notebook-disable-root": "true"})),
    kept("workbench-no-root", "an older notebook", older_notebook(metadata={"notebook-disable-root": "true"})),
    broken("workbench-no-root", "the default is root", workbench()),
    broken("workbench-no-root", "it is allowed", workbench(metadata={"notebook-disable-root": "false"})),
    unknown("workbench-no-root", "the metadata are unknown", workbench(metadata=UNKNOWN)),
    beside("workbench-no-root", "a bucket has no root", _BUCKET),
    kept("workbench-shielded-vm", "the defaults are on", workbench()),
    broken("workbench-shielded-vm", "no vTPM", workbench(shieldedInstanceConfig={"enableVtpm": False})),
    broken(
        "workbench-shielded-vm",
        "an older notebook is not watched",
        older_notebook(shieldedInstanceConfig={"enableIntegrityMonitoring": False}),
    ),
    unknown("workbench-shielded-vm", "the configuration is unknown", workbench(shieldedInstanceConfig=UNKNOWN)),
    beside("workbench-shielded-vm", "a bucket boots nothing", _BUCKET),
)
