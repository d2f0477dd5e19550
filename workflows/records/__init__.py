"""Acts that write down a fact and move nothing, so that every unmet gate can be met."""

from collections.abc import Mapping
from types import MappingProxyType

from workflows.definition import Record
from workflows.records import agreeing, happening, person, safety

RECORDS: Mapping[str, Record] = MappingProxyType({
    record.code: record
    for record in (*safety.RECORDS, *person.RECORDS, *agreeing.RECORDS, *happening.RECORDS)
})  # fmt: skip
