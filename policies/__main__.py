"""Entry point of the policy pack; the engine starts it and talks to it until the update ends."""

import datetime
import os
import sys
from pathlib import Path

# The engine starts Python in this folder; the project's root may not be installed in its environment.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pulumi_policy import EnforcementLevel, PolicyPack

from accel.planning.problems import ConfigurationError
from policies.engine_settings import engine_configuration, facts_from_engine
from policies.pack import NAME, policies_for

try:
    policies = policies_for(
        facts_from_engine(
            engine_configuration(),
            os.environ.get("PULUMI_STACK", "stack"),
            datetime.datetime.now(tz=datetime.UTC).date(),
        )
    )
except ConfigurationError as error:
    sys.exit(str(error))

# Serves the engine and does not return.
PolicyPack(
    name=NAME,
    policies=policies,
    enforcement_level=EnforcementLevel.MANDATORY,
    description="Cost, security and reliability rules for cloud AI hardware",
)
