"""Pulumi's own resources, and our components: they cost what their children cost."""

from accel.planning.cost.registry import Pricer

PRICERS: dict[str, Pricer] = {}
FREE = ("accel:*", "pulumi:*")
