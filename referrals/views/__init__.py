"""What readers are handed: frozen pictures, with a reason in place of what is not theirs."""

from referrals.views.case import CaseView, NextStep, NrmView, OfferView, PathNode, RoutingView
from referrals.views.clocks import ClockPage, PauseView, RungView
from referrals.views.documents import DocumentsView, DocumentView, Opened
from referrals.views.items import (
    AskedView,
    ClockView,
    Entry,
    Fact,
    Left,
    MoveLink,
    PersonView,
    RecordLink,
    ReleasedView,
    ShareView,
    Shown,
    TaskView,
    TimelinePage,
    Withheld,
)
from referrals.views.links import (
    Compared,
    CompareView,
    LinksView,
    LinkView,
    MatchesView,
    MatchView,
)
from referrals.views.lists import Ask, Page, Queue, QueueRow, Row, TaskingRow
from referrals.views.searching import Found, SearchView

__all__ = [
    "Ask",
    "AskedView",
    "CaseView",
    "ClockPage",
    "ClockView",
    "CompareView",
    "Compared",
    "DocumentView",
    "DocumentsView",
    "Entry",
    "Fact",
    "Found",
    "Left",
    "LinkView",
    "LinksView",
    "MatchView",
    "MatchesView",
    "MoveLink",
    "NextStep",
    "NrmView",
    "OfferView",
    "Opened",
    "Page",
    "PathNode",
    "PauseView",
    "PersonView",
    "Queue",
    "QueueRow",
    "RecordLink",
    "ReleasedView",
    "RoutingView",
    "Row",
    "RungView",
    "SearchView",
    "ShareView",
    "Shown",
    "TaskView",
    "TaskingRow",
    "TimelinePage",
    "Withheld",
]
