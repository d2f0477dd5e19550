"""Which limits run against a role outside the police, who hear of them and say they are met."""

from collections.abc import Mapping
from types import MappingProxyType

OWED: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "la_children_social_worker": ("LA_DECISION", "STRATEGY_1D", "CHILD_ASSESS", "ICPC", "RHI"),
    "competent_authority": ("RG_TARGET", "RG_PILOT", "REVIEW_30"),
})  # fmt: skip


def owed_by(role: str) -> tuple[str, ...]:
    """The codes of those clocks; the police answer for every clock of a case they hold."""
    return OWED.get(role, ())
