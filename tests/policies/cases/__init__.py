"""Every sentence about every rule: one module for each area, each with a tuple `CASES`."""

import pkgutil
from importlib import import_module

from tests.policies.building import Case


def all_cases() -> list[Case]:
    modules = (import_module(found.name) for found in pkgutil.iter_modules(__path__, f"{__name__}."))
    return [case for module in modules for case in module.CASES]
