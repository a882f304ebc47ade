"""The web application, put together: a flat list of steps."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from ingest.page_images import PageImages, picture_limits
from ingest.reading.host import ReaderHost
from webapp import errors, filters, health, security
from webapp.actions.views import bp as actions
from webapp.areas.views import bp as areas
from webapp.assessment.dimension_evidence import bp as dimension_evidence
from webapp.assessment.views import bp as assessment
from webapp.calendar.views import bp as calendar
from webapp.current import require_sign_in, template_facts
from webapp.cycles.roll_forward import bp as roll_forward
from webapp.cycles.views import bp as cycles
from webapp.desk.views import bp as desk
from webapp.evidence.adding import bp as adding
from webapp.evidence.describing import bp as describing
from webapp.evidence.taking_out import bp as taking_out
from webapp.evidence.views import bp as evidence
from webapp.governors.views import bp as governors
from webapp.help.views import bp as help_pages
from webapp.home.views import bp as home
from webapp.hub.views import bp as hub
from webapp.leadership.meeting import bp as leadership_meeting
from webapp.leadership.views import bp as leadership
from webapp.mail.views import bp as mail
from webapp.matching.views import bp as matching
from webapp.notes.views import bp as notes
from webapp.packs.views import bp as packs
from webapp.people.views import bp as people
from webapp.quotes.views import bp as quotes
from webapp.readiness.views import bp as readiness
from webapp.reply.views import bp as reply
from webapp.requests.views import bp as requests
from webapp.reviews.responses import bp as responses
from webapp.reviews.rounds import bp as rounds
from webapp.reviews.together import bp as together
from webapp.reviews.views import bp as reviews
from webapp.search.views import bp as search
from webapp.services import Services
from webapp.sharing.views import bp as sharing
from webapp.sign_in.views import bp as sign_in
from webapp.sign_off.views import bp as sign_off
from webapp.summary.views import bp as summary
from webapp.tracker.views import bp as tracker
from webapp.visits.after import bp as visit_after
from webapp.visits.notes import bp as visit_notes
from webapp.visits.read_back import bp as visit_read_back
from webapp.visits.report import bp as visit_report
from webapp.visits.sample import bp as visit_sample
from webapp.visits.views import bp as visits
from webapp.worker import limits_of

BLUEPRINTS = (
    sign_in, home, assessment, dimension_evidence, reviews, responses, rounds, together, desk,
    adding, describing, evidence, sharing, quotes, search, summary, people,
    help_pages,
    visits, visit_sample, visit_notes, visit_report, visit_read_back, visit_after, hub,
    actions, calendar, requests, mail, reply,
    tracker, readiness,
    areas, roll_forward, cycles, sign_off, governors,
    notes,
    leadership, leadership_meeting, matching,
    packs, taking_out,
    health.bp,
)  # fmt: skip
MEGABYTE = 1 << 20
# A form may hold several files; the limit of one file is checked as each arrives.
FILES_A_FORM = 5


def create_app(services: Services) -> Flask:
    """The application on the given services. Raises SettingError without a secret key."""
    app = Flask(__name__)
    settings = services.settings
    app.extensions["services"] = services
    app.extensions["page_images"] = PageImages(
        ReaderHost(picture_limits(limits_of(settings))),
        services.blobs,
        settings.data_dir / "derived",
    )
    app.config.update(
        SECRET_KEY=services.secret_key,
        MAX_CONTENT_LENGTH=FILES_A_FORM * settings.max_upload_mb * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=MEGABYTE,
        # Forms stay open longer than an hour while people read; the token ends with the session.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    CSRFProtect(app)
    _prepare_templates(app)
    security.protect(app, settings)
    app.before_request(require_sign_in)
    errors.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    return app


def _prepare_templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    filters.register(app)
    app.context_processor(template_facts)
