"""Experiments with invitations: who is in which group, and what the groups' numbers say. Pure: no clock, no dice."""

from app.domain.experiments.buckets import HOLDOUT, ORIGINAL, Assignment, Plan, bucket
from app.domain.experiments.comparison import Arm, Comparison, Outcome, compare
from app.domain.experiments.rates import Estimate, Interval, Rate, newcombe, ratio_limits, wilson
from app.domain.experiments.sample_ratio import SampleRatio, chi_square_survival, sample_ratio
from app.domain.experiments.sample_size import visitors_for_both, visitors_still_needed

__all__ = [
    "HOLDOUT",
    "ORIGINAL",
    "Arm",
    "Assignment",
    "Comparison",
    "Estimate",
    "Interval",
    "Outcome",
    "Plan",
    "Rate",
    "SampleRatio",
    "bucket",
    "chi_square_survival",
    "compare",
    "newcombe",
    "ratio_limits",
    "sample_ratio",
    "visitors_for_both",
    "visitors_still_needed",
    "wilson",
]
