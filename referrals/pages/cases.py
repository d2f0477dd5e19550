"""One address for a case, for every reader; each is handed another view."""

from flask import Blueprint, render_template, request, url_for
from werkzeug.wrappers import Response

from referrals.access import Verb
from referrals.gate import current_actor, needs
from referrals.pages import files, forms
from referrals.schemas import writing as asks
from referrals.services import reading, tasks, trails, worklists, writing
from referrals.views import CaseView, OfferView
from workflows.definition import Question
from workflows.sharing import Tier

bp = Blueprint("cases", __name__, url_prefix="/cases/<ref:reference>")


@bp.get("")
@needs(Verb.READ)
def show(reference: str) -> str:
    return _page(reading.read(current_actor(), reference), "overview")


@bp.get("/<any(timeline, people, tasks):tab>")
@needs(Verb.READ)
def tab(reference: str, tab: str) -> str:
    return _page(reading.read(current_actor(), reference, request.args.get("after")), tab)


@bp.get("/steps")
@needs(Verb.READ)
def steps(reference: str) -> str:
    """Everything this reader may do here, for what the case page leaves out."""
    return _page(reading.read(current_actor(), reference), "steps")


@bp.post("/reveal")
@needs(Verb.READ)
def reveal(reference: str) -> str:
    """The same page with the name; nothing is kept, and the trail says who asked."""
    return _page(reading.read(current_actor(), reference, named=True), "overview")


@bp.get("/activity")
@needs(Verb.READ)
def activity(reference: str) -> str:
    page = trails.seen_by(current_actor(), reference, request.args.get("after"), headed=True)
    return render_template("cases/activity.html", reference=reference, page=page, case=page.over)


@bp.get("/update")
@needs(Verb.WRITE)
def ask_note(reference: str) -> str:
    questions = asks.note(writing.kinds(current_actor(), reference))
    return _ask(reference, "Add an update", "Add to the timeline", questions)


@bp.post("/update")
@needs(Verb.WRITE)
def note(reference: str) -> Response | tuple[str, int]:
    actor = current_actor()
    questions = asks.note(writing.kinds(actor, reference))

    def do(answers: forms.Answers) -> str:
        writing.note(actor, reference, str(answers["kind"]), str(answers["text"]), key=forms.key())
        return url_for("cases.show", reference=reference)

    return _take(reference, "Add an update", "Add to the timeline", questions, do)


@bp.get("/tasks/new")
@needs(Verb.WRITE)
def ask_task(reference: str) -> str:
    writing.may_write(current_actor(), reference, Tier.TASKS)
    return _ask(reference, "Add a task", "Add the task", asks.TASK)


@bp.post("/tasks/new")
@needs(Verb.WRITE)
def add_task(reference: str) -> Response | tuple[str, int]:
    actor = current_actor()
    writing.may_write(actor, reference, Tier.TASKS)

    def do(answers: forms.Answers) -> str:
        tasks.add_task(actor, reference, str(answers["title"]), answers.get("due"), key=forms.key())
        return url_for("cases.tab", reference=reference, tab="tasks")

    return _take(reference, "Add a task", "Add the task", asks.TASK, do)


@bp.get("/tasks/<token:task>")
@needs(Verb.WRITE)
def ask_outcome(reference: str, task: str) -> str:
    title = tasks.task_title(current_actor(), reference, task)
    return _ask(reference, title, "Mark as done", asks.TASK_DONE)


@bp.post("/tasks/<token:task>")
@needs(Verb.WRITE)
def finish_task(reference: str, task: str) -> Response | tuple[str, int]:
    actor = current_actor()
    title = tasks.task_title(actor, reference, task)

    def do(answers: forms.Answers) -> str:
        tasks.finish_task(actor, reference, task, str(answers["outcome"]), key=forms.key())
        return url_for("cases.show", reference=reference)

    return _take(reference, title, "Mark as done", asks.TASK_DONE, do)


@bp.get("/people/new")
@needs(Verb.WRITE)
def ask_person(reference: str) -> str:
    writing.may_write(current_actor(), reference, Tier.INTELLIGENCE)
    return _ask(reference, "Add a person", "Add this person", asks.PERSON)


@bp.post("/people/new")
@needs(Verb.WRITE)
def add_person(reference: str) -> Response | tuple[str, int]:
    actor = current_actor()
    writing.may_write(actor, reference, Tier.INTELLIGENCE)

    def do(answers: forms.Answers) -> str:
        writing.add_person(
            actor,
            reference,
            str(answers["role"]),
            str(answers.get("name", "")),
            about=str(answers.get("about", "")),
            known=answers,
            key=forms.key(),
        )
        return url_for("cases.tab", reference=reference, tab="people")

    return _take(reference, "Add a person", "Add this person", asks.PERSON, do)


@bp.get("/htcds.json")
@needs(Verb.WRITE)
def ask_htcds(reference: str) -> str:
    return files.ask(reference, "htcds.json")


@bp.post("/htcds.json")
@needs(Verb.WRITE)
def take_htcds(reference: str) -> Response | tuple[str, int]:
    """The case as another case system reads it."""
    return files.take(reference, "htcds.json")


def _page(view: CaseView | OfferView, tab: str) -> str:
    if isinstance(view, OfferView):
        return render_template("partner/offer.html", offer=view, once=forms.once())
    if view.kind != "police":
        return render_template("partner/case.html", case=view, once=forms.once())
    team = worklists.colleagues(current_actor()) if "assign" in view.may else ()
    return render_template(f"cases/{tab}.html", case=view, tab=tab, team=team, once=forms.once())


def _ask(reference: str, title: str, button: str, questions: tuple[Question, ...]) -> str:
    return forms.show(
        "cases/ask.html", questions, reference=reference, title=title, button_text=button
    )


def _take(
    reference: str, title: str, button: str, questions: tuple[Question, ...], do: forms.Do
) -> Response | tuple[str, int]:
    page = {"reference": reference, "title": title, "button_text": button}

    def again(errors: forms.Errors) -> str:
        return forms.again("cases/ask.html", questions, errors, **page)

    return forms.take(questions, do, again)
