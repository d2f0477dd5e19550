"""What a response officer is asked, in the order and the words of the questions."""

from workflows.definition import Choice, Kind, Question
from workflows.sharing import Tier

YES, NO = Choice("yes", "Yes"), Choice("no", "No")
UNSURE = Choice("unsure", "I’m not sure")

DANGER = (
    Question(
        "danger",
        "Is anyone in danger right now?",
        Kind.CHOICE,
        Tier.SAFEGUARDING,
        hint="Them, a child with them, or you",
        choices=(Choice("yes", "Yes, now"), Choice("no", "No, safe for now"), UNSURE),
        missing="Say whether anyone is in danger right now",
    ),
)
AGE = (
    Question(
        "under_18",
        "Are they under 18?",
        Kind.CHOICE,
        Tier.IDENTITY,
        hint="Go by what you see and what you are told. You do not need proof",
        choices=(YES, NO, Choice("unsure", "I’m not sure", "Treat as a child for now")),
        missing="Say whether they are under 18",
    ),
)
WHAT = (
    Question(
        "what",
        "What do you think is happening?",
        Kind.CHOICES,
        Tier.ALLEGATION,
        hint="Tick everything you suspect. You do not need proof",
        choices=(
            Choice(
                "sexual",
                "Sexual exploitation",
                "Given money, drugs, gifts or a place to stay for sex, or made to send images",
            ),
            Choice(
                "moved",
                "Moved or housed by someone who controls them",
                "Between addresses, towns or countries, even once",
            ),
            Choice(
                "work",
                "Made to work for little or no pay",
                "Car washes, nail bars, building, farming, food or other work",
            ),
            Choice(
                "crime",
                "Made to commit crime",
                "Carrying drugs, growing cannabis, shoplifting, begging or fraud",
            ),
            Choice(
                "home",
                "Kept in a home to cook, clean or look after others",
                "Also called domestic servitude",
            ),
            Choice(
                "border",
                "Brought over a border for payment, and nothing else",
                "Smuggling or immigration fraud, with nobody controlling them since",
            ),
            Choice("other_offence", "Another offence", "Against them, and none of the above"),
            Choice("support", "No offence, but they need support"),
            Choice("unsure", "I’m not sure yet"),
        ),
        missing="Tick what you think is happening, or “I’m not sure yet”",
    ),
)
DECIDING = (
    Question(
        "difficulty_deciding",
        "Might they have difficulty understanding or deciding?",
        Kind.CHOICE,
        Tier.SAFEGUARDING,
        hint="Because of an illness, a disability, drugs or drink, or a need for care and support",
        choices=(YES, NO, UNSURE),
        missing="Say whether they might have difficulty deciding",
    ),
)
ASSAULT = (
    Question(
        "sexual_assault",
        "Has a sexual assault been alleged?",
        Kind.CHOICE,
        Tier.ALLEGATION,
        hint="By them or by anyone else. Do not ask them for an account of it",
        choices=(YES, NO, UNSURE),
        missing="Say whether a sexual assault has been alleged",
    ),
)
STO = (
    Question(
        "sto_asked_for",
        "Has a specially trained officer been asked for?",
        Kind.CHOICE,
        Tier.SAFEGUARDING,
        hint="At any age, and whichever team leads. Ask force control",
        choices=(YES, Choice("no", "Not yet")),
        missing="Say whether a specially trained officer has been asked for",
    ),
)
SEEN = (
    Question(
        "seen",
        "What did you see and hear?",
        Kind.LONG,
        Tier.ALLEGATION,
        hint="Their words and yours. Do not ask for a full account",
        missing="Write what you saw or were told",
    ),
    Question(
        "signs",
        "Did you see any of these?",
        Kind.CHOICES,
        Tier.ALLEGATION,
        required=False,
        hint="They help you to remember. No number of ticks decides anything",
        choices=(
            Choice("gifts", "Money, clothes or phones that nobody can explain"),
            Choice("afraid", "Afraid, or looking to someone else before they answer"),
            Choice("spoken_for", "Someone else speaks for them, or their answers sound learnt"),
            Choice("documents", "Someone else keeps their documents or their money"),
            Choice("missing_before", "They have been missing before"),
            Choice("injuries", "Injuries not explained or not treated"),
            Choice("vehicles", "Getting in or out of the cars of adults they do not know"),
            Choice("debt", "A debt that never gets smaller"),
            Choice("lives_at_work", "They live where they work"),
            Choice("no_address", "They do not know the address they live at"),
        ),
    ),
)
