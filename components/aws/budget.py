"""What a stack spends in the cloud itself: a monthly budget, and an eye on what is out of the ordinary."""

import json
from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from accel.catalog.aws import limit
from components.aws.arguments import require_account, require_pattern, require_region
from components.aws.policy_documents import only_over_tls, rendered
from components.contract import COST_TAG, InvalidArgument, require_between
from components.ordering import after

_NOTICES = (("ACTUAL", 80), ("ACTUAL", 100), ("FORECASTED", 100))
"""What is compared with the limit, and from which percentage on somebody hears of it."""
_SENDERS = ("budgets.amazonaws.com", "costalerts.amazonaws.com")
_ANOMALY_SHARE = 0.1


class AwsBudgetArgs(TypedDict):
    """Arguments of `AwsBudget`."""

    account_id: str
    """Number of the account, twelve digits: alerts are taken from its budgets and monitors only."""
    region: str
    """Region of the topic; budgets and monitors stand in none."""
    stack: str
    """Value of the tag `stack`: the costs of what carries it are counted."""
    monthly_limit_usd: float
    """What the stack may cost in USD a month."""
    alert_emails: Sequence[str]
    """Who hears of it, one to ten addresses."""
    anomalies: NotRequired[bool]
    """Watch for unusual costs, too; on where absent."""
    anomaly_monitor_arn: NotRequired[str]
    """ARN of a monitor that exists, to hear from instead of one for the tag `stack`."""
    anomaly_minimum_usd: NotRequired[float]
    """Smallest anomaly in USD that is told of; a tenth of the month's limit where absent."""
    logs_key_arn: pulumi.Input[str]
    """ARN of the KMS key of the topic; its policy must let budgets and cost alerts use it."""
    tags: Mapping[str, str]
    """Tags of everything."""


def validate(args: AwsBudgetArgs) -> None:
    """Refuse limits of nothing, and addresses that AWS would refuse.

    Raises:
        InvalidArgument: names the argument and what is allowed.
    """
    require_account(args["account_id"])
    require_region(args["region"])
    if not args["stack"]:
        raise InvalidArgument("stack", "", "the value of the tag")
    for field in ("monthly_limit_usd", "anomaly_minimum_usd"):
        amount = args.get(field)
        if amount is not None and round(amount, 2) <= 0:
            raise InvalidArgument(field, amount, "0.01 USD or more")
    emails, bounds = list(args["alert_emails"]), limit("budget e-mails")
    require_between("alert_emails", len(set(emails)), bounds.lowest, bounds.highest, "addresses")
    for index, email in enumerate(emails):
        require_pattern(f"alert_emails[{index}]", email, "e-mail")


class AwsBudget(pulumi.ComponentResource):
    """A monthly budget of everything with the stack's tag, a monitor of unusual costs, and a topic that both write to.

    The addresses hear when 80 and 100 percent are spent, when all of it is likely to be spent by the end of the month,
    and daily of anomalies; the topic, for chat and pagers, hears the same at once. Credits and refunds are left out:
    they would hide what is used. The monitor is one for the tag, since an account may have a single one over all its
    services. Neither sees a cost before the tag `stack` is an active cost allocation tag, which is set where the bill
    is paid.

    Cost: budgets without actions and monitors are free; the topic is billed by use (catalogue: sns_requests).

    Raises:
        InvalidArgument: an argument is one that AWS would refuse; nothing was registered.
    """

    budget_name: pulumi.Output[str]
    """Name of the budget."""
    alert_topic_arn: pulumi.Output[str]
    """ARN of the topic, known once its policy is in place."""

    def __init__(self, name: str, args: AwsBudgetArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        validate(args)
        super().__init__("accel:index:AwsBudget", name, {}, opts)
        self._name = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._emails = sorted(set(args["alert_emails"]))
        self.alert_topic_arn = self._topic()
        self.budget_name = self._budget().name
        if args.get("anomalies", True):
            self._anomalies()
        self.register_outputs({"budget_name": self.budget_name, "alert_topic_arn": self.alert_topic_arn})

    def _tags(self, role: str) -> dict[str, str]:
        return {**self._args["tags"], "Name": f"{self._name}-{role}"}

    def _topic(self) -> pulumi.Output[str]:
        topic = aws.sns.Topic(
            f"{self._name}-alerts",
            kms_master_key_id=self._args["logs_key_arn"],
            tags=self._tags("alerts"),
            opts=self._child,
        )
        publish = {
            "Sid": "CostAlertsPublish",
            "Effect": "Allow",
            "Principal": {"Service": list(_SENDERS)},
            "Action": "sns:Publish",
            "Resource": topic.arn,
            "Condition": {"StringEquals": {"aws:SourceAccount": self._args["account_id"]}},
        }
        policy = aws.sns.TopicPolicy(
            f"{self._name}-alerts-policy",
            arn=topic.arn,
            policy=rendered([publish, only_over_tls("sns:Publish", topic.arn)]),
            opts=self._child,
        )
        return after(topic.arn, policy)

    def _budget(self) -> aws.budgets.Budget:
        return aws.budgets.Budget(
            f"{self._name}-month",
            budget_type="COST",
            time_unit="MONTHLY",
            limit_amount=f"{self._args['monthly_limit_usd']:.2f}",
            limit_unit="USD",
            cost_filters=[{"name": "TagKeyValue", "values": [f"user:{COST_TAG}${self._args['stack']}"]}],
            cost_types={"include_credit": False, "include_refund": False},
            notifications=[
                {
                    "notification_type": kind,
                    "comparison_operator": "GREATER_THAN",
                    "threshold": percent,
                    "threshold_type": "PERCENTAGE",
                    "subscriber_email_addresses": self._emails,
                    "subscriber_sns_topic_arns": [self.alert_topic_arn],
                }
                for kind, percent in _NOTICES
            ],
            tags=self._tags("month"),
            opts=self._child,
        )

    def _anomalies(self) -> None:
        monitor = self._args.get("anomaly_monitor_arn") or self._monitor()
        smallest = self._args.get("anomaly_minimum_usd", self._args["monthly_limit_usd"] * _ANOMALY_SHARE)
        # E-mail is sent once a day or week, a topic hears at once: AWS takes no other combination.
        subscribers = {
            "daily": ("DAILY", [("EMAIL", pulumi.Output.from_input(email)) for email in self._emails]),
            "at-once": ("IMMEDIATE", [("SNS", self.alert_topic_arn)]),
        }
        for role, (frequency, addresses) in subscribers.items():
            aws.costexplorer.AnomalySubscription(
                f"{self._name}-anomalies-{role}",
                frequency=frequency,
                monitor_arn_lists=[monitor],
                subscribers=[{"type": kind, "address": address} for kind, address in addresses],
                threshold_expression={
                    "dimension": {
                        "key": "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
                        "match_options": ["GREATER_THAN_OR_EQUAL"],
                        "values": [f"{max(smallest, 0.01):.2f}"],
                    }
                },
                tags=self._tags(f"anomalies-{role}"),
                opts=self._child,
            )

    def _monitor(self) -> pulumi.Output[str]:
        # The empty members are what AWS answers: without them each preview would show a change.
        empty = dict.fromkeys(("And", "CostCategories", "Dimensions", "Not", "Or"))
        tags = {"Key": COST_TAG, "MatchOptions": None, "Values": [self._args["stack"]]}
        return aws.costexplorer.AnomalyMonitor(
            f"{self._name}-anomalies",
            monitor_type="CUSTOM",
            monitor_specification=json.dumps({**empty, "Tags": tags}),
            tags=self._tags("anomalies"),
            opts=self._child,
        ).arn
