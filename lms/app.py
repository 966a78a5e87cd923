"""The application factory: the one place that knows every room."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, Settings
from lms import i18n
from lms.assessments import views as assessments
from lms.assessments.actions.access import on_group_asked, on_group_changed
from lms.assessments.blocks import QuizBlocks
from lms.audit import views as audit
from lms.certificates import views as certificates
from lms.certificates.actions import on_course_completed
from lms.certificates.shortcut import Shortcut
from lms.courses import blocks
from lms.courses import views as courses
from lms.courses.events import CourseCompleted, GroupAsked, GroupChanged
from lms.db import db
from lms.events import subscribe
from lms.media import views as media
from lms.members import identity
from lms.members import views as members
from lms.members.models import Role
from lms.reports import views as reports
from lms.web import assets, errors, headers, health, layout, limits
from lms.web.app import App
from lms.web.layout import Way

EVERYONE = frozenset({""})
MEMBERS = frozenset({"member"})
OFFICE = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})
WAYS = (
    Way("reports.home", _l("Home"), MEMBERS),
    Way("courses.catalogue", _l("Courses"), EVERYONE),
    Way("reports.record", _l("My record"), MEMBERS),
    Way("authoring.courses", _l("Teach"), OFFICE | {Role.INSTRUCTOR}),
    Way("members.members", _l("Members"), OFFICE),
    Way("members.profile", _l("Profile"), MEMBERS),
)


def create_app(settings: Settings | None = None) -> App:
    """The whole app, ready to serve; settings come from the environment when not given."""
    settings = settings or Settings.from_env()
    app = App("lms", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.from_mapping(settings.as_flask())
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.proxies:
        n = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]
    _platform(app)
    _rooms(app)
    app.finish()
    return app


def _platform(app: App) -> None:
    db.init_app(app)
    i18n.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    limits.init_app(app)
    assets.init_app(app, ROOT / "static")
    layout.init_app(app, WAYS)
    CSRFProtect(app)
    identity.init_app(app)
    app.register_blueprint(health.bp)


def _rooms(app: App) -> None:
    """Register each room's views and connect the events between rooms."""
    for room in (audit, media, members, assessments, certificates, reports):
        app.register_blueprint(room.bp)
    for bp in courses.blueprints:
        app.register_blueprint(bp)
    blocks.register(QuizBlocks())
    subscribe(CourseCompleted, on_course_completed)
    subscribe(GroupAsked, on_group_asked)
    subscribe(GroupChanged, on_group_changed)
    app.wsgi_app = Shortcut(app)  # type: ignore[method-assign,assignment]
