"""The blueprint of the API, whose every route is documented with all that it may answer."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, NoReturn, TypeVar

from flask import Flask, Request
from flask_smorest import Api, Blueprint
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser

from referrals.api.asked import JSON, PROBLEM, refuse_unreadable
from referrals.errors import Invalid
from referrals.gate.safe import CONVERTERS
from referrals.schemas.api_answers import Problem
from workflows import VERSION

View = TypeVar("View", bound=Callable[..., Any])
Doc = dict[str, Any]

ALWAYS = {
    401: "Nobody is signed in, or the token has ended",
    403: "You may see it, but it is not yours to do",
    404: "It does not exist, or it does not exist for you: the answer is the same",
    406: "Only JSON is answered",
    409: "Somebody else was first, or changed it since you saw it",
    410: "The draft was sent, deleted or has expired",
    422: "Values that cannot be taken (`errors`), or conditions that are not met (`unmet`)",
    423: "The session is locked",
    503: "The database or the trail cannot be reached: try again",
}
WRITING = {
    400: "The request cannot be read",
    413: "The body is larger than 1 MB",
    415: "The body is not JSON",
    428: "If-Match is needed and was not sent",
}
TRYING = {429: "Too many tries: Retry-After says when to try again"}
PROBLEMS = ALWAYS | WRITING | TRYING
QUOTED: Doc = {"type": "string", "examples": ['"3"']}
HEADERS: Mapping[str, Doc] = {
    "key": {
        "in": "header",
        "name": "Idempotency-Key",
        "required": False,
        "description": "A repeated request with the same key answers as the first did, "
        "while its case is there for you.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 64},
    },
    "version": {
        "in": "header",
        "name": "If-Match",
        "required": False,
        "description": "The version of the case, as its ETag gave it; if it is stale, 409.",
        "schema": QUOTED,
    },
    "own_version": {
        "in": "header",
        "name": "If-Match",
        "required": False,
        "description": "The version of this page, as its ETag gave it; if it is stale, 409.",
        "schema": QUOTED,
    },
    "share_version": {
        "in": "header",
        "name": "If-Match",
        "required": True,
        "description": "The version of the share, quoted; if it is stale, 409.",
        "schema": QUOTED,
    },
}
WORD: Doc = {"type": "string"}
ETAG: Doc = {"ETag": {"description": "The version, quoted", "required": True, "schema": WORD}}
ETAG_IF_TOLD: Doc = {"ETag": {"description": "The version, quoted, to the police", "schema": WORD}}
LOCATION: Doc = {"Location": {"description": "Where it is", "required": True, "schema": WORD}}
WHAT = (
    "The same service as the pages: same acts, same readers, same words. A program sends a bearer "
    "token; a browser that is signed in sends its cookie, and X-CSRFToken with what it writes."
)


class Arguments(FlaskParser):
    """Arguments in addresses; bodies are read more strictly, by `asked.body`."""

    def handle_error(
        self, error: ValidationError, req: Request, schema: Schema, **_: Any
    ) -> NoReturn:
        found = error.messages_dict
        raise Invalid({name: words for place in found.values() for name, words in place.items()})


class Door(Blueprint):
    """One group of routes, which the document calls by its description."""

    ARGUMENTS_PARSER = Arguments()

    def __init__(self, name: str, prefix: str, description: str) -> None:
        super().__init__(f"api_{name}", __name__, url_prefix=prefix, description=description)
        self.before_request(refuse_unreadable)
        self._prepare_doc_cbks.append(_documented)

    def route(self, rule: str, *, tags: list[str] | None = None, **options: Any) -> Any:
        return super().route(rule, tags=tags or [self.description], **options)


class JsonApi(Api):
    """The document of all routes; errors are answered where the pages' are."""

    DEFAULT_ERROR_RESPONSE_NAME = None
    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        """None of its own."""


def document(app: Flask) -> JsonApi:
    """The document, before any route is in it."""
    app.config.update(
        API_TITLE="Referral Pathway",
        API_VERSION=VERSION,
        OPENAPI_VERSION="3.1.0",
        API_SPEC_OPTIONS={
            "info": {"description": WHAT},
            "security": [{"token": []}, {"session": []}],
        },
    )
    api = JsonApi(app)
    for converter in CONVERTERS.values():
        api.register_converter(converter, _pattern)
    schemes = api.spec.components
    schemes.security_scheme("token", {"type": "http", "scheme": "bearer"})
    schemes.security_scheme(
        "session", {"type": "apiKey", "in": "cookie", "name": app.config["SESSION_COOKIE_NAME"]}
    )
    for code, words in PROBLEMS.items():
        content = {PROBLEM: {"schema": Problem}}
        schemes.response(_problem(code), {"description": words, "content": content})
    return api


def takes(*schemas: type[Schema], required: bool = True) -> Callable[[View], View]:
    """Document the body: one of these."""
    schema = schemas[0] if len(schemas) == 1 else {"anyOf": list(schemas)}
    body = {"required": required, "content": {JSON: {"schema": schema}}}
    return _marked(requestBody=body)


def takes_form(schema: type[Schema], kind: str) -> Callable[[View], View]:
    """Document a body that is a form with a file in it."""
    file = {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "of": {"type": "string", "description": "The document it is a redacted copy of"},
        },
    }
    body = {"required": True, "content": {kind: {"schema": {"allOf": [schema, file]}}}}
    return _marked(requestBody=body)


def gives_file(view: View) -> View:
    """Document an answer that is a file."""
    content = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
    marked: View = _marked(responses={"200": {"description": "The file", "content": content}})(view)
    return marked


def carries(*names: str) -> Callable[[View], View]:
    """Document the headers that are read."""
    return _marked(parameters=[HEADERS[name] for name in names])


def gives(
    *schemas: type[Schema],
    status: int = 200,
    tagged: bool = False,
    tagged_if_told: bool = False,
    located: bool = False,
) -> Callable[[View], View]:
    """Document what is answered when it goes well: one of these."""
    schema = schemas[0] if len(schemas) == 1 else {"oneOf": list(schemas)}
    content = {"content": {JSON: {"schema": schema}}} if schemas else {}
    tag = ETAG if tagged else ETAG_IF_TOLD if tagged_if_told else {}
    headers = tag | (LOCATION if located else {})
    answer = {"description": HTTPStatus(status).phrase, "headers": headers, **content}
    return _marked(responses={str(status): answer})


def unguarded(view: View) -> View:
    """Document that nobody need be signed in, and that tries are counted."""
    answers = {str(code): {"$ref": f"#/components/responses/{_problem(code)}"} for code in TRYING}
    return _marked(security=[], responses=answers)(view)


def _marked(**words: Any) -> Callable[[View], View]:
    marked: Callable[[View], View] = Blueprint.doc(**words)
    return marked


def _documented(doc: Doc, info: Doc, *, method: str, **_: Any) -> Doc:
    """What any route may answer beside what it says itself."""
    problems = ALWAYS if method == "get" else ALWAYS | WRITING
    answers = {str(code): {"$ref": f"#/components/responses/{_problem(code)}"} for code in problems}
    return {**doc, "responses": answers}


def _problem(code: int) -> str:
    return f"Problem{code}"


def _pattern(converter: Any) -> Doc:
    return {"type": "string", "pattern": f"^{converter.regex}$"}
