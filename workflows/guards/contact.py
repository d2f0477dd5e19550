"""Writing to, calling or visiting the person: G10."""

from workflows.definition import Guard
from workflows.facts import CaseFacts, Mover
from workflows.guards.consent import lacks_capacity


def spoken_for(facts: CaseFacts) -> bool:
    """Someone else is told in their place: always for a child, and where R20 applies."""
    return facts.treat_as_child or lacks_capacity(facts)


def _checked(facts: CaseFacts, mover: Mover | None) -> bool:
    return facts.treat_as_child or facts.contact_safe is True


def _elsewhere(facts: CaseFacts, mover: Mover | None) -> bool:
    """Not known to be elsewhere is not known to be safe."""
    return facts.treat_as_child or facts.contact_at_place_of_exploitation is False


TO_THE_PERSON = (
    Guard(
        "G10",
        lambda facts, mover: facts.adult,
        "A child, or someone whose age is not known, is never contacted directly: "
        "tell the local authority or whoever is appointed for them",
        "The local authority, or a representative appointed for the child",
        "record/contact_representative",
    ),
    Guard(
        "G10",
        _checked,
        "Confirm it is safe to contact them this way",
        "Whoever knows them checks the safe way to contact them",
        "record/safe_contact",
    ),
    Guard(
        "G10",
        _elsewhere,
        "Confirm that the address is not a place of exploitation",
        "Whoever knows them checks where they would get it",
        "record/safe_contact",
    ),
)
INSTEAD = Guard(
    "G10",
    lambda facts, mover: spoken_for(facts),
    "An adult who can decide is told in person, and nobody in their place",
    "Whoever contacts them does so in a way that was checked as safe",
    "record/contact_person",
)
