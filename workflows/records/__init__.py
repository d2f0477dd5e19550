"""Acts that write down a fact and move nothing, so that every unmet gate can be met."""

from collections.abc import Mapping
from types import MappingProxyType

from workflows.definition import Record
from workflows.records import (
    accepting,
    agreeing,
    allocating,
    challenging,
    checking,
    contacting,
    happening,
    person,
    routing,
    safety,
    specialist,
    staying,
    suspicion,
    tasking,
)

RECORDS: Mapping[str, Record] = MappingProxyType({
    record.code: record
    for shelf in (
        safety, person, contacting, suspicion, agreeing, staying, happening, routing,
        accepting, challenging, allocating, tasking,
        checking, specialist,
    )
    for record in shelf.RECORDS
})  # fmt: skip
