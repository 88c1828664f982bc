"""Policies: the methods as data. Packs are YAML files; loading gives frozen objects or an error that names its line."""

from pipeline.policies.loader import load_policy, pack_names, read_policy
from pipeline.policies.model import (
    Cadence,
    Completeness,
    Condition,
    Minutes,
    OrderRhythm,
    Policy,
    SamplePlan,
    SampleStage,
    Tier,
)

__all__ = [
    "Cadence",
    "Completeness",
    "Condition",
    "Minutes",
    "OrderRhythm",
    "Policy",
    "SamplePlan",
    "SampleStage",
    "Tier",
    "load_policy",
    "pack_names",
    "read_policy",
]
