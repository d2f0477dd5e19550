"""Who there is in the demonstration and in a test: agencies, teams and invented people."""

from collections.abc import Iterator
from dataclasses import dataclass

from referrals.services.accounts import Agency, Person
from workflows.agencies import AREAS, ETT, ETT_NAME, LPUS, TEAMS

LPU_AREAS = {code: "birmingham" if code.startswith("birmingham_") else code for code in LPUS}
COUNCILS = {
    "birmingham": "Birmingham City Council",
    "coventry": "Coventry City Council",
    "dudley": "Dudley Metropolitan Borough Council",
    "sandwell": "Sandwell Metropolitan Borough Council",
    "solihull": "Solihull Metropolitan Borough Council",
    "walsall": "Walsall Metropolitan Borough Council",
    "wolverhampton": "City of Wolverhampton Council",
}
UNITS = {
    "socu": "Serious and Organised Crime Unit",
    "ecu": "Economic Crime Unit",
    "gtf": "Gangs Task Force",
    "sac": "Serious Acquisitive Crime",
    ETT: ETT_NAME,
}
"""Units of FCID (S3, S4, S8): they support and are asked, and lead no case here."""


@dataclass(frozen=True)
class TeamPlan:
    """A team to add: its code, name, department, organisation and unit."""

    code: str
    name: str
    department: str
    organisation: str = "wmp"
    lpu: str | None = None


POLICE = Agency("wmp", "West Midlands Police", "police", None, True, True)
DECIDERS = (
    Agency("sca", "Single Competent Authority", "competent_authority"),
    Agency("ieca", "Immigration Enforcement Competent Authority", "competent_authority"),
    Agency("devolved_panel", "Devolved decision-making panel", "competent_authority"),
    Agency("ukhtc", "UK Human Trafficking Centre", "competent_authority"),
    Agency("home_office_2014", "Home Office", "competent_authority"),
)


def councils(codes: list[str]) -> Iterator[Agency]:
    for code in codes:
        yield Agency(f"la_{code}", COUNCILS[code], "la", code, True, True)


def boards(codes: list[str]) -> Iterator[Agency]:
    for code in codes:
        yield Agency(f"lscb_{code}", f"{AREAS[code]} Safeguarding Partnership", "board", code)
        yield Agency(f"sab_{code}", f"{AREAS[code]} Safeguarding Adults Board", "board", code)


def teams() -> Iterator[TeamPlan]:
    """The lead teams, the units of FCID, and a response team for each LPU."""
    for code, name in TEAMS.items():
        department = "FCID" if code == "fcid" else "Public Protection Department"
        yield TeamPlan(code, name, department)
    for code, name in UNITS.items():
        yield TeamPlan(code, name, "FCID")
    for code, name in LPUS.items():
        yield TeamPlan(f"response_{code}", f"{name} Response", "Local policing", lpu=code)


def demo_agencies() -> tuple[Agency, ...]:
    return (
        POLICE,
        *DECIDERS,
        *councils([*COUNCILS]),
        *boards([*COUNCILS]),
        Agency("nhs_black_country", "Black Country Health Trust", "health", "sandwell"),
        Agency("birch_street", "Birch Street Project", "ngo", "sandwell"),
        Agency("harbour_light", "Harbour Light", "ngo", "coventry", True),
        Agency("second_step", "Second Step", "ngo", "birmingham"),
        Agency("open_gate", "Open Gate", "ngo", "wolverhampton"),
    )


def test_agencies() -> tuple[Agency, ...]:
    """Two organisations of each kind, in two areas."""
    return (
        POLICE,
        Agency("severn", "Severn Constabulary", "police", None, True, True),
        *DECIDERS,
        *councils(["coventry", "sandwell"]),
        *boards(["coventry", "sandwell"]),
        Agency("nhs_coventry", "Coventry Health Trust", "health", "coventry"),
        Agency("nhs_sandwell", "Sandwell Health Trust", "health", "sandwell"),
        Agency("ngo_coventry", "Harbour Light", "ngo", "coventry", True),
        Agency("ngo_sandwell", "Birch Street Project", "ngo", "sandwell"),
    )


NAMES = (
    "D. Okafor", "P. Nair", "T. Hallam", "S. Whitlock", "J. Abara", "M. Fenwick", "R. Castellan",
    "L. Dray", "A. Mistry", "C. Holloway", "B. Ferris", "N. Quayle", "E. Tandy", "F. Osei",
    "G. Lorimer", "H. Pettifer", "I. Bramall", "K. Sorley", "O. Venn", "Q. Marlow", "U. Thackray",
    "V. Ashdown", "W. Ingram", "Y. Corrie", "Z. Halden", "D. Merrick", "P. Lowther", "T. Rudge",
    "S. Kettering", "J. Ormond", "A. Balogun", "B. Cresswell", "C. Dunmore", "D. Easby",
    "E. Farrant", "F. Gadsby", "G. Hussain", "H. Iqbal", "I. Jessop", "J. Kowalczyk",
    "K. Lattimer", "L. Mbeki", "M. Norgrove", "N. Oduya", "O. Parfitt", "P. Quinlan",
    "Q. Rasheed", "R. Sedgley", "S. Tamworth", "T. Upadhyay", "U. Varley", "V. Wickstead",
    "W. Yarrow", "Y. Zielinski", "Z. Arden", "A. Bexley", "B. Chandra", "C. Devlin", "D. Elstow",
    "E. Fairlie", "F. Gorringe", "G. Haddad", "H. Inskip", "I. Jolly", "J. Kerridge", "K. Lacey",
    "L. Munroe", "M. Nwosu", "N. Orchard", "O. Pryce", "P. Rahman", "R. Stannard",
)  # fmt: skip
"""A surname each, and enough of them: nobody is mistaken for a colleague of another agency."""
RANKS = {
    "response_officer": "PC ",
    "response_supervisor": "Sgt ",
    "ppd_investigator": "DC ",
    "ppd_supervisor": "DS ",
    "fcid_investigator": "DC ",
    "fcid_supervisor": "DS ",
}


@dataclass(frozen=True)
class Post:
    """Where people of one role sit: how many of them, in which organisation, team and area."""

    role: str
    organisation: str
    team: str | None = None
    area: str | None = None
    count: int = 2
    first: str = ""


def demo_posts() -> Iterator[Post]:
    """The first of each role comes first on the sign-in page."""
    yield Post("response_officer", "wmp", "response_coventry")
    yield Post("response_officer", "wmp", "response_sandwell")
    yield Post("response_officer", "wmp", "response_birmingham_north")
    yield Post("response_supervisor", "wmp", "response_coventry", count=1)
    yield Post("response_supervisor", "wmp", "response_sandwell", count=1)
    yield Post("response_supervisor", "wmp", "response_birmingham_north", count=1)
    for team in ("ppd_child_abuse", "ppd_cse", "ppd_adult_abuse", "ppd_vulnerable_adult"):
        yield Post("ppd_investigator", "wmp", team)
        yield Post("ppd_supervisor", "wmp", team, count=1)
    yield Post("fcid_investigator", "wmp", "fcid")
    yield Post("fcid_supervisor", "wmp", "fcid")
    yield Post("cse_coordinator", "wmp", area="coventry", count=1)
    yield Post("cse_coordinator", "wmp", area="sandwell", count=1)
    yield from _partners(
        {"coventry": "harbour_light", "sandwell": "birch_street", "birmingham": "second_step"}
    )
    yield Post("health_practitioner", "nhs_black_country")
    yield Post("ngo_support_worker", "open_gate")
    yield from _national()
    yield Post("response_officer", "wmp", "response_solihull", count=1)
    yield Post("competent_authority", "devolved_panel", count=1)
    yield Post("fcid_supervisor", "wmp", ETT, count=1)


def test_posts() -> Iterator[Post]:
    """Two people for each role and organisation that has the role."""
    for team in ("response_coventry", "response_sandwell"):
        yield Post("response_officer", "wmp", team)
        yield Post("response_supervisor", "wmp", team)
    for team in ("ppd_child_abuse", "ppd_cse", "ppd_adult_abuse", "ppd_vulnerable_adult"):
        yield Post("ppd_investigator", "wmp", team)
        yield Post("ppd_supervisor", "wmp", team)
    yield Post("fcid_investigator", "wmp", "fcid")
    yield Post("fcid_supervisor", "wmp", "fcid")
    for role in ("response_officer", "response_supervisor", "ppd_investigator", "ppd_supervisor"):
        yield Post(role, "severn")
    for area in ("coventry", "sandwell"):
        yield Post("cse_coordinator", "wmp", area=area)
        yield Post("health_practitioner", f"nhs_{area}")
    yield from _partners({"coventry": "ngo_coventry", "sandwell": "ngo_sandwell"})
    yield from _national()
    yield Post("fcid_supervisor", "wmp", ETT, count=1)


def _partners(ngos: dict[str, str]) -> Iterator[Post]:
    for area, ngo in ngos.items():
        yield Post("la_children_social_worker", f"la_{area}", area=area)
        yield Post("la_adult_social_worker", f"la_{area}", area=area)
        yield Post("lscb_member", f"lscb_{area}", area=area)
        yield Post("sab_member", f"sab_{area}", area=area)
        yield Post("ngo_support_worker", ngo)


def _national() -> Iterator[Post]:
    yield Post("competent_authority", "sca")
    yield Post("competent_authority", "ieca")
    yield Post("system_admin", "wmp")
    yield Post("auditor", "wmp")


def people(posts: Iterator[Post]) -> Iterator[Person]:
    """Invented people for the posts; an address says the role and place, a name says nothing."""
    seats = ((post, seat) for post in posts for seat in range(1, post.count + 1))
    for number, (post, seat) in enumerate(seats):
        place = post.team or post.organisation
        where = f".{post.area}" if post.area and post.area not in place else ""
        yield Person(
            email=f"{post.role}{seat}.{place}{where}@demo.example".replace("_", "-"),
            name=RANKS.get(post.role, "") + NAMES[number % len(NAMES)],
            role=post.role,
            organisation=post.organisation,
            team=post.team,
            area=post.area,
            pip2=post.role in {"ppd_investigator", "fcid_investigator"},
            manages=seat == 1 and post.role == "ngo_support_worker",
        )
