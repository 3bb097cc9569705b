"""Putting the house together: the only place, with the command line, that sees every package."""

from __future__ import annotations

import logging
import sys

import structlog
from flask import Flask

from app import plugin_host
from app.administration import audit_views as audit
from app.administration import department_views as departments
from app.administration import event_views as events
from app.administration import identity_views as identity
from app.administration import mail_views
from app.administration import people_views as people
from app.administration import plugin_views as plugin_pages
from app.administration import role_views as roles
from app.administration import settings_views as site_settings
from app.administration import views as administration
from app.alerts import listeners as alert_listeners
from app.alerts import views as alerts
from app.api import views as api
from app.canned_replies import views as canned_replies
from app.chats import archive_index, archive_views, auto_reply_views, block_views, offline_views
from app.chats import chores as chat_chores
from app.chats import flow_views as chat_rules
from app.conversions import views as conversions
from app.demo import views as demo
from app.foundation import mail_queue
from app.foundation.configuration import Configuration
from app.foundation.database import init_database
from app.foundation.http import csrf, init_http
from app.foundation.i18n import init_i18n
from app.foundation.jobs import JobRunner
from app.foundation.limits import init_limits
from app.foundation.login import login_manager
from app.foundation.requests import RequestGuard
from app.foundation.sockets import init_sockets
from app.invitations import forecast_views, manual_chores, rule_tools
from app.invitations import history_views as invitation_history
from app.invitations import list_views as invitation_list
from app.invitations import listeners as invitation_listeners
from app.invitations import picture_views as pictures
from app.invitations import views as invitations
from app.operators import account_views as account
from app.operators import listeners as operator_listeners
from app.operators import teams
from app.operators import views as operators
from app.plugin_host import chores as plugin_chores
from app.plugin_reads import PresentFacts
from app.realtime import (
    canned_views,
    context_views,
    flow_views,
    list_views,
    manual_pages,
    manual_views,
    message_views,
    presence_views,
    visitor_pages,
)
from app.realtime import file_views as desk_files
from app.realtime import listeners as realtime_listeners
from app.realtime import views as desk
from app.reports import chat_views as chat_reports
from app.reports import views as reports
from app.shell import navigation, presentation
from app.themes import init_themes
from app.visitors import blocking
from app.visitors import listeners as visitor_listeners
from app.widget import file_views as files
from app.widget import try_it_pages
from app.widget import views as widget

CHORES = (
    plugin_chores,
    manual_chores,
    operator_listeners,
    visitor_listeners,
    mail_queue,
    blocking,
    archive_index,
    chat_chores,
)
"""Modules imported for the chores that they register with ``jobs.every``."""


def create_app(configuration: Configuration, *, is_serving: bool = False) -> Flask:
    """Build the application. It neither migrates, sleeps nor calls the network.

    ``is_serving`` starts the job runner and the chores; commands and most tests do without.
    """
    _set_up_logging()
    app = Flask("app", instance_path=str(configuration.instance_path), static_folder=None)
    app.secret_key = configuration.secret_key
    app.testing = configuration.is_testing
    app.extensions["beckon.configuration"] = configuration
    init_database(app, configuration.database_url)
    init_i18n(app)
    init_limits(app, configuration)
    login_manager.init_app(app, add_context_processor=False)
    init_http(app, configuration)
    init_themes(app)
    plugin_host.start(app, configuration, reads=PresentFacts())
    invitation_listeners.subscribe(app)
    teams.subscribe()
    init_sockets(app, configuration, realtime_listeners.CLIENT_EVENTS, is_serving=is_serving)
    realtime_listeners.subscribe()
    alert_listeners.subscribe(app, is_serving=is_serving)
    _register_pages(app)
    app.wsgi_app = RequestGuard(app.wsgi_app, configuration.trusted_proxies)  # type: ignore[method-assign]
    app.extensions["beckon.jobs"] = runner = JobRunner(app, configuration)
    if is_serving:
        runner.start()
    return app


def _register_pages(app: Flask) -> None:
    presentation.install(app)
    for feature in (
        operators,
        account,
        people,
        roles,
        audit,
        visitor_pages,
        context_views,
        flow_views,
        list_views,
        message_views,
        manual_views,
        manual_pages,
        invitations,
        invitation_history,
        invitation_list,
        rule_tools,
        forecast_views,
        pictures,
        files,
        try_it_pages,
        conversions,
        reports,
        chat_reports,
        desk,
        desk_files,
        presence_views,
        administration,
        alerts,
        departments,
        events,
        identity,
        plugin_pages,
        site_settings,
        chat_rules,
        auto_reply_views,
        mail_views,
        offline_views,
        archive_views,
        block_views,
        canned_replies,
        canned_views,
        demo,
    ):
        app.register_blueprint(feature.blueprint)
    app.register_blueprint(offline_views.settings_blueprint)
    for blueprint in (*widget.blueprints, api.blueprint):
        csrf.exempt(blueprint)  # callers show a signed token in the request itself; no cookie speaks for them
        app.register_blueprint(blueprint)
    navigation.require_endpoints(app)


def _set_up_logging() -> None:
    if logging.getLogger().handlers:
        return
    shared: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=shared,
        )
    )
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)
