"""The tracks that run side by side on every case, and the case itself."""

from collections.abc import Mapping
from types import MappingProxyType

from workflows.definition import Track
from workflows.tracks.case import CASE
from workflows.tracks.investigation import INVESTIGATION
from workflows.tracks.nrm import NRM
from workflows.tracks.response import RESPONSE
from workflows.tracks.safeguarding import SAFEGUARDING
from workflows.tracks.support import SUPPORT

TRACKS: Mapping[str, Track] = MappingProxyType({
    track.code: track
    for track in (RESPONSE, SAFEGUARDING, INVESTIGATION, NRM, SUPPORT, CASE)
})  # fmt: skip
