"""The pictures say what the tracks say, to eyes and to screen readers."""

import re
from xml.etree import ElementTree as ET

import pytest

from workflows.definition import STAY, Move, State, Track
from workflows.diagram import Arrow, arrows, mermaid, svg
from workflows.tracks import TRACKS

BY = frozenset({"response_officer"})


def move(code, label, sources, to):
    return Move(code, label, frozenset(sources.split()), to, BY)


SMALL = Track(
    "small",
    "A small <track>",
    (State("a", "Asked"), State("b", "Begun & going"), State("c", "Done: over", terminal=True)),
    "a",
    (
        move("begin", "Begin it", "a", "b"),
        move("end", "End it", "a b", "c"),
        move("stop", "Stop it", "b", "c"),
        move("back", "Go back", "b", "a"),
        move("note", "Write it down", "a b", STAY),
    ),
)


def test_there_is_one_arrow_between_two_states():
    assert arrows(SMALL) == (
        Arrow("a", "b", "Begin it"),
        Arrow("a", "c", "End it"),
        Arrow("b", "c", "End it or Stop it"),
        Arrow("b", "a", "Go back"),
    )


def test_the_mermaid_of_a_track():
    assert mermaid(SMALL) == (
        "stateDiagram-v2\n"
        "    [*] --> a\n"
        "    a: Asked\n"
        "    b: Begun & going\n"
        "    c: Done, over\n"
        "    a --> b: Begin it\n"
        "    a --> c: End it\n"
        "    b --> c: End it or Stop it\n"
        "    b --> a: Go back\n"
        "    c --> [*]\n"
    )


def drawn(track, stands=None):
    return ET.fromstring(svg(track, stands))  # noqa: S314 -- our own drawing


def test_the_drawing_reads_as_words():
    picture = drawn(SMALL)
    title, desc = picture.find("title"), picture.find("desc")

    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == "track-small-title track-small-desc"
    assert (title.get("id"), desc.get("id")) == ("track-small-title", "track-small-desc")
    assert title.text == "A small <track>"
    assert desc.text == (
        "Asked: Begin it, to Begun & going; End it, to Done: over. "
        "Begun & going: End it or Stop it, to Done: over; Go back, to Asked. "
        "Done: over: the end."
    )


def test_where_a_case_stands_is_marked_and_said():
    picture = drawn(SMALL, "b")
    marked = [g for g in picture.iter("g") if "--now" in g.get("class")]

    assert [g.find("text").text for g in marked] == ["Begun & going"]
    assert picture.find("title").text == "A small <track>. Now: Begun & going"
    assert "--now" not in svg(SMALL)


def test_an_end_is_marked():
    ends = [g.find("text").text for g in drawn(SMALL).iter("g") if "--end" in g.get("class")]

    assert ends == ["Done: over"]


@pytest.mark.parametrize("track", TRACKS.values(), ids=TRACKS)
def test_every_track_can_be_drawn_without_a_style(track):
    picture = drawn(track, track.start)
    lines = [path for path in picture.iter("path") if path.get("class") == "rp-track__line"]

    assert len(lines) == len(arrows(track))
    assert len(list(picture.iter("rect"))) == len(track.states)
    assert all(element.get("style") is None for element in picture.iter())
    assert mermaid(track).startswith("stateDiagram-v2\n")


def test_lines_share_a_lane_only_to_one_state_and_come_in_apart_from_those_that_go_out():
    track = TRACKS["nrm"]
    lanes, ins, outs = {}, set(), set()
    for path, arrow in zip(
        svg(track).split('class="rp-track__line" d="')[1:], arrows(track), strict=True
    ):
        bent = re.match(r"M(\d+) (\d+)H(\d+)V(\d+)H", path)
        if bent:
            side, out, lane, into = map(int, bent.groups())
            lanes.setdefault(lane, set()).add((side, arrow.to))
            ins.add(into)
            outs.add(out)
    assert all(len(targets) == 1 for targets in lanes.values())
    assert len(lanes) == len(set().union(*lanes.values()))
    assert not ins & outs


@pytest.mark.parametrize("track", TRACKS.values(), ids=TRACKS)
def test_nothing_is_drawn_outside_the_picture(track):
    picture = drawn(track)
    _, _, width, height = map(int, picture.get("viewBox").split())

    for rect in picture.iter("rect"):
        assert 0 <= int(rect.get("x")) <= width - int(rect.get("width"))
        assert 0 <= int(rect.get("y")) <= height - int(rect.get("height"))
