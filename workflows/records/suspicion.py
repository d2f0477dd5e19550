"""What is thought to have happened, where and when: the facts that decide the route."""

from workflows.agencies import EXPLOITATION, LPUS, PLACES
from workflows.definition import Choice, Kind, Question, Record, choices
from workflows.records.person import ADULT, CHILD, KNOWS, yes_no
from workflows.sharing import Tier

RECORDS = (
    Record(
        "exploitation",
        "Say what you think is happening",
        KNOWS,
        (
            Question(
                "exploitation_types",
                "What do you think is happening?",
                Kind.CHOICES,
                Tier.ALLEGATION,
                required=False,
                choices=choices(EXPLOITATION),
                sets="exploitation_types",
            ),
            Question(
                "not_known",
                "Is it not known yet?",
                Kind.YES_NO,
                Tier.ALLEGATION,
                sets="exploitation_unknown_reason",
                missing="Tick what you think is happening, or say it is not known yet",
            ),
            Question(
                "why_not_known",
                "If it is not known, why?",
                Kind.LONG,
                Tier.ALLEGATION,
                when=("not_known", frozenset({"yes"})),
                missing="Say why it is not known",
            ),
        ),
        "exploitation",
        done="Exploitation recorded",
    ),
    Record(
        "indicator",
        "Record a sign of trafficking or slavery",
        KNOWS,
        (
            yes_no(
                "ms_indicator",
                "Is trafficking, slavery, servitude or forced labour suspected?",
                Tier.ALLEGATION,
                "Say whether it is suspected",
            ),
            yes_no(
                "sexual_exploitation",
                "Is sexual exploitation suspected?",
                Tier.ALLEGATION,
                "Say whether sexual exploitation is suspected",
            ),
            yes_no(
                "sexual_assault_alleged",
                "Has a sexual assault been alleged?",
                Tier.ALLEGATION,
                "Say whether a sexual assault has been alleged",
            ),
            yes_no(
                "offence_suspected",
                "Is any offence suspected?",
                Tier.ALLEGATION,
                "Say whether an offence is suspected",
            ),
        ),
        "indicator",
        words="A new sign of trafficking or slavery opens the NRM again and may change the team.",
        done="Signs recorded",
    ),
    Record(
        "exploitation_place",
        "Record where and when it happened",
        KNOWS,
        (
            Question(
                "lpus",
                "In which local policing areas?",
                Kind.CHOICES,
                Tier.ALLEGATION,
                required=False,
                choices=choices(LPUS),
                sets="lpus_of_exploitation",
            ),
            Question(
                "ended_on",
                "When did it end?",
                Kind.DATE,
                Tier.ALLEGATION,
                required=False,
                sets="ended_on",
            ),
            Question(
                "age_at_exploitation",
                "How old were they when it happened?",
                Kind.CHOICE,
                Tier.ALLEGATION,
                choices=(CHILD, ADULT, Choice("both", "Both"), Choice("unknown", "Not known")),
                sets="age_at_exploitation",
                missing="Say how old they were",
            ),
            Question(
                "happened_where",
                "Where in the country?",
                Kind.CHOICE,
                Tier.ALLEGATION,
                required=False,
                choices=choices(PLACES),
                sets="happened_where",
            ),
        ),
        "exploitation_place",
        done="Place and time recorded",
    ),
)
