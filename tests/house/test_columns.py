"""Every column says how guarded it is, or that nobody is ever shown it for its own sake."""

from sqlalchemy import LargeBinary, String

import referrals.models  # noqa: F401 - every table is known once this is imported
from referrals.db import Base
from workflows.sharing import Tier

COLUMNS = [column for table in Base.metadata.sorted_tables for column in table.columns]


def test_every_column_has_a_tier_or_is_plumbing():
    marked = {None, *Tier}
    assert [str(column) for column in COLUMNS if column.info.get("tier", "?") not in marked] == []


def test_what_may_be_shown_has_a_label_for_people():
    shown = [column for column in COLUMNS if column.info.get("tier")]
    assert shown
    assert [str(column) for column in shown if not column.info["label"].strip()] == []


def test_text_for_readers_is_a_code_named_here_or_it_is_sealed():
    """A person's words, names and whereabouts stand in no column in clear (EN1)."""
    told = {
        str(column)
        for column in COLUMNS
        if isinstance(column.type, String) and column.info.get("tier")
    }
    assert told - CODES == set()


def test_a_fact_that_is_no_text_is_named_here_too_or_it_is_sealed():
    """Answers to closed questions, by which rules and lists ask the database (decision 0011)."""
    guarded = {
        str(column)
        for column in COLUMNS
        if column.info.get("tier") in SEALED_TIERS
        and not isinstance(column.type, String | LargeBinary)
    }
    assert guarded - FACTS == set()


SEALED_TIERS = {
    Tier.IDENTITY, Tier.CONTACT, Tier.ALLEGATION, Tier.MEDICAL, Tier.INTERVIEW, Tier.INTELLIGENCE,
}  # fmt: skip
FACTS = {
    "cases.age_verified", "cases.ms_indicator", "cases.offence_suspected", "cases.smuggling_only",
    "cases.exploitation_types", "cases.exploitation_unknown_reason", "cases.sexual_exploitation",
    "cases.sexual_assault_alleged", "cases.lacks_capacity_for_nrm", "cases.ended_on",
    "cases.lpus_of_exploitation", "cases.contact_safe", "cases.contact_at_place_of_exploitation",
    "persons.rough_age",
}  # fmt: skip
"""Yes or no, codes in a list, a number or a day: nothing that a person said or is called."""

CODES = {
    "cases.stage", "cases.area", "cases.lpu", "cases.pathway", "cases.because", "cases.age_band",
    "cases.age_at_exploitation", "cases.vulnerable_adult", "cases.support_disposition",
    "cases.nationality_group", "tracks.state", "persons.sex", "clocks.code", "clocks.what",
    "clocks.state", "shares.purpose", "shares.legal_basis", "shares.consent",
    "nrm_referrals.competent_authority", "openings.reason_code", "openings.answer",
    "cases.happened_where", "record_checks.outcome", "record_checks.where", "record_checks.why",
    "look_findings.rule", "look_findings.answer",
    "trail_changes.act", "trail_changes.operation", "trail_changes.role", "trail_changes.request",
    "trail_changes.cases", "trail_changes.tiers", "trail_changes.basis", "trail_changes.recipients",
    "trail_changes.reason_code", "trail_changes.rulebook",
    "trail_reads.act", "trail_reads.operation", "trail_reads.role", "trail_reads.request",
    "trail_reads.cases", "trail_reads.tiers", "trail_reads.basis", "trail_reads.recipients",
    "trail_reads.reason_code", "trail_reads.rulebook",
}  # fmt: skip
"""Columns of text for readers, where the service writes its own codes, not a person's words."""
