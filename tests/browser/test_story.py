"""One case, from a phone at night to a decision, lived by five people in a real browser."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests.browser.hand import DESK, PHONE_SMALL, Hand

KAYLA = {
    "danger": {"danger": "no"},
    "age": {"under_18": "yes"},
    "what": {"what": ["sexual", "moved"]},
    "assault": {"sexual_assault": "no"},
    "where": {
        "whereabouts": "Children’s ward, district hospital",
        "controller_near": "no",
        "area": "sandwell",
        "lpu": "sandwell",
    },
    "who": {
        "name": "Kayla Marsh",
        "born_on": dt.date(2012, 9, 4),
        "sex": "female",
        "safe_contact": "Through the ward",
    },
    "seen": {"seen": "“He said I owed him for the room.” Two phones, no coat."},
}
TEAM = "/teams/ppd_child_abuse/queue"


@pytest.fixture
def meet(service, signed_in):
    """Somebody of a role (and team, area or organisation), at their screen, signed in."""

    def person(role, viewport=DESK, **about):
        return Hand(signed_in(service.seeded.person(role, **about), viewport=viewport))

    return person


def logs_a_case(officer: Hand) -> str:
    """Answer question after question to the check; the address of the draft."""
    officer.opens("/log")
    officer.presses("Log a case")
    for step, answers in KAYLA.items():
        assert officer.page.url.endswith(f"/{step}")
        officer.answers(**answers)
        officer.presses("Continue")
    return officer.page.url


def test_one_whole_life_of_a_case(meet):
    officer = meet("response_officer", PHONE_SMALL, team="response_sandwell")
    case = a_case_is_logged_on_a_phone_and_says_which_team_has_it_and_why(officer)
    investigator = meet("ppd_investigator", team="ppd_child_abuse")
    the_queue_says_to_confirm_safety_first(investigator, case)
    the_officer_makes_it_safe_and_hands_over(officer, case)
    the_investigator_claims_it(investigator, case)
    worker = meet("ngo_support_worker", organisation="birch_street")
    it_does_not_exist_for_a_partner(worker, case)
    the_investigator_shares_it(investigator, case)
    the_partner_sees_the_offer_alone_and_then_what_is_shared(worker, case)
    the_investigator_sends_the_nrm_referral(investigator, case)
    the_authority_decides(meet("competent_authority", organisation="sca"), case)
    the_decision_starts_the_recovery_period(investigator, case)
    closing_is_blocked_with_what_is_left(meet("ppd_supervisor", team="ppd_child_abuse"), case)


def a_case_is_logged_on_a_phone_and_says_which_team_has_it_and_why(officer: Hand) -> str:
    logs_a_case(officer)
    officer.reads("They are under 18", "this case goes to", "Child Abuse Team")
    officer.presses("Send to Child Abuse Team")
    officer.reads("Sent to Child Abuse Team", "Why this team", "They are under 18")
    officer.never_reads("Kayla")
    return officer.page.locator("main .govuk-panel .rp-ref").inner_text()


def the_queue_says_to_confirm_safety_first(investigator: Hand, case: str) -> None:
    investigator.opens(TEAM)
    row = investigator.page.locator("tr", has_text=case)
    expect(row.get_by_role("link", name="Confirm safety first")).to_be_visible()
    expect(row.get_by_role("button", name="Claim")).to_have_count(0)
    assert investigator.status_of(f"/cases/{case}") == 404


def the_officer_makes_it_safe_and_hands_over(officer: Hand, case: str) -> None:
    officer.follows("Read what you sent")
    officer.reads("K.M., girl", "Record what they want to happen, in their own words")
    officer.opens(f"/cases/{case}/record/immediate_safety")
    officer.answers(safe="yes")
    officer.presses("Save")
    officer.does("Say they are out of immediate danger")
    officer.does("Refer to the local authority")
    officer.opens(f"/cases/{case}/steps")
    officer.does("Say whether anyone else is at risk", others="no")
    officer.opens(f"/cases/{case}/steps")
    officer.does("Record a safety plan", plan="On the ward, with a nurse who knows.")
    officer.does("Confirm they are safe for now", evidence="Seen there, and spoken to alone.")
    officer.does("Hand over to the specialist team")
    officer.reads("Handed over to the specialist team")


def the_investigator_claims_it(investigator: Hand, case: str) -> None:
    investigator.opens(TEAM)
    row = investigator.page.locator("tr", has_text=case)
    row.get_by_role("button", name="Claim").click()
    investigator.looks()
    investigator.reads("Claimed, now in specialist investigation")
    assert investigator.page.url.endswith(case)


def it_does_not_exist_for_a_partner(worker: Hand, case: str) -> None:
    assert worker.status_of(f"/cases/{case}") == 404
    worker.opens("/partner")
    worker.never_reads(case)


def the_investigator_shares_it(investigator: Hand, case: str) -> None:
    investigator.follows("Share information")
    investigator.follows("Share with an agency")
    investigator.answers(to="birch_street")
    investigator.presses("Continue")
    investigator.answers(
        purpose="support",
        legal_basis="child_welfare",
        consent="told",
        action="Offer a first meeting",
        until=dt.datetime.now(dt.UTC).date() + dt.timedelta(days=45),
    )
    investigator.presses("See it as they will")
    investigator.reads("What Birch Street Project would see", "Withheld: risk of harm")
    investigator.presses("Share with Birch Street Project")
    investigator.reads("Offered, not answered yet")


def the_partner_sees_the_offer_alone_and_then_what_is_shared(worker: Hand, case: str) -> None:
    worker.opens("/partner")
    worker.follows(case)
    worker.reads("Give them support", "Offer a first meeting", "You would see")
    worker.never_reads("K.M.", "ward")
    worker.presses("Accept")
    worker.reads("K.M., girl", "You are seeing part of this case", "Through the ward")
    worker.reads("Withheld: risk of harm", "Never shown to your role", "police intelligence")
    worker.never_reads("Kayla", "district hospital", "He said I owed him")


def the_investigator_sends_the_nrm_referral(investigator: Hand, case: str) -> None:
    investigator.opens(f"/cases/{case}")
    investigator.does("Start the investigation")
    investigator.does("Start an NRM referral")
    left = investigator.page.locator(".govuk-task-list__item", has_text="to answer")
    while left.count():
        left.first.get_by_role("link").click()
        investigator.looks()
        investigator.answers_the_rest()
        investigator.presses("Save")
    investigator.reads("Every required answer is given")
    investigator.does("Mark the referral ready to send")
    investigator.does("Record that the referral was sent")
    investigator.reads("NRM referral sent", "Reasonable grounds decision, where possible")


def the_authority_decides(authority: Hand, case: str) -> None:
    authority.opens("/authority")
    authority.follows(case)
    authority.never_reads("He said I owed him")
    authority.does("Record the reasonable grounds decision", outcome="positive")
    authority.reads("Reasonable grounds decision: yes")


def the_decision_starts_the_recovery_period(investigator: Hand, case: str) -> None:
    investigator.opens(f"/cases/{case}")
    investigator.reads("Reasonable grounds decision: yes", "Recovery period")


def closing_is_blocked_with_what_is_left(supervisor: Hand, case: str) -> None:
    supervisor.opens(f"/cases/{case}")
    supervisor.reads("things to do before you close the case")
    supervisor.follows("More actions")
    supervisor.follows("Close the case")
    supervisor.reads("Bring the investigation to an end", "Record what support they have after")


def test_a_case_is_logged_by_keyboard_alone(meet):
    officer = meet("response_officer", PHONE_SMALL, team="response_coventry")
    officer.opens("/log")
    keys = Keys(officer.page)
    keys.to("button", "Log a case").press("Enter")
    for step, answers in KAYLA.items():
        officer.page.wait_for_url(f"**/{step}")
        for name, answer in answers.items():
            keys.answers(name, answer)
        keys.to("button", "Continue").press("Enter")
    officer.page.wait_for_url("**/check")
    keys.to("button", "Send to Child Abuse Team").press("Enter")
    officer.page.wait_for_url("**/sent")
    officer.reads("Sent to Child Abuse Team")


def test_a_case_is_logged_without_javascript(service, signed_in):
    person = service.seeded.person("response_officer", team="response_birmingham_north")
    page = signed_in(person, viewport=PHONE_SMALL, java_script_enabled=False)
    officer = Hand(page, scripts=False)
    logs_a_case(officer)
    officer.presses("Send to Child Abuse Team")
    officer.reads("Sent to Child Abuse Team")


class Keys:
    """A keyboard, and no mouse: what has the focus is all there is."""

    def __init__(self, page) -> None:
        self.page = page

    def to(self, tag, words):
        """Tab on until this control has the focus."""
        return self._until(
            lambda here: here["tag"] == tag.upper() and words in here["words"], f"{tag} {words}"
        )

    def answers(self, name, answer):
        if isinstance(answer, dt.date):
            for part in ("day", "month", "year"):
                self._named(f"{name}-{part}").type(str(getattr(answer, part)))
            return
        self._named(name)
        here = self._here()
        if here["type"] == "radio":
            self._choose(answer)
        elif here["type"] == "checkbox":
            for value in answer:
                self._until(lambda at, value=value: at["value"] == value, value).press("Space")
        else:
            self.page.keyboard.type(answer.title() if here["tag"] == "SELECT" else answer)

    def _choose(self, value):
        """Arrow keys pick among radios; the space bar picks the one there."""
        self.page.keyboard.press("Space")
        for _ in range(10):
            if self._here()["value"] == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow key leads to {value}")

    def _named(self, name):
        return self._until(lambda here: here["name"] == name, name)

    def _until(self, wanted, what):
        for _ in range(80):
            if wanted(self._here()):
                return self.page.keyboard
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no tab leads to {what} on {self.page.url}")

    def _here(self):
        return self.page.evaluate(
            """() => { const at = document.activeElement;
            return {tag: at.tagName, type: at.type || "", name: at.name || "",
                    value: at.value || "", words: at.innerText || ""}; }"""
        )
