"""The application for servers that want a module: `gunicorn webapp.wsgi:app`."""

from store.settings import Settings
from webapp.app import create_app
from webapp.lasting import settle
from webapp.services import Services

app = create_app(Services.open(Settings.from_env()))
settle()
