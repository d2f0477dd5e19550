"""The Home Office gives a referral to another of its authorities: nobody else allocates (R21)."""

from workflows import eras
from workflows.agencies import DECIDERS
from workflows.definition import Guard, Record
from workflows.facts import CaseFacts, Mover
from workflows.guards.dates import AFTER_ENTRY
from workflows.sharing import Tier
from workflows.tracks.questions import on


def _ieca_exists(facts: CaseFacts, mover: Mover | None) -> bool:
    """Judged on the day of the allocation, once it is told."""
    told = facts.arrived("nrm_allocated", "nrm_submitted")
    return eras.value("ieca", told.day if told else facts.today) is True


IECA_EXISTS = Guard(
    "R21",
    _ieca_exists,
    "There was no Immigration Enforcement Competent Authority before November 2021",
    "Nobody: the Single Competent Authority decided until then",
)


def _allocation(to: str, name: str, since: str, *gates: Guard) -> Record:
    """From the one of the two to the other, while the referral is with it."""

    def with_the_other(facts: CaseFacts, mover: Mover | None) -> bool:
        return facts.state("nrm") in eras.SUBMITTED and eras.competent_authority(facts) == since

    return Record(
        f"allocate_{to}",
        f"Record that the Home Office gave it to the {name}",
        DECIDERS,
        (on("When did the Home Office allocate it?", Tier.NRM_DECISION),),
        "nrm_allocated",
        words="Only the Home Office allocates a referral. The authority that has it now can no "
        f"longer open the case; the {name} can from now on.",
        done=f"Allocated to the {name}",
        gates=(
            Guard(
                "R21",
                with_the_other,
                "The referral is not with the other authority of the Home Office",
                f"A referral that is sent, and not yet with the {name}",
                "move/nrm/submit",
            ),
            *gates,
            AFTER_ENTRY,
        ),
        notices=("nrm_allocated",),
    )


RECORDS = (
    _allocation("ieca", "Immigration Enforcement Competent Authority", "sca", IECA_EXISTS),
    _allocation("sca", "Single Competent Authority", "ieca"),
)
