"""Where a server, or the `flask` command, finds the application."""

from click import get_current_context

from config import from_environment
from referrals.app import create_app

settings = from_environment()
if get_current_context(silent=True) is None:  # a server: `flask keys create` makes the missing file
    settings.require_keys()
app = create_app(settings)
