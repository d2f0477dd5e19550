"""What may stand as a town in a notice that names nobody (R18): a town, and nothing inside one."""

import re

LONGEST = 5
"""Words: Stratford upon Avon has three, Wells next the Sea four."""

NAME = re.compile(r"[^\W\d_]+(?:[-’'.][^\W\d_]+)*\.?")
_INSIDE = """
above alley apartment apartments arcade at attic avenue ave b&b back bar barn basement bedsit
behind below beside block brothel building buildings bungalow cafe café caravan care centre
church circus clinic close club college corner cottage cottages court crescent cul-de-sac den
door drive estate factory farm flat flats floor foster garage gate gates grove guesthouse
hall her his home homes hospital hostel hotel house houses inn lane lodge lounge maisonette
manor mansion mansions massage mews mobile motel mosque my nail near nursery off office
opposite our outside parade park parlour place plaza premises pub rd refuge residence
restaurant road room salon school sauna shed shelter shop site square stable station
studio supermarket takeaway temple terrace their tower towers unit university uncle
aunt vicarage view villa villas walk ward warehouse way works yard
"""
INSIDE = frozenset(_INSIDE.split())
"""Words of a house, a street or a business, or of the way to one: no name of a town needs them."""


def town(words: str) -> bool:
    """Whether this may be a town: a few words, each a name, and none of a place inside a town.

    A real town may be refused (Bexley Park is), since leaving a town out harms nobody.
    """
    parts = words.split()
    if not 0 < len(parts) <= LONGEST or not all(map(NAME.fullmatch, parts)):
        return False
    if len(parts) == 1:
        return True
    return not INSIDE & {part.lower() for part in parts} and parts[-1].lower() not in {
        "street",
        "st",
    }
