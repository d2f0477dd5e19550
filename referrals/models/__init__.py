"""Every table of the service, in one import."""

from referrals.models.auth import AccountLink, RecoveryCode, Session, SignInAttempt
from referrals.models.cases import QUEUED, Case, CaseTrack, Event, threatened
from referrals.models.documents import Document
from referrals.models.links import CaseLink
from referrals.models.nrm import NrmReferral, NrmSection
from referrals.models.organisations import AT_WORK, Area, Lpu, Organisation, Team, User
from referrals.models.outbox import Notice, NoticeMark
from referrals.models.oversight import LookFinding, Opening, TrailCheck
from referrals.models.people import AccountRequest, Cover, Leaving
from referrals.models.persons import Person, PersonKey
from referrals.models.retention import Disposal, LegalHold, PartnerCopy, RetentionReview
from referrals.models.searching import Search
from referrals.models.sharing import Disclosure, ItemAsked, Release, Share
from referrals.models.standings import IN_FORCE, Assignment, ConflictOfInterest
from referrals.models.trail import (
    TrailChange,
    TrailHead,
    TrailIndex,
    TrailRead,
    TrailSeal,
    TrailSealHead,
    TrailValue,
)
from referrals.models.work import OPEN_TASK, TO_DO, BankHoliday, CaseClock, Draft, Note, Task
from referrals.once import IdempotencyKey

__all__ = [
    "AT_WORK",
    "IN_FORCE",
    "OPEN_TASK",
    "QUEUED",
    "TO_DO",
    "AccountLink",
    "AccountRequest",
    "Area",
    "Assignment",
    "BankHoliday",
    "Case",
    "CaseClock",
    "CaseLink",
    "CaseTrack",
    "ConflictOfInterest",
    "Cover",
    "Disclosure",
    "Disposal",
    "Document",
    "Draft",
    "Event",
    "IdempotencyKey",
    "ItemAsked",
    "Leaving",
    "LegalHold",
    "LookFinding",
    "Lpu",
    "Note",
    "Notice",
    "NoticeMark",
    "NrmReferral",
    "NrmSection",
    "Opening",
    "Organisation",
    "PartnerCopy",
    "Person",
    "PersonKey",
    "RecoveryCode",
    "Release",
    "RetentionReview",
    "Search",
    "Session",
    "Share",
    "SignInAttempt",
    "Task",
    "Team",
    "TrailChange",
    "TrailCheck",
    "TrailHead",
    "TrailIndex",
    "TrailRead",
    "TrailSeal",
    "TrailSealHead",
    "TrailValue",
    "User",
    "threatened",
]
