"""The NRM referral as it is written: section by section, each answer under its own tier."""

from referrals.services.nrm.drafting import save
from referrals.services.nrm.reading import Overview, SectionAsk, overview, section

__all__ = ["Overview", "SectionAsk", "overview", "save", "section"]
