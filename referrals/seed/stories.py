"""The cases of the demonstration and of a test: which life each one has lived so far."""

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workflows.agencies import AREAS

FIRST = "Amira Bela Callum Dana Edi Farah Gia Hamid Ines Jodie Kofi Lena Milo Nadia Oren Petra"
LAST = "Almond Birch Cedar Damson Elder Fern Gorse Hazel Ivey Juniper Larch Maple Nettle Osier"

TICKS: Mapping[str, Mapping[str, object]] = {
    "child_trafficking": {"under_18": "yes", "what": ["moved", "crime"]},
    "child_trafficked_sexually": {"under_18": "yes", "what": ["moved", "sexual"]},
    "age_unknown": {"under_18": "unsure", "what": ["work"]},
    "cse": {"under_18": "yes", "what": ["sexual"]},
    "child_related": {"under_18": "yes", "what": ["border"]},
    "adult_sexual_slavery": {"under_18": "no", "what": ["moved", "sexual"]},
    "adult_vulnerable": {"under_18": "no", "what": ["work"], "difficulty_deciding": "yes"},
    "adult_slavery": {"under_18": "no", "what": ["work"]},
    "adult_sexual": {"under_18": "no", "what": ["sexual"]},
    "adult_smuggled": {"under_18": "no", "what": ["border"]},
    "support_only": {"under_18": "no", "what": ["support"]},
}
SEEN = (
    "Found alone after a call from staff. Spoke when the other adult had left the room.",
    "Stopped in a car with two adults who answered for them. Has one bag and no phone.",
    "Came to the front desk and asked for help in few words. Gave an address in another town.",
    "Seen at work late at night by a neighbour. Says the pay goes to somebody else.",
)


@dataclass(frozen=True)
class Story:
    """One case: the kind of person and harm, how far it has come, how long ago, and where."""

    kind: str
    reached: str
    days_ago: float
    area: str
    marks: frozenset[str] = frozenset()

    @property
    def child(self) -> bool:
        return TICKS[self.kind]["under_18"] != "no"


def answers(story: Story, number: int, today: dt.date) -> dict[str, object]:
    """The eight answers of one case, invented but always the same for the same number."""
    draw = random.Random(f"{story.kind}:{number}")  # noqa: S311 - invention, not secrecy
    age = draw.randint(12, 16) if story.child else draw.randint(19, 54)
    year = (today - dt.timedelta(days=story.days_ago)).year
    born = dt.date(year - age, draw.randint(1, 12), draw.randint(1, 28))
    lpu = "birmingham_north" if story.area == "birmingham" else story.area
    common: dict[str, object] = {
        "danger": "no",
        "difficulty_deciding": "no",
        "sexual_assault": "yes" if "assault" in story.marks else "no",
        "sto_asked_for": "yes",
        "whereabouts": f"{draw.randint(2, 90)} Sample Row, {AREAS[story.area]}",
        "with_them": "An officer",
        "controller_near": "no",
        "area": story.area,
        "lpu": lpu,
        "areas_of_exploitation": [story.area],
        "lpus_of_exploitation": [lpu, "dudley"] if "cross_lpu" in story.marks else [lpu],
        "name": f"{draw.choice(FIRST.split())} {draw.choice(LAST.split())}",
        "sex": draw.choice(["female", "male"]),
        "language": draw.choice(["English", "Vietnamese", "Albanian", "Romanian"]),
        "safe_contact": "By text, after 10:00, saying only that it is the clinic.",
        "began_before_18": "no",
        "seen": draw.choice(SEEN),
        "signs": ["afraid", "spoken_for"],
    }
    if story.kind != "age_unknown":
        common["born_on"] = born
    if story.child:
        del common["began_before_18"]
        del common["difficulty_deciding"]
    if "assault" not in story.marks:
        del common["sto_asked_for"]
    return {**common, **TICKS[story.kind]}


DEMO_SPREAD: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("child_trafficking", ("logged", "queued", "unsafe", "active", "submitted", "rg_positive",
                           "cg_positive", "closed")),
    ("child_trafficked_sexually", ("queued", "claimed", "shared", "draft", "submitted",
                                   "rg_negative")),
    ("cse", ("logged", "queued", "claimed", "active", "shared", "considered", "closed")),
    ("age_unknown", ("queued", "active", "draft")),
    ("child_related", ("queued", "active", "finalised")),
    ("adult_sexual_slavery", ("logged", "queued", "claimed", "consented", "submitted",
                              "rg_positive", "dtn")),
    ("adult_vulnerable", ("queued", "claimed", "submitted", "rg_positive", "cg_positive")),
    ("adult_slavery", ("logged", "queued", "unsafe", "active", "refused", "dtn", "submitted",
                       "rg_negative", "closed")),
    ("adult_sexual", ("queued", "active", "finalised")),
    ("adult_smuggled", ("queued", "active", "finalised")),
    ("support_only", ("logged", "supported", "supported")),
)  # fmt: skip
DAYS = {
    "logged": 0.1, "queued": 0.3, "unsafe": 0.4, "claimed": 1.5, "active": 4, "shared": 6,
    "draft": 5, "consented": 5, "refused": 6, "considered": 9, "submitted": 9, "dtn": 12,
    "rg_positive": 20, "rg_negative": 24, "finalised": 30, "supported": 3, "cg_positive": 70,
    "closed": 95, "kept": 10 * 365 + 60,
}  # fmt: skip
AREA_ORDER = ("coventry", "sandwell", "birmingham", "coventry", "sandwell")
MARKS = ("assault", "missing", "cross_lpu", "threat")


def demo() -> Iterator[Story]:
    """Every pathway and stage, some late, some missing, one restricted, over three areas.

    The last but one is in the devolved pilot, so that the panel holds it (R21); the last is old
    enough to be reviewed, and so is the copy of whoever supported them.
    """
    number = 0
    for kind, depths in DEMO_SPREAD:
        for reached in depths:
            marks = {MARKS[number % 8]} if number % 8 < len(MARKS) else set()
            if kind == "support_only":
                marks -= {"assault"}
            if number == RESTRICTED_AT:
                marks.add("restricted")
            area = AREA_ORDER[number % len(AREA_ORDER)]
            late = 1.6 if number % 5 == 0 else 1.0
            yield Story(kind, reached, DAYS[reached] * late, area, frozenset(marks))
            number += 1
    yield Story("child_trafficking", "submitted", DAYS["submitted"], "solihull")
    yield Story("adult_smuggled", "kept", DAYS["kept"], "coventry")


RESTRICTED_AT = 3

TEST_KINDS = {
    "cse": "cse",
    "child_trafficking": "child_trafficking",
    "adult_modern_slavery": "adult_slavery",
    "related_offence": "adult_sexual",
    "support_only": "support_only",
}
TEST_STAGES: Mapping[str, tuple[str, ...]] = {
    "cse": ("logged", "queued", "active", "submitted", "closed"),
    "child_trafficking": ("logged", "queued", "active", "submitted", "closed"),
    "adult_modern_slavery": ("logged", "queued", "active", "submitted", "closed"),
    "related_offence": ("logged", "queued", "active", "finalised", "closed"),
    "support_only": ("logged", "queued", "supported", "closed"),
}


def test() -> Iterator[Story]:
    """One case per pathway and stage, then one each restricted, conflicted and linked."""
    for pathway, kind in TEST_KINDS.items():
        for reached in TEST_STAGES[pathway]:
            area = "coventry" if reached != "queued" else "sandwell"
            yield Story(kind, reached, DAYS[reached], area)
    yield Story("cse", "active", 4, "coventry", frozenset({"restricted"}))
    yield Story("cse", "active", 4, "coventry", frozenset({"conflicted"}))
    yield Story("child_trafficking", "shared", 6, "coventry", frozenset({"linked"}))
