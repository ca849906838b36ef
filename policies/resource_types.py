"""Type tokens that several rules judge: the current one first, then the ones that older programs use."""

S3_BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")
S3_ENCRYPTION = (
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
)
S3_VERSIONING = ("aws:s3/bucketVersioning:BucketVersioning", "aws:s3/bucketVersioningV2:BucketVersioningV2")
S3_LOGGING = ("aws:s3/bucketLogging:BucketLogging", "aws:s3/bucketLoggingV2:BucketLoggingV2")
S3_LIFECYCLE = (
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
)
S3_PUBLIC_ACCESS_BLOCK = ("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",)
S3_POLICY = ("aws:s3/bucketPolicy:BucketPolicy",)
KMS_KEYS = ("aws:kms/key:Key",)
LOG_GROUPS = ("aws:cloudwatch/logGroup:LogGroup",)
TRAILS = ("aws:cloudtrail/trail:Trail",)
VPCS = ("aws:ec2/vpc:Vpc",)
SAGEMAKER_MODELS = ("aws:sagemaker/model:Model",)
SAGEMAKER_ENDPOINT_CONFIGURATIONS = ("aws:sagemaker/endpointConfiguration:EndpointConfiguration",)
SAGEMAKER_ENDPOINTS = ("aws:sagemaker/endpoint:Endpoint",)
SCALABLE_TARGETS = ("aws:appautoscaling/target:Target",)
SCHEDULED_ACTIONS = ("aws:appautoscaling/scheduledAction:ScheduledAction",)

GCS_BUCKETS = ("gcp:storage/bucket:Bucket",)
GKE_CLUSTERS = ("gcp:container/cluster:Cluster",)
GKE_NODE_POOLS = ("gcp:container/nodePool:NodePool",)
TPU_VMS = ("gcp:tpu/v2Vm:V2Vm",)
CRYPTO_KEYS = ("gcp:kms/cryptoKey:CryptoKey",)
SUBNETWORKS = ("gcp:compute/subnetwork:Subnetwork",)
PROJECT_SINKS = ("gcp:logging/projectSink:ProjectSink",)

DEPLOYMENTS = ("kubernetes:apps/v1:Deployment",)
WORKLOADS = (
    *DEPLOYMENTS,
    "kubernetes:apps/v1:StatefulSet",
    "kubernetes:apps/v1:DaemonSet",
    "kubernetes:apps/v1:ReplicaSet",
    "kubernetes:batch/v1:Job",
    "kubernetes:batch/v1:CronJob",
    "kubernetes:core/v1:Pod",
    "kubernetes:jobset.x-k8s.io/v1alpha2:JobSet",
)
HORIZONTAL_POD_AUTOSCALERS = ("kubernetes:autoscaling/v2:HorizontalPodAutoscaler",)
