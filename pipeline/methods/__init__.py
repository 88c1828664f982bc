"""Policies: the methods as data. Packs are YAML files; loading gives frozen objects or an error that names its line."""

from pipeline.methods.conditions import Bounds, Condition, Measure
from pipeline.methods.loader import (
    load_method,
    load_policy,
    pack_names,
    policy_numbers,
    read_policy,
)
from pipeline.methods.model import (
    Batches,
    Cadence,
    Completeness,
    KeyAccounts,
    Minutes,
    Neglect,
    OrderRhythm,
    PileReview,
    Policy,
    SamplePlan,
    SampleStage,
    Tier,
    Tolerance,
)
from pipeline.methods.needs import missing_columns
from pipeline.methods.nodes import CellNumber, Number

__all__ = [
    "Batches",
    "Bounds",
    "Cadence",
    "CellNumber",
    "Completeness",
    "Condition",
    "KeyAccounts",
    "Measure",
    "Minutes",
    "Neglect",
    "Number",
    "OrderRhythm",
    "PileReview",
    "Policy",
    "SamplePlan",
    "SampleStage",
    "Tier",
    "Tolerance",
    "load_method",
    "load_policy",
    "missing_columns",
    "pack_names",
    "policy_numbers",
    "read_policy",
]
