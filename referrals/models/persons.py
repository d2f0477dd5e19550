"""The people a case concerns, sealed at rest and found again only by keyed codes."""

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from referrals.db import Base, new_id, plumbing, shown
from referrals.sealed import Sealed
from workflows.sharing import Tier


class Person(Base):
    """A potential victim, suspect, associate or carer: four roles kept apart (S43, S45)."""

    __tablename__ = "persons"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id, info=plumbing())
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), info=plumbing())
    role: Mapped[str] = mapped_column(String(20), info=plumbing())
    name_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Name", Tier.IDENTITY)
    )
    born_on_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Date of birth", Tier.IDENTITY)
    )
    rough_age: Mapped[int | None] = mapped_column(info=shown("About this age", Tier.IDENTITY))
    sex: Mapped[str] = mapped_column(
        String(10), default="unknown", info=shown("Sex", Tier.IDENTITY)
    )
    language_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Language", Tier.IDENTITY)
    )
    phone_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Phone", Tier.CONTACT)
    )
    safe_contact_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Safe way to contact", Tier.CONTACT)
    )
    aliases_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Other names", Tier.IDENTITY)
    )
    vehicle_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Vehicle", Tier.CONTACT)
    )
    address_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Address", Tier.CONTACT)
    )
    whereabouts_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Where they are", Tier.CONTACT)
    )
    safe_address_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("Safe address", Tier.CONTACT)
    )
    about_sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info=shown("What is known of them", Tier.INTELLIGENCE)
    )

    name = Sealed("name_sealed")
    born_on = Sealed("born_on_sealed")
    language = Sealed("language_sealed")
    aliases = Sealed("aliases_sealed")
    phone = Sealed("phone_sealed")
    vehicle = Sealed("vehicle_sealed")
    address = Sealed("address_sealed")
    safe_contact = Sealed("safe_contact_sealed")
    whereabouts = Sealed("whereabouts_sealed")
    safe_address = Sealed("safe_address_sealed")
    about = Sealed("about_sealed")


class PersonKey(Base):
    """A blind index entry: a keyed code of part of what is known of somebody, naming nobody.

    `tier` is that of the fact it was made from: whoever does not read it is not found things by it.
    `key_id` numbers the key it was made with. A safe address is never indexed (section e, rule 1).
    """

    __tablename__ = "person_keys"
    __table_args__ = (Index(None, "key", "person_id"), Index(None, "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True, info=plumbing())
    person_id: Mapped[str] = mapped_column(ForeignKey("persons.id"), info=plumbing())
    kind: Mapped[str] = mapped_column(String(10), info=plumbing())
    key: Mapped[bytes] = mapped_column(LargeBinary, info=plumbing())
    key_id: Mapped[int] = mapped_column(info=plumbing())
    tier: Mapped[str] = mapped_column(String(20), info=plumbing())
