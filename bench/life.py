"""What has happened to one case so far: its tracks, taken by the moves of the rule book."""

import datetime as dt
from dataclasses import dataclass, field

from bench.facts import Told
from bench.world import Somebody
from workflows.definition import STAY, Move
from workflows.facts import START
from workflows.routing import Route
from workflows.tracks import TRACKS

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
MOVES: dict[tuple[str, str], list[Move]] = {}
for _track in TRACKS.values():
    for _move in _track.moves:
        MOVES.setdefault((_track.code, _move.code), []).append(_move)

CLAIMED = (("investigation", "claim", 3 * HOUR),)
ACTIVE = (*CLAIMED, ("investigation", "start", DAY))
SENT = (
    *ACTIVE,
    ("nrm", "draft", 2 * DAY),
    ("nrm", "make_ready", 3 * DAY),
    ("nrm", "submit", 3 * DAY),
)
RG = {
    True: ("nrm", "record_rg:rg_positive", 9 * DAY),
    False: ("nrm", "record_rg:rg_negative", 9 * DAY),
}
CG = {
    True: ("nrm", "record_cg:cg_positive", 60 * DAY),
    False: ("nrm", "record_cg:cg_negative", 60 * DAY),
}
SAFE = (
    ("response", "make_safe", HOUR / 2),
    ("safeguarding", "refer", HOUR),
    ("safeguarding", "set_secured", 2 * HOUR),
    ("response", "hand_over", 2 * HOUR),
)
HELPED = (("support", "offer", 4 * HOUR), ("support", "accept", 5 * HOUR))
ENDING = (
    ("safeguarding", "step_down", 80 * DAY),
    ("investigation", "finalise", 85 * DAY),
    ("support", "offer", 80 * DAY),
    ("support", "end", 85 * DAY),
    ("case", "close", 90 * DAY),
)
LIVES = {
    "unclaimed": (),
    "claimed": CLAIMED,
    "investigating": ACTIVE,
    "awaiting_info": (*ACTIVE, ("investigation", "send_to_cps", 30 * DAY)),
    "nrm_submitted": SENT,
    "rg_positive": (*SENT, RG[True]),
    "rg_negative": (*SENT, RG[False]),
    "cg_positive": (*SENT, RG[True], CG[True]),
    "cg_negative": (*SENT, RG[True], CG[False]),
    "suspended": (*SENT, ("nrm", "suspend", 20 * DAY)),
    "closed": (*SENT, RG[True], CG[True], *ENDING),
}


@dataclass(frozen=True)
class Taken:
    """One move, when and by whom; `came_from` and `reached` are the states of its track."""

    track: str
    move: Move
    at: dt.datetime
    by: Somebody
    came_from: str | None
    reached: str | None


@dataclass
class Life:
    """A case under way."""

    tracks: dict[str, str] = field(
        default_factory=lambda: {code: state for code, state in START.items() if code != "case"}
    )
    since: dict[str, dt.datetime] = field(default_factory=dict)
    taken: list[Taken] = field(default_factory=list)
    closed_at: dt.datetime | None = None

    def take(self, track: str, code: str, at: dt.datetime, by: Somebody) -> None:
        """Take a move from where its track stands; `code:state` picks among its destinations."""
        name, _, to = code.partition(":")
        move = next(
            row
            for row in MOVES[track, name]
            if self._stands(track) in row.sources and to in ("", row.to)
        )
        came_from, reached = None, None
        if track == "case":
            self.closed_at = at
        else:
            came_from = self.tracks[track]
            reached = came_from if move.to == STAY else move.to
            self.tracks[track], self.since[track] = reached, at
        self.taken.append(Taken(track, move, at, by, came_from, reached))

    @property
    def offered(self) -> bool:
        return self.tracks["support"] != "not_offered"

    def _stands(self, track: str) -> str:
        return "open" if track == "case" else self.tracks[track]


def lived(
    told: Told, found: Route, officer: Somebody, lead: Somebody | None, now: dt.datetime
) -> Life:
    """The life of a case as far as the ruler says it has come; never past `now`."""
    life = Life(since=dict.fromkeys(START, told.at))
    life.take("investigation", "queue", told.at, officer)
    referred = found.pathway != "related_offence"
    if not referred:
        life.take("nrm", "no_grounds", told.at, officer)
    helped = HELPED if told.agencies else ()  # an adult's case is shared once they accept support
    for track, code, after in (*SAFE, *helped, *LIVES[told.state]):
        if (track == "nrm" and not referred) or (code == "offer" and life.offered):
            continue
        by = officer if (track, code) in {step[:2] for step in SAFE} or lead is None else lead
        life.take(track, code, min(told.at + after, now), by)
    life.taken.sort(key=lambda row: row.at)
    return life
