"""Who may open what, written out by hand from domain section e: nothing here is asked of the app.

`HOLDS` says in which stages somebody of a role holds a case by a relation to it; a case that is
not held is absent (R12). `PAGES` says, of those who hold it, for whom each address opens. Whoever
holds it and is not named there is told that it is not theirs (403), or, where the thing itself is
hidden from them, that there is none (404, after the bar).
"""

INITIAL, SAFEGUARDING, SPECIALIST, NRM, CLOSED = STAGES = (
    "initial_response", "safeguarding", "specialist_investigation", "nrm", "closed",
)  # fmt: skip
ALWAYS = frozenset(STAGES)
TOLD = frozenset(STAGES[1:])  # the authority is told as soon as somebody is made safe
LED = frozenset(STAGES[2:])
SHARED = frozenset({SPECIALIST, NRM})  # every share ends when its case does
SENT = frozenset({NRM, CLOSED})
NEVER: frozenset[str] = frozenset()

WHO = {
    "response_officer": {"own": "okafor", "team": "bright"},
    "response_supervisor": {"own": "hallam", "team": "abara", "other organisation": "fenwick"},
    "ppd_investigator": {"own": "nair", "team": "castellan", "organisation": "marlow"},
    "ppd_supervisor": {"own": "lowe", "team": "dray"},
    "fcid_investigator": {"own": "osei"},
    "fcid_supervisor": {"own": "larch", "team": "sorley"},
    "cse_coordinator": {"own": "reid", "other organisation": "kerr"},
    "la_children_social_worker": {"own": "adeyemi", "other organisation": "tandy"},
    "la_adult_social_worker": {"own": "holt"},
    "lscb_member": {"own": "marsh"},
    "sab_member": {"own": "pell"},
    "ngo_support_worker": {"own": "grant", "other organisation": "ames"},
    "health_practitioner": {"own": "penn"},
    "competent_authority": {"own": "cole", "other organisation": "ryde"},
    "system_admin": {"own": "admin"},
    "auditor": {"own": "audit"},
}  # fmt: skip
"""By surname in `tests/factories.py`. Okafor logs every case of Coventry; Nair leads a child's."""

ADULTS = {
    "fcid_investigator", "fcid_supervisor", "la_adult_social_worker", "sab_member",
}  # fmt: skip
"""Roles whose own case is an adult's, which FCID leads (S36); everybody else's is a child's."""

OWN = {
    "response_officer": ALWAYS,  # logged it
    "response_supervisor": ALWAYS,  # own LPU
    "ppd_investigator": LED,  # claimed
    "ppd_supervisor": ALWAYS,  # their team leads
    "fcid_investigator": LED,
    "fcid_supervisor": ALWAYS,
    "cse_coordinator": ALWAYS,  # child, sexual, own area
    "la_children_social_worker": TOLD,
    "la_adult_social_worker": TOLD,  # by an s42 concern
    "lscb_member": ALWAYS,  # assigned (R23)
    "sab_member": ALWAYS,
    "ngo_support_worker": SHARED,
    "health_practitioner": SHARED,
    "competent_authority": SENT,
    "system_admin": NEVER,
    "auditor": ALWAYS,  # a grant in force
}
TEAM = {
    "response_supervisor": ALWAYS,  # the unit is theirs together
    "ppd_supervisor": ALWAYS,
    "fcid_supervisor": ALWAYS,
}
"""A colleague of the same team; for all other roles the case is absent but for the queue row."""

FORMER = {
    "response_supervisor": ALWAYS,  # the unit and the area do not end
    "cse_coordinator": ALWAYS,
}
HOLDS = {
    "own": OWN,
    "team": TEAM,
    "organisation": {},
    "former": FORMER,
    "other organisation": {},
    "conflicted": {},
    "linked only": {},
}
RELATIONS = tuple(HOLDS)

# ---------------------------------------------------------------- who may open which address

POLICE = {
    "response_officer", "response_supervisor", "ppd_investigator", "ppd_supervisor",
    "fcid_investigator", "fcid_supervisor",
}  # fmt: skip
LEADS = {"ppd_investigator", "fcid_investigator"}
SUPERVISES = {"ppd_supervisor", "fcid_supervisor"}
OFFERS = LEADS | SUPERVISES
AUTHORITIES = {"la_children_social_worker", "la_adult_social_worker"}
PARTNERS = {"ngo_support_worker", "health_practitioner"}
BOARDS = {"lscb_member", "sab_member"}
HOLDERS = set(OWN) - {"system_admin"}
TASKS = HOLDERS - BOARDS - {"auditor"}
"""Section e, tasks: W or own."""
WRITES = POLICE - {"response_supervisor"} | AUTHORITIES | PARTNERS
"""A W under allegation, intelligence, medical or support: what an update may be about."""
SEARCHES = OFFERS | {"cse_coordinator"}
EXPLAINS = SUPERVISES | {"auditor"}

OPEN, F, N = "opens", "is not theirs", "is absent"
H, P, X = "is there", "may be there", "is not for them"
"""`H`: there, open or not as the moment allows. `P`: there if this one of its kind is theirs.
`X`: a page is absent, while its twin for programs says that it is not theirs."""

ANSWERS = {
    OPEN: {200, 204, 409, 410, 422},
    F: {403},
    N: {404},
    H: {200, 403, 409, 422},
    P: {200, 403, 404, 409, 422},
    X: {403, 404},
}
"""A thing that is there may ask for more first (422), or be past its time (409)."""

NONE: frozenset[str] = frozenset()
AUDITOR = frozenset({"auditor"})
CLOSE_BY = HOLDERS - BOARDS - PARTNERS - AUTHORITIES - AUDITOR - {"competent_authority"}
"""The police on the case."""
OFFICER = frozenset({"response_officer"})


def row(opens=NONE, *, absent=NONE, there=NONE, perhaps=NONE, gate=None):
    """What one address answers each role that holds the case; who is not named is refused.

    `gate` names the roles that may try it at all: all others are refused, case or no case.
    """
    answers = dict.fromkeys(OWN, F)
    for roles, answer in ((absent, N), (opens, OPEN), (there, H), (perhaps, P)):
        answers |= dict.fromkeys(roles, answer)
    return answers, gate


# Reading: every holder reads the case by the same address, each another view of it.
# Writing: a cell of section e that begins W. An auditor writes nothing, not even a form.
CASE_PAGES = {
    "": row(HOLDERS),
    "/<any(timeline, people, tasks):tab>": row(HOLDERS),
    "/steps": row(HOLDERS),
    "/documents": row(HOLDERS),
    "/documents/<token:document>": row(absent=HOLDERS),  # these cases have none
    "/documents/<token:document>/file": row(absent=HOLDERS),
    "/documents/new": row(HOLDERS - BOARDS - AUDITOR - {"response_supervisor"}, absent=AUDITOR),
    "/activity": row(EXPLAINS),
    "/access": row(EXPLAINS, gate=EXPLAINS),
    "/update": row(WRITES, absent=AUDITOR),
    "/tasks/new": row(TASKS, absent=AUDITOR),
    "/tasks/<token:task>": row(absent=HOLDERS, perhaps=TASKS),
    "/people/new": row(POLICE - {"response_supervisor"}, absent=AUDITOR),
    "/record/<code:what>": row(there=HOLDERS - AUDITOR, absent=AUDITOR),
    "/tracks/<code:track>/<code:move>": row(there=HOLDERS - AUDITOR, absent=AUDITOR),
    "/ask-to-close": row(LEADS, absent=AUDITOR),
    "/assign": row(SUPERVISES, absent=AUDITOR),
    "/clocks/<int:clock>": row(absent=HOLDERS, perhaps=HOLDERS - AUDITOR),
    "/clocks/<int:clock>/done": row(absent=HOLDERS, perhaps=HOLDERS - AUDITOR),
    "/clocks/<int:clock>/pause": row(absent=HOLDERS, perhaps=CLOSE_BY),
    "/conflict": row(HOLDERS - AUDITOR, absent=AUDITOR),
    "/conflicts": row(SUPERVISES, absent=AUDITOR),
    "/restricted": row(SUPERVISES, absent=AUDITOR),
    "/rules": row(there=SUPERVISES, absent=AUDITOR),
    "/board": row(SUPERVISES, absent=AUDITOR),
    "/grants": row(SUPERVISES, absent=AUDITOR),
    "/retention": row(SUPERVISES, absent=AUDITOR),
    "/finding": row(BOARDS, absent=AUDITOR),
    "/links": row(SEARCHES, gate=SEARCHES),
    "/links/new": row(SEARCHES, gate=SEARCHES),
    "/matches": row(SEARCHES, gate=SEARCHES),
    "/matches/<ref:other>": row(absent=SEARCHES, perhaps=SEARCHES, gate=SEARCHES),
    # the NRM form: any assigned user of a designated first responder drafts it (who may move what)
    # and whoever hands the case over hands it over with the case
    "/nrm": row(CLOSE_BY - OFFICER | AUTHORITIES | {"competent_authority"}, there=OFFICER),
    "/nrm/preview": row(CLOSE_BY - OFFICER | AUTHORITIES | {"competent_authority"}, there=OFFICER),
    "/nrm/<code:section>": row(CLOSE_BY - OFFICER | AUTHORITIES, there=OFFICER),
    "/nrm/pack.pdf": row(OFFERS | {"la_children_social_worker"}),
    "/nrm/pack.txt": row(OFFERS | {"la_children_social_worker"}),
    "/htcds.json": row(OFFERS),
    "/information": row({"competent_authority"}, absent=AUDITOR),
    "/information/<token:task>": row(absent=HOLDERS),
    # sharing: offered by investigators and supervisors, answered by whom it is for
    "/disclosures": row(OFFERS, absent=AUDITOR),
    "/disclosures/paper": row(OFFERS, absent=AUDITOR),
    "/sharing": row(OFFERS, absent=AUDITOR),
    "/sharing/new": row(OFFERS, absent=AUDITOR),
    "/sharing/<token:share>": row(perhaps=OFFERS, absent=AUDITOR),
    "/sharing/<token:share>/change": row(perhaps=OFFERS, absent=AUDITOR),
    "/sharing/<token:share>/extend": row(perhaps=OFFERS, absent=AUDITOR),
    "/sharing/<token:share>/review": row(perhaps=OFFERS, absent=AUDITOR),
    "/sharing/<token:share>/pack": row(perhaps=OFFERS, absent=AUDITOR),
    "/sharing/<token:share>/asked/<token:item>": row(absent=OFFERS | AUDITOR),
    "/sharing/<token:share>/outcome": row(absent=HOLDERS, perhaps=PARTNERS),
    "/ask/<code:item>": row(absent=HOLDERS, perhaps=PARTNERS),
    "/releases": row(OFFERS, absent=AUDITOR),
    "/releases/new": row(OFFERS, absent=AUDITOR),
    "/releases/<token:release>": row(absent=OFFERS | AUDITOR),
}
"""By what follows `/cases/<reference>`, for the page and for its twin under `/api`."""

AUDITED = {"/access"}
"""What an auditor reads of any case without a grant: who could see it is metadata, not content."""

QUEUE_ONLY = {"/record/<code:what>", "/tracks/<code:track>/<code:move>"}
"""What the queue row links to: an investigator of the lead team makes safe at any time."""

EVERYBODY = set(OWN)
LISTS = {"response_officer", "response_supervisor", "cse_coordinator"} | OFFERS
ADMINISTERS = {"system_admin"}
OUTSIDE = AUTHORITIES | PARTNERS | BOARDS | {"competent_authority"}
"""Those who are told of a case by the police, and may keep a copy of it."""


def page(opens=NONE, *, perhaps=NONE, absent=NONE, refused=NONE):
    """What an address without a case answers: absent to whom it is not for, or refused."""
    answers = dict.fromkeys(OWN, F if opens and not absent else N)
    for roles, answer in ((absent, N), (refused, F), (perhaps, P), (opens, OPEN)):
        answers |= dict.fromkeys(roles, answer)
    return answers


OTHER_PAGES = {
    "/": page(EVERYBODY),
    "/account": page(EVERYBODY),
    "/account/password": page(EVERYBODY),
    "/account/recovery-codes": page(EVERYBODY),
    "/guide": page(EVERYBODY),
    "/guide/<code:topic>": page(EVERYBODY),
    "/guide/prompt-sheet": page(EVERYBODY),
    "/how-a-case-moves": page(EVERYBODY),
    "/locked": page(EVERYBODY),
    "/notifications": page(EVERYBODY),
    "/n/<token:notice>": page(perhaps=EVERYBODY),
    "/docs": page(EVERYBODY),
    "/me": page(EVERYBODY),
    "/openapi.json": page(EVERYBODY),
    "/my-work": page(LISTS, absent=EVERYBODY - LISTS),
    "/partner": page(
        AUTHORITIES | PARTNERS | BOARDS, absent=EVERYBODY - AUTHORITIES - PARTNERS - BOARDS
    ),
    **dict.fromkeys(
        ("/partner/copies", "/partner/copies/<token:copy>"),
        page(absent=EVERYBODY - OUTSIDE, perhaps=OUTSIDE),
    ),
    "/authority": page({"competent_authority"}, absent=EVERYBODY - {"competent_authority"}),
    "/reports/board": page(BOARDS, absent=EVERYBODY - BOARDS),
    "/reports/board.csv": page(BOARDS, absent=EVERYBODY - BOARDS),
    "/log": page(POLICE),
    "/log/<token:draft>": page(perhaps=POLICE, refused=EVERYBODY),
    "/log/<token:draft>/<code:step>": page(perhaps=POLICE, refused=EVERYBODY),
    "/log/<token:draft>/check": page(perhaps=POLICE, refused=EVERYBODY),
    "/log/<token:draft>/delete": page(perhaps=POLICE, refused=EVERYBODY),
    "/log/<token:draft>/sent": page(perhaps=POLICE, refused=EVERYBODY),
    "/search": page(SEARCHES),
    "/search/r/<token:token>": page(perhaps=SEARCHES, refused=EVERYBODY),
    "/try-the-rules": page(SUPERVISES | {"response_supervisor"}),
    "/emergency-access": dict.fromkeys(EVERYBODY, X)
    | dict.fromkeys(LISTS, P)  # the page says whom of the police to ask
    | dict.fromkeys(SUPERVISES | {"response_supervisor"}, OPEN),
    "/audit": page(EXPLAINS),
    "/audit/unusual": page(EXPLAINS),
    "/audit/verify": page(EXPLAINS),
    "/audit/entries/<token:entry>": page(perhaps=EXPLAINS, refused=EVERYBODY),
    "/audit/emergency-access": page(EXPLAINS),
    "/audit/emergency-access/<token:opening>": page(perhaps=EXPLAINS, refused=EVERYBODY),
    "/conflicts": page(
        EXPLAINS | {"response_supervisor"}, absent=EVERYBODY - EXPLAINS - {"response_supervisor"}
    ),
    "/conflicts/<int(max=2147483647):conflict>": page(perhaps=EXPLAINS | {"response_supervisor"}),
    "/looks": page(
        EXPLAINS | {"response_supervisor"}, absent=EVERYBODY - EXPLAINS - {"response_supervisor"}
    ),
    "/looks/<token:sample>": page(),
    "/teams/<code:team>/queue": page(perhaps=POLICE),
    "/teams/<code:team>/cases": page(perhaps=POLICE),
    "/teams/<code:team>/cover": page(perhaps=POLICE),
    "/teams/<code:team>/leavers": page(perhaps=SUPERVISES | {"response_supervisor"}),
    "/retention": page(EXPLAINS),
    "/people": page(ADMINISTERS, absent=EVERYBODY - ADMINISTERS),
    "/people/waiting": page(ADMINISTERS),
    "/admin/retention": page(EXPLAINS),
}
OTHER_PAGES |= {
    f"/partner/agency{end}": page(ADMINISTERS, absent=EVERYBODY - ADMINISTERS)
    for end in (
        "", "/people/new",
        *(f"/people/<int(max=2147483647):user>{end}" for end in ("", "/change", "/leave")),
    )
}  # fmt: skip
"""Nobody here manages the people of a partner but the administrator, who manages all."""
OTHER_PAGES |= {
    f"/admin{end}": page(perhaps=ADMINISTERS, refused=EVERYBODY)
    for end in (
        "", "/agencies", "/agencies/new", "/agencies/<code:agency>/suspend", "/holidays",
        "/holidays/new", "/inquiry-hold",
        "/people/new", "/teams", "/teams/new", "/waiting",
        *(f"/people/<int(max=2147483647):user>{end}" for end in ("", "/change", "/leave")),
    )
}  # fmt: skip
