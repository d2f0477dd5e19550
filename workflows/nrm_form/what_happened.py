"""The form on what happened, how it was learnt and where (dictionary 4 to 6)."""

from workflows.definition import Choice, Kind, Question, choices
from workflows.nrm_form.asking import choose, line, when, words, yes_no
from workflows.nrm_form.beginning import NO, YES, YES_NO_UNSURE
from workflows.nrm_form.lists import REGIONS
from workflows.sharing import Tier

UNKNOWN_IS_ALLOWED = "“Unknown” is an answer"
TEN = 10

EXPLOITATION = (
    choose(
        "several_situations",
        "Was there more than one situation?",
        Tier.ALLEGATION,
        "Say whether there was more than one situation",
        (YES, NO, Choice("not_known", "I don’t know")),
    ),
    words(
        "when_it_happened",
        "When did it happen?",
        Tier.ALLEGATION,
        "Write when it happened",
        "When it began and ended, or a rough time",
        asked=when("several_situations", "no", "not_known"),
    ),
    words(
        "when_each_happened",
        "When did each situation happen?",
        Tier.ALLEGATION,
        "Write when each situation happened",
        "For each: when it began and ended, and what kind it was",
        asked=when("several_situations", "yes"),
    ),
    words(
        "how_it_started",
        "How did it start?",
        Tier.ALLEGATION,
        "Write how it started",
        "How they met, what was promised, who brought them in",
    ),
    yes_no(
        "taken_somewhere",
        "Did the exploiter take them somewhere?",
        Tier.ALLEGATION,
        "Say whether the exploiter took them somewhere",
    ),
    words(
        "journey",
        "What was the journey?",
        Tier.ALLEGATION,
        "Write what the journey was",
        "Where from and to, how, when and with whom",
        asked=when("taken_somewhere", "yes"),
    ),
    words(
        "had_to_do",
        "What did they have to do?",
        Tier.ALLEGATION,
        "Write what they had to do",
    ),
    words(
        "living_conditions",
        "What were their living conditions?",
        Tier.ALLEGATION,
        "Write what their living conditions were",
    ),
    words(
        "treatment",
        "How were they treated?",
        Tier.ALLEGATION,
        "Write how they were treated",
    ),
    yes_no(
        "still_in_it",
        "Are they still in the situation?",
        Tier.SAFEGUARDING,
        "Say whether they are still in the situation",
    ),
    words(
        "what_keeps_them",
        "What keeps them there?",
        Tier.SAFEGUARDING,
        "Write what keeps them there",
        asked=when("still_in_it", "yes"),
    ),
    words(
        "how_they_left",
        "How and why did they leave?",
        Tier.ALLEGATION,
        "Write how and why they left",
        asked=when("still_in_it", "no"),
    ),
    choose(
        "last_contact",
        "When was the exploiter last in contact with them?",
        Tier.SAFEGUARDING,
        "Say when the exploiter was last in contact",
        (
            Choice("week", "In the last week"),
            Choice("month", "In the last month"),
            Choice("three_months", "In the last 3 months"),
            Choice("six_months", "In the last 6 months"),
            Choice("year", "6 to 12 months ago"),
            Choice("over_a_year", "Over a year ago"),
            Choice("not_sure", "Not sure"),
        ),
    ),
    words("last_contact_details", "What was that contact?", Tier.SAFEGUARDING),
    choose(
        "reported_before",
        "Has this been reported before?",
        Tier.ALLEGATION,
        "Say whether this has been reported before",
        YES_NO_UNSURE,
    ),
    words(
        "reported_before_details",
        "What do you know of the earlier report?",
        Tier.ALLEGATION,
        hint="With its NRM or Home Office reference",
        asked=when("reported_before", "yes", "not_sure"),
    ),
    words(
        "why_now",
        "What prevented it from being reported before?",
        Tier.ALLEGATION,
        "Write what prevented it from being reported before",
        asked=when("reported_before", "no"),
    ),
)
INSIGHT = (
    yes_no(
        "indicators",
        "Did you see signs of modern slavery?",
        Tier.ALLEGATION,
        "Say whether you saw signs of modern slavery",
    ),
    words(
        "indicators_details",
        "Which signs?",
        Tier.ALLEGATION,
        "Write which signs you saw",
        asked=when("indicators", "yes"),
    ),
    words(
        "interviews",
        "Where and how were they spoken to?",
        Tier.INTERVIEW,
        "Write where and how they were spoken to",
        "Each conversation: when, who was there, and whether there was an interpreter",
    ),
    words(
        "insight",
        "What is your professional view?",
        Tier.INTERVIEW,
        "Write your professional view",
        "How they seemed, and what may affect how they tell it",
    ),
    yes_no(
        "credibility",
        "Is there evidence that casts doubt on the account?",
        Tier.INTERVIEW,
        "Say whether there is evidence that casts doubt on the account",
        "Evidence, never an impression",
    ),
    words(
        "credibility_evidence",
        "What evidence?",
        Tier.INTERVIEW,
        "Write what the evidence is",
        asked=when("credibility", "yes"),
    ),
    yes_no(
        "others_involved",
        "Are other professionals involved?",
        Tier.SUPPORT,
        "Say whether other professionals are involved",
        "Solicitor, doctor, support worker or social worker",
    ),
    words(
        "others_involved_details",
        "Who are they?",
        Tier.SUPPORT,
        "Write who they are",
        asked=when("others_involved", "yes"),
    ),
)
PLACE = (
    choose(
        "where",
        "Where did it happen?",
        Tier.CONTACT,
        "Say where it happened",
        (
            Choice("uk", "In the UK"),
            Choice("overseas", "Overseas"),
            Choice("both", "In the UK and overseas"),
        ),
    ),
    Question(
        "uk_towns",
        "Towns or cities in the UK",
        Kind.LIST,
        Tier.CONTACT,
        hint=f"One a line, up to 10. {UNKNOWN_IS_ALLOWED}",
        when=when("where", "uk", "both"),
        limit=100,
        most=TEN,
        missing="Enter at least one town or city",
    ),
    words("uk_other", "Anywhere else in the UK", Tier.CONTACT, asked=when("where", "uk", "both")),
    Question(
        "countries",
        "Countries overseas",
        Kind.LIST,
        Tier.CONTACT,
        hint="One a line, up to 10",
        when=when("where", "overseas", "both"),
        limit=100,
        most=TEN,
        missing="Enter at least one country",
    ),
    words(
        "overseas_other",
        "Anywhere else overseas",
        Tier.CONTACT,
        asked=when("where", "overseas", "both"),
    ),
    line(
        "staying_town",
        "Town or city where they are staying now",
        Tier.CONTACT,
        "Enter the town or city where they are staying",
        f"This decides which police force is told. {UNKNOWN_IS_ALLOWED}",
    ),
    choose(
        "staying_region",
        "County or region where they are staying now",
        Tier.CONTACT,
        "Choose the county or region where they are staying",
        choices(REGIONS),
        hint=UNKNOWN_IS_ALLOWED,
        kind=Kind.SELECT,
    ),
)
