"""The picture of a pathway says what the pathway says, to eyes and to screen readers."""

from xml.etree import ElementTree as ET

import pytest

from workflows.lanes import lanes, mermaid, svg
from workflows.pathways import PATHWAYS

SUPPORT, CSE = PATHWAYS["support_only"], PATHWAYS["cse"]


def drawn(pathway, **stands):
    return ET.fromstring(svg(pathway, stands))  # noqa: S314 -- our own drawing


def marked(picture, kind):
    return [
        box.findtext("text") for box in picture.iter("g") if f"state--{kind}" in box.get("class")
    ]


@pytest.mark.parametrize("pathway", PATHWAYS.values(), ids=PATHWAYS)
def test_each_track_is_a_lane_from_where_it_begins(pathway):
    picture = drawn(pathway)
    heads = [t.text for t in picture.iter("text") if t.get("class") == "rp-lanes__head"]
    assert heads == [lane.track.label for lane in lanes(pathway)]
    begins = [
        next(s.label for s in lane.track.states if s.code == lane.begins) for lane in lanes(pathway)
    ]
    assert marked(picture, "begin") == begins


def test_what_a_pathway_cannot_reach_is_not_drawn():
    """A support-only case is never not sent to a team, and its NRM was considered."""
    shown = {lane.track.code: {s.code for s in lane.states} for lane in lanes(SUPPORT)}
    assert "not_routed" not in shown["investigation"]
    assert "not_assessed" not in shown["nrm"]
    assert {"queued", "not_applicable"} <= shown["investigation"], "an offence may be suspected yet"
    assert "not_assessed" in {s.code for s in lanes(CSE)[3].states}


def test_the_boxes_of_lanes_do_not_overlap():
    boxes = [
        (int(box.get("x")), int(box.get("y")), int(box.get("width")), int(box.get("height")))
        for box in drawn(CSE).iter("rect")
    ]
    for at, (x, y, w, h) in enumerate(boxes):
        for x2, y2, w2, h2 in boxes[at + 1 :]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


def test_where_a_case_stands_is_marked_and_told():
    picture = drawn(CSE, investigation="queued", nrm="draft")
    assert marked(picture, "now") == ["Waiting to be claimed", "Being drafted"]
    told = picture.findtext("desc")
    assert "Now: Waiting to be claimed." in told
    assert told.count("Now:") == 2
    assert "can be over at Finalised, Transferred to another force or Not applicable." in told


def test_a_case_elsewhere_marks_nothing():
    assert marked(drawn(CSE, investigation="nowhere"), "now") == []


def test_neighbours_are_joined_only_when_one_leads_to_the_other():
    """Stepped down does not lead to not required, though it stands above it."""
    lines = [path.get("d") for path in drawn(CSE).iter("path")]
    safeguarding_x = "M378 "
    assert len([line for line in lines if line.startswith(safeguarding_x)]) == 5


def test_the_mermaid_of_a_pathway_runs_its_tracks_side_by_side():
    text = mermaid(SUPPORT)
    assert text.startswith("stateDiagram-v2\n")
    assert '    state "Specialist investigation" as investigation {' in text
    assert "        [*] --> investigation_not_applicable" in text
    assert "        investigation_not_applicable --> [*]" in text
    assert "        nrm_withdrawn --> nrm_draft" in text
    assert "not_routed" not in text
    assert [line for line in text.splitlines() if line.endswith("--> closed")] == [
        f"    {lane.track.code} --> closed" for lane in lanes(SUPPORT)
    ]
