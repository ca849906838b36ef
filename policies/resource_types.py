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
S3_OBJECT_LOCK = ("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",)
KMS_KEYS = ("aws:kms/key:Key",)
AWS_SECRETS = ("aws:secretsmanager/secret:Secret",)
REST_APIS = ("aws:apigateway/restApi:RestApi",)
LOG_GROUPS = ("aws:cloudwatch/logGroup:LogGroup",)
TRAILS = ("aws:cloudtrail/trail:Trail",)
VPCS = ("aws:ec2/vpc:Vpc",)
SAGEMAKER_MODELS = ("aws:sagemaker/model:Model",)
SAGEMAKER_ENDPOINT_CONFIGURATIONS = ("aws:sagemaker/endpointConfiguration:EndpointConfiguration",)
SAGEMAKER_ENDPOINTS = ("aws:sagemaker/endpoint:Endpoint",)
SCALABLE_TARGETS = ("aws:appautoscaling/target:Target",)
SCHEDULED_ACTIONS = ("aws:appautoscaling/scheduledAction:ScheduledAction",)
SAGEMAKER_NOTEBOOKS = ("aws:sagemaker/notebookInstance:NotebookInstance",)
SAGEMAKER_DOMAINS = ("aws:sagemaker/domain:Domain",)
EKS_CLUSTERS = ("aws:eks/cluster:Cluster",)
EKS_NODE_GROUPS = ("aws:eks/nodeGroup:NodeGroup",)
EC2_INSTANCES = ("aws:ec2/instance:Instance", "aws:ec2/spotInstanceRequest:SpotInstanceRequest")
LAUNCH_TEMPLATES = ("aws:ec2/launchTemplate:LaunchTemplate",)
LAUNCH_CONFIGURATIONS = ("aws:ec2/launchConfiguration:LaunchConfiguration",)
SPOT_FLEETS = ("aws:ec2/spotFleetRequest:SpotFleetRequest",)
NAT_GATEWAYS = ("aws:ec2/natGateway:NatGateway",)
SUBNETS = ("aws:ec2/subnet:Subnet", "aws:ec2/defaultSubnet:DefaultSubnet")
ECR_REPOSITORIES = ("aws:ecr/repository:Repository",)
ECR_CREATION_TEMPLATES = ("aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate",)
LOAD_BALANCERS = (
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:alb/loadBalancer:LoadBalancer",
    "aws:elasticloadbalancingv2/loadBalancer:LoadBalancer",
    "aws:applicationloadbalancing/loadBalancer:LoadBalancer",
)
LISTENERS = (
    "aws:lb/listener:Listener",
    "aws:alb/listener:Listener",
    "aws:elasticloadbalancingv2/listener:Listener",
    "aws:applicationloadbalancing/listener:Listener",
)
LISTENER_RULES = (
    "aws:lb/listenerRule:ListenerRule",
    "aws:alb/listenerRule:ListenerRule",
    "aws:elasticloadbalancingv2/listenerRule:ListenerRule",
    "aws:applicationloadbalancing/listenerRule:ListenerRule",
)
IAM_ROLES = ("aws:iam/role:Role",)
IAM_POLICY_ATTACHMENTS = (
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
    "aws:iam/policyAttachment:PolicyAttachment",
)
IAM_EXCLUSIVE_ATTACHMENTS = (
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
    "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive",
    "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive",
)
PERMISSION_SET_POLICIES = (
    "aws:ssoadmin/managedPolicyAttachment:ManagedPolicyAttachment",
    "aws:ssoadmin/managedPolicyAttachmentsExclusive:ManagedPolicyAttachmentsExclusive",
)

GCS_BUCKETS = ("gcp:storage/bucket:Bucket",)
GKE_CLUSTERS = ("gcp:container/cluster:Cluster",)
GKE_NODE_POOLS = ("gcp:container/nodePool:NodePool",)
TPU_VMS = ("gcp:tpu/v2Vm:V2Vm",)
TPU_QUEUED_RESOURCES = ("gcp:tpu/v2QueuedResource:V2QueuedResource",)
CRYPTO_KEYS = ("gcp:kms/cryptoKey:CryptoKey",)
SUBNETWORKS = ("gcp:compute/subnetwork:Subnetwork",)
PROJECT_SINKS = ("gcp:logging/projectSink:ProjectSink",)
LOG_SINKS = (
    *PROJECT_SINKS,
    "gcp:logging/folderSink:FolderSink",
    "gcp:logging/organizationSink:OrganizationSink",
)
PROJECT_LOG_BUCKETS = ("gcp:logging/projectBucketConfig:ProjectBucketConfig",)
LOG_BUCKETS = (
    *PROJECT_LOG_BUCKETS,
    "gcp:logging/folderBucketConfig:FolderBucketConfig",
    "gcp:logging/organizationBucketConfig:OrganizationBucketConfig",
    "gcp:logging/billingAccountBucketConfig:BillingAccountBucketConfig",
)
AUDIT_CONFIGURATIONS = (
    "gcp:projects/iAMAuditConfig:IAMAuditConfig",
    "gcp:folder/iamAuditConfig:IamAuditConfig",
    "gcp:organizations/iamAuditConfig:IamAuditConfig",
)
COMPUTE_MACHINES = (
    "gcp:compute/instance:Instance",
    "gcp:compute/instanceTemplate:InstanceTemplate",
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate",
    "gcp:compute/instanceFromTemplate:InstanceFromTemplate",
    "gcp:compute/instanceFromMachineImage:InstanceFromMachineImage",
)
COMPUTE_PROJECT_METADATA = (
    "gcp:compute/projectMetadata:ProjectMetadata",
    "gcp:compute/projectMetadataItem:ProjectMetadataItem",
)
WORKBENCHES = ("gcp:workbench/instance:Instance", "gcp:notebooks/instance:Instance")
IMAGE_REPOSITORIES = ("gcp:artifactregistry/repository:Repository",)
API_CONFIGS = ("gcp:apigateway/apiConfig:ApiConfig",)
GCP_SECRETS = ("gcp:secretmanager/secret:Secret", "gcp:secretmanager/regionalSecret:RegionalSecret")
CLOUD_RUN_SERVICES = ("gcp:cloudrunv2/service:Service", "gcp:cloudrun/service:Service")
BACKEND_SERVICES = (
    "gcp:compute/backendService:BackendService",
    "gcp:compute/regionBackendService:RegionBackendService",
)

DEPLOYMENTS = ("kubernetes:apps/v1:Deployment",)
WORKLOADS = (
    *DEPLOYMENTS,
    "kubernetes:apps/v1:StatefulSet",
    "kubernetes:apps/v1:DaemonSet",
    "kubernetes:apps/v1:ReplicaSet",
    "kubernetes:batch/v1:Job",
    "kubernetes:batch/v1:CronJob",
    "kubernetes:core/v1:Pod",
    "kubernetes:core/v1:ReplicationController",
    "kubernetes:jobset.x-k8s.io/v1alpha2:JobSet",
    "kubernetes:kubeflow.org/v1:PyTorchJob",
    "kubernetes:leaderworkerset.x-k8s.io/v1:LeaderWorkerSet",
    "kubernetes:ray.io/v1:RayCluster",
    "kubernetes:ray.io/v1:RayJob",
    "kubernetes:ray.io/v1:RayService",
)
WORKLOAD_PATCHES = (
    "kubernetes:apps/v1:DeploymentPatch",
    "kubernetes:apps/v1:StatefulSetPatch",
    "kubernetes:apps/v1:DaemonSetPatch",
    "kubernetes:apps/v1:ReplicaSetPatch",
    "kubernetes:batch/v1:JobPatch",
    "kubernetes:batch/v1:CronJobPatch",
    "kubernetes:core/v1:PodPatch",
    "kubernetes:core/v1:ReplicationControllerPatch",
)
"""Changes of workloads that others own. What a patch does not say stays as it is: only what it says can be judged."""
HORIZONTAL_POD_AUTOSCALERS = ("kubernetes:autoscaling/v2:HorizontalPodAutoscaler",)
KUBERNETES_SERVICES = ("kubernetes:core/v1:Service",)
SERVICE_ACCOUNTS = ("kubernetes:core/v1:ServiceAccount",)
NETWORK_POLICIES = ("kubernetes:networking.k8s.io/v1:NetworkPolicy",)
INGRESSES = ("kubernetes:networking.k8s.io/v1:Ingress",)
ROUTES = ("kubernetes:gateway.networking.k8s.io/v1:HTTPRoute", "kubernetes:gateway.networking.k8s.io/v1:GRPCRoute")
STREAM_ROUTES = (
    "kubernetes:gateway.networking.k8s.io/v1alpha2:TCPRoute",
    "kubernetes:gateway.networking.k8s.io/v1alpha2:UDPRoute",
)
"""Routes that pass on bytes and read no request."""
GATEWAYS = ("kubernetes:gateway.networking.k8s.io/v1:Gateway",)
ISTIO_GATEWAYS = ("kubernetes:networking.istio.io/v1:Gateway",)
RBAC_ROLES = (
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
    "kubernetes:rbac.authorization.k8s.io/v1:Role",
)
RBAC_BINDINGS = (
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
)
DISRUPTION_BUDGETS = ("kubernetes:policy/v1:PodDisruptionBudget",)

AKS_CLUSTERS = ("azure-native:containerservice:ManagedCluster",)
AKS_NODE_POOLS = ("azure-native:containerservice:AgentPool",)
AZURE_MACHINES = ("azure-native:compute:VirtualMachine", "azure-native:compute:VirtualMachineScaleSet")
AZURE_DISKS = ("azure-native:compute:Disk",)
AZURE_NETWORKS = ("azure-native:network:VirtualNetwork",)
AZURE_SUBNETS = ("azure-native:network:Subnet",)
STORAGE_ACCOUNTS = ("azure-native:storage:StorageAccount",)
BLOB_CONTAINERS = ("azure-native:storage:BlobContainer",)
BLOB_IMMUTABILITY_POLICIES = ("azure-native:storage:BlobContainerImmutabilityPolicy",)
KEY_VAULTS = ("azure-native:keyvault:Vault",)
VAULT_KEYS = ("azure-native:keyvault:Key",)
AZURE_REGISTRIES = ("azure-native:containerregistry:Registry",)
DIAGNOSTIC_SETTINGS = ("azure-native:monitor:DiagnosticSetting",)
LOG_WORKSPACES = ("azure-native:operationalinsights:Workspace",)
ML_WORKSPACES = ("azure-native:machinelearningservices:Workspace",)
ML_COMPUTES = ("azure-native:machinelearningservices:Compute",)
COGNITIVE_ACCOUNTS = ("azure-native:cognitiveservices:Account",)
