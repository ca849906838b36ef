from accel.planning.graph import UNKNOWN, Resource
from tests.policies.building import beside, broken, document, kept, resource, unknown

_KEY = "arn:aws:kms:eu-central-1:123456789012:key/1"
_BUCKET = resource("aws:s3/bucket:Bucket", "bucket")


def repository(**inputs: object) -> Resource:
    return resource("aws:ecr/repository:Repository", "repository", inputs)


def pull_through(**inputs: object) -> Resource:
    return resource("aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate", "template", inputs)


def scanning(value: object) -> Resource:
    return repository(imageScanningConfiguration={"scanOnPush": value})


def encryption(kind: object, key: object = None) -> dict[str, object]:
    return {"encryptionConfigurations": [{"encryptionType": kind, "kmsKey": key}]}


def lustre(**inputs: object) -> Resource:
    return resource("aws:fsx/lustreFileSystem:LustreFileSystem", "lustre", inputs)


def shared(**inputs: object) -> Resource:
    return resource("aws:efs/fileSystem:FileSystem", "shared", inputs)


def registry(policy: object) -> Resource:
    return resource("aws:ecr/registryPolicy:RegistryPolicy", "registry", {"policy": policy})


_ANYBODY = {"Effect": "Allow", "Principal": "*", "Action": "ecr:ReplicateImage", "Resource": "*"}
_PARTNER = {**_ANYBODY, "Principal": {"AWS": "arn:aws:iam::210987654321:root"}}

CASES = (
    kept("ecr-immutable-tags", "tags stay", repository(imageTagMutability="IMMUTABLE")),
    broken("ecr-immutable-tags", "by default tags move", repository()),
    broken("ecr-immutable-tags", "some tags move", repository(imageTagMutability="IMMUTABLE_WITH_EXCLUSION")),
    broken("ecr-immutable-tags", "tags of mirrored images move", pull_through(imageTagMutability="MUTABLE")),
    unknown("ecr-immutable-tags", "whether tags move is unknown", repository(imageTagMutability=UNKNOWN)),
    beside("ecr-immutable-tags", "a bucket has other tags", _BUCKET),
    kept("ecr-scan-on-push", "pushes are scanned", scanning(True)),
    broken("ecr-scan-on-push", "by default nobody scans", repository()),
    broken("ecr-scan-on-push", "scanning is off", scanning(False)),
    unknown("ecr-scan-on-push", "the scanning is unknown", scanning(UNKNOWN)),
    beside("ecr-scan-on-push", "a template says nothing of scans", pull_through()),
    kept("ecr-customer-key", "images have our key", repository(**encryption("KMS", _KEY))),
    kept("ecr-customer-key", "images are encrypted twice", repository(**encryption("KMS_DSSE", _KEY))),
    broken("ecr-customer-key", "images have a key of S3", repository()),
    broken("ecr-customer-key", "AES256 is asked for", repository(**encryption("AES256"))),
    broken("ecr-customer-key", "images have a key of AWS", pull_through(**encryption("KMS"))),
    unknown("ecr-customer-key", "the registry's key is new", repository(**encryption("KMS", UNKNOWN))),
    unknown("ecr-customer-key", "the encryption of images is unknown", repository(encryptionConfigurations=UNKNOWN)),
    beside("ecr-customer-key", "a bucket holds no images", _BUCKET),
    kept("ecr-no-public-gallery", "the repository is private", repository()),
    broken("ecr-no-public-gallery", "everybody may pull", resource("aws:ecrpublic/repository:Repository", "gallery")),
    unknown("ecr-no-public-gallery", "the name of the private one is unknown", repository(name=UNKNOWN)),
    beside("ecr-no-public-gallery", "a bucket is no gallery", _BUCKET),
    kept("resource-policy-not-public", "another account may push into the registry", registry(document(_PARTNER))),
    broken("resource-policy-not-public", "anybody may push into the registry", registry(document(_ANYBODY))),
    unknown("resource-policy-not-public", "the registry's policy is unknown", registry(UNKNOWN)),
    kept("fsx-customer-key", "a key of ours", lustre(deploymentType="PERSISTENT_2", kmsKeyId=_KEY)),
    broken("fsx-customer-key", "no key on lasting space", lustre(deploymentType="PERSISTENT_2")),
    broken("fsx-customer-key", "no key on ZFS", resource("aws:fsx/openZfsFileSystem:OpenZfsFileSystem", "zfs")),
    unknown(
        "fsx-customer-key", "the file system's key is new", lustre(deploymentType="PERSISTENT_1", kmsKeyId=UNKNOWN)
    ),
    unknown("fsx-customer-key", "the deployment is unknown", lustre(deploymentType=UNKNOWN)),
    beside("fsx-customer-key", "scratch space takes no key", lustre(deploymentType="SCRATCH_2")),
    beside("fsx-customer-key", "scratch is the default", lustre()),
    kept("efs-customer-key", "it is encrypted with our key", shared(encrypted=True, kmsKeyId=_KEY)),
    broken("efs-customer-key", "by default it is not encrypted", shared()),
    broken("efs-customer-key", "it has a key of AWS", shared(encrypted=True)),
    unknown("efs-customer-key", "its key is new", shared(encrypted=UNKNOWN, kmsKeyId=UNKNOWN)),
    unknown(
        "efs-customer-key", "its encryption is unknown and it has no key", shared(encrypted=UNKNOWN), at=("shared",)
    ),
    beside("efs-customer-key", "Lustre is judged elsewhere", lustre()),
)
