"""Who is acting: a signed-in person in one role, as every act and rule sees them."""

from dataclasses import dataclass, field

from workflows.agencies import AUDITORS, SUPERVISORS


@dataclass(frozen=True)
class Actor:
    """One person in one role, read afresh for each request (nothing about access is cached)."""

    user_id: int
    name: str
    role: str
    organisation_id: int
    organisation_kind: str
    team_id: int | None = None
    team: str | None = None
    area: str | None = None
    lpu: str | None = None
    pip2: bool = False
    designated_first_responder: bool = False
    owes_duty_to_notify: bool = False
    manages_organisation: bool = False
    request: str = field(default="", compare=False)

    @property
    def police(self) -> bool:
        return self.organisation_kind == "police"

    @property
    def supervises(self) -> bool:
        return self.role in SUPERVISORS

    @property
    def audits(self) -> bool:
        return self.role in AUDITORS
