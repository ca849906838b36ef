"""Services of AWS beside machines and clusters: their settings are free, and what is used of them has no price here.

Types: PyPI pulumi-aws, as installed. No figure stands here: which parts of a service are paid for, and no price.
"""

from collections.abc import Iterator

from accel.planning.cost.context import CostContext, known
from accel.planning.cost.items import Free, Item, Unpriceable
from accel.planning.cost.no_price import free_unless, known_elsewhere, no_prices
from accel.planning.cost.registry import Pricer
from accel.planning.graph import Resource

_API_PARTS = (
    "account:Account",
    "apiKey:ApiKey",
    "apiMapping:ApiMapping",
    "authorizer:Authorizer",
    "basePathMapping:BasePathMapping",
    "clientCertificate:ClientCertificate",
    "deployment:Deployment",
    "documentationPart:DocumentationPart",
    "documentationVersion:DocumentationVersion",
    "domainName:DomainName",
    "integration:Integration",
    "integrationResponse:IntegrationResponse",
    "method:Method",
    "methodResponse:MethodResponse",
    "model:Model",
    "requestValidator:RequestValidator",
    "resource:Resource",
    "response:Response",
    "restApiPolicy:RestApiPolicy",
    "route:Route",
    "routeResponse:RouteResponse",
    "usagePlan:UsagePlan",
    "usagePlanKey:UsagePlanKey",
)
FREE = (
    # Calls are paid for with the API.
    *(f"aws:{module}/{part}" for module in ("apigateway", "apigatewayv2") for part in _API_PARTS),
    # What is kept is paid for with the vault.
    "aws:backup/plan:Plan",
    "aws:backup/selection:Selection",
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
    "aws:backup/vaultNotifications:VaultNotifications",
    "aws:backup/vaultPolicy:VaultPolicy",
    "aws:batch/jobDefinition:JobDefinition",
    "aws:batch/jobQueue:JobQueue",
    "aws:batch/schedulingPolicy:SchedulingPolicy",
    "aws:dynamodb/resourcePolicy:ResourcePolicy",
    "aws:ecrpublic/repositoryPolicy:RepositoryPolicy",
    # Its tasks are paid for with the machines that they run on, or with the service that starts them.
    "aws:ecs/taskDefinition:TaskDefinition",
    "aws:efs/accessPoint:AccessPoint",
    "aws:efs/fileSystemPolicy:FileSystemPolicy",
    "aws:efs/mountTarget:MountTarget",
    # Calls are paid for with the function.
    "aws:lambda/alias:Alias",
    "aws:lambda/codeSigningConfig:CodeSigningConfig",
    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
    "aws:lambda/functionUrl:FunctionUrl",
    "aws:lambda/layerVersionPermission:LayerVersionPermission",
    "aws:lambda/permission:Permission",
    "aws:rds/clusterParameterGroup:ClusterParameterGroup",
    "aws:rds/parameterGroup:ParameterGroup",
    "aws:rds/subnetGroup:SubnetGroup",
    "aws:scheduler/scheduleGroup:ScheduleGroup",
    # Who may do what costs nothing; what they do is paid for with what they do it to.
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
    "aws:kinesis/resourcePolicy:ResourcePolicy",
    "aws:s3/accessPoint:AccessPoint",
    "aws:s3/filesFileSystemPolicy:FilesFileSystemPolicy",
    "aws:s3/vectorsVectorBucketPolicy:VectorsVectorBucketPolicy",
    "aws:s3control/accessPointPolicy:AccessPointPolicy",
    "aws:s3control/objectLambdaAccessPointPolicy:ObjectLambdaAccessPointPolicy",
    "aws:s3tables/tableBucketPolicy:TableBucketPolicy",
    "aws:s3tables/tablePolicy:TablePolicy",
    "aws:ssoadmin/*",
    "aws:sqs/queuePolicy:QueuePolicy",
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
    "aws:sqs/redrivePolicy:RedrivePolicy",
    # The list and its rules are paid for, not what they stand before, nor the sets that they read.
    *(f"aws:{module}/webAclAssociation:WebAclAssociation" for module in ("wafregional", "wafv2")),
    "aws:wafv2/ipSet:IpSet",
    "aws:wafv2/regexPatternSet:RegexPatternSet",
    # What is written is paid for where it arrives.
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
)


def _batch(resource: Resource, _: CostContext) -> Iterator[Item]:
    if known(resource.get("type"), "type") == "UNMANAGED":
        # Its machines are resources of their own.
        yield Free(resource.urn, resource.type)
    else:
        raise Unpriceable("no price is known of what Batch starts for its jobs")


def _efs_backups(resource: Resource, _: CostContext) -> Iterator[Item]:
    if known(resource.get("backupPolicy.status"), "backupPolicy.status") == "ENABLED":
        raise Unpriceable("no price is known of backups of a file system")
    yield Free(resource.urn, resource.type)


def _parameter(resource: Resource, _: CostContext) -> Iterator[Item]:
    if known(resource.get("tier", "Standard"), "tier") != "Standard":
        raise Unpriceable("no price is known of parameters beyond the standard tier")
    yield Free(resource.urn, resource.type)


PRICERS: dict[str, Pricer] = {
    **no_prices(
        {
            "the requests of an API": (
                "aws:apigateway/restApi:RestApi",
                "aws:apigateway/restApiPut:RestApiPut",
                "aws:apigatewayv2/api:Api",
            ),
            "what a backup vault keeps": (
                "aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault",
                "aws:backup/vault:Vault",
            ),
            "classic load balancers": (
                "aws:elasticloadbalancing/loadBalancer:LoadBalancer",
                "aws:elb/loadBalancer:LoadBalancer",
            ),
            "what a spot fleet starts": ("aws:ec2/spotFleetRequest:SpotFleetRequest",),
            "what ECS runs": ("aws:ecs/service:Service", "aws:ecs/taskSet:TaskSet"),
            "DynamoDB": ("aws:dynamodb/table:Table", "aws:dynamodb/tableReplica:TableReplica"),
            "images in public repositories": ("aws:ecrpublic/repository:Repository",),
            "EFS": ("aws:efs/fileSystem:FileSystem", "aws:efs/replicationConfiguration:ReplicationConfiguration"),
            "FSx": (
                "aws:fsx/backup:Backup",
                "aws:fsx/fileCache:FileCache",
                "aws:fsx/lustreFileSystem:LustreFileSystem",
                "aws:fsx/ontapFileSystem:OntapFileSystem",
                "aws:fsx/openZfsFileSystem:OpenZfsFileSystem",
                "aws:fsx/windowsFileSystem:WindowsFileSystem",
            ),
            "Lambda": ("aws:lambda/function:Function",),
            "functions that are kept warm": ("aws:lambda/provisionedConcurrencyConfig:ProvisionedConcurrencyConfig",),
            "RDS": (
                "aws:rds/cluster:Cluster",
                "aws:rds/clusterInstance:ClusterInstance",
                "aws:rds/instance:Instance",
            ),
            "EventBridge Scheduler": ("aws:scheduler/schedule:Schedule",),
            "SQS": ("aws:sqs/queue:Queue",),
            "a web ACL and its rules": (
                "aws:waf/webAcl:WebAcl",
                "aws:wafregional/webAcl:WebAcl",
                "aws:wafv2/webAcl:WebAcl",
                "aws:wafv2/webAclRule:WebAclRule",
                "aws:wafv2/webAclRuleGroupAssociation:WebAclRuleGroupAssociation",
            ),
        }
    ),
    "aws:apigateway/methodSettings:MethodSettings": free_unless(
        "settings.metricsEnabled", "the metrics of each method of an API"
    ),
    "aws:apigateway/stage:Stage": free_unless("cacheClusterEnabled", "the cache of an API"),
    "aws:apigatewayv2/stage:Stage": free_unless(
        "defaultRouteSettings.detailedMetricsEnabled", "the metrics of each route of an API"
    ),
    "aws:batch/computeEnvironment:ComputeEnvironment": _batch,
    **dict.fromkeys(
        ("aws:cloudformation/stack:Stack", "aws:cloudformation/stackSet:StackSet"),
        known_elsewhere("what a template makes is known only to the cloud"),
    ),
    "aws:efs/backupPolicy:BackupPolicy": _efs_backups,
    "aws:ssm/parameter:Parameter": _parameter,
}
