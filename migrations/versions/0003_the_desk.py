"""The desk: transfers, notes, files and tags of chats, and who does what.

Revision ID: 0003
Revises: 0002
"""

# ruff: noqa: S608 - every part of these statements is written in this file
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


PIECE = 20
"""Messages in one piece of the archive's search."""

FOR_SQLITE = (
    """
    CREATE VIRTUAL TABLE archive_words USING fts5(
        body, who, content='archive_pieces', content_rowid='id', tokenize='ascii')
    """,
    """
    CREATE TRIGGER archive_piece_added AFTER INSERT ON archive_pieces BEGIN
        INSERT INTO archive_words (rowid, body, who) VALUES (new.id, new.body, new.who);
    END
    """,
    """
    CREATE TRIGGER archive_piece_gone AFTER DELETE ON archive_pieces BEGIN
        INSERT INTO archive_words (archive_words, rowid, body, who) VALUES ('delete', old.id, old.body, old.who);
    END
    """,
    """
    CREATE TRIGGER archive_piece_changed AFTER UPDATE OF body, who ON archive_pieces BEGIN
        INSERT INTO archive_words (archive_words, rowid, body, who) VALUES ('delete', old.id, old.body, old.who);
        INSERT INTO archive_words (rowid, body, who) VALUES (new.id, new.body, new.who);
    END
    """,
    f"""
    CREATE TRIGGER archive_message_added AFTER INSERT ON messages BEGIN
        INSERT INTO archive_pending (chat_id, number, touched) VALUES (new.chat_id, (new.number - 1) / {PIECE}, 1)
        ON CONFLICT (chat_id, number) DO UPDATE SET touched = touched + 1;
    END
    """,
    f"""
    CREATE TRIGGER archive_message_changed AFTER UPDATE OF text, deleted_at ON messages BEGIN
        INSERT INTO archive_pending (chat_id, number, touched) VALUES (new.chat_id, (new.number - 1) / {PIECE}, 1)
        ON CONFLICT (chat_id, number) DO UPDATE SET touched = touched + 1;
    END
    """,
    """
    CREATE TRIGGER archive_name_changed AFTER UPDATE OF visitor_name, visitor_email ON chats BEGIN
        INSERT INTO archive_pending (chat_id, number, touched) VALUES (new.id, 0, 1)
        ON CONFLICT (chat_id, number) DO UPDATE SET touched = touched + 1;
    END
    """,
)
FOR_POSTGRESQL = (
    "CREATE INDEX ix_archive_pieces_body ON archive_pieces USING gin (body)",
    "CREATE INDEX ix_archive_pieces_who ON archive_pieces USING gin (who)",
    f"""
    CREATE FUNCTION archive_note_message() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO archive_pending (chat_id, number, touched) VALUES (NEW.chat_id, (NEW.number - 1) / {PIECE}, 1)
        ON CONFLICT (chat_id, number) DO UPDATE SET touched = archive_pending.touched + 1;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION archive_note_name() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO archive_pending (chat_id, number, touched) VALUES (NEW.id, 0, 1)
        ON CONFLICT (chat_id, number) DO UPDATE SET touched = archive_pending.touched + 1;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER archive_message_added AFTER INSERT OR UPDATE OF text, deleted_at ON messages
        FOR EACH ROW EXECUTE FUNCTION archive_note_message()
    """,
    """
    CREATE TRIGGER archive_name_changed AFTER UPDATE OF visitor_name, visitor_email ON chats
        FOR EACH ROW EXECUTE FUNCTION archive_note_name()
    """,
)


def make_archive_search() -> None:
    """What the models cannot say: the index of words, and triggers that note what has to be read anew."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in FOR_SQLITE if is_sqlite else FOR_POSTGRESQL:
        op.execute(statement)
    op.execute(
        "INSERT INTO archive_pending (chat_id, number, touched) "
        f"SELECT DISTINCT chat_id, (number - 1) / {PIECE}, 1 FROM messages"
    )


def drop_archive_search() -> None:
    """Take it all back, before the tables change under the triggers."""
    if op.get_bind().dialect.name == "sqlite":
        for name in ("piece_added", "piece_gone", "piece_changed", "message_added", "message_changed", "name_changed"):
            op.execute(f"DROP TRIGGER archive_{name}")
        op.execute("DROP TABLE archive_words")
        return
    op.execute("DROP TRIGGER archive_message_added ON messages")
    op.execute("DROP TRIGGER archive_name_changed ON chats")
    op.execute("DROP FUNCTION archive_note_message()")
    op.execute("DROP FUNCTION archive_note_name()")


FIRST_ANSWERS = """
UPDATE chats SET first_answered_at =
    (SELECT MIN(messages.at) FROM messages WHERE messages.chat_id = chats.id AND messages.sender = 'operator')
"""
"""Statistics count chats of the time before the column by the first message of an operator."""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "operator_roles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("base", sa.String(length=20), nullable=False),
        sa.Column(
            "permissions", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator_roles")),
        sa.UniqueConstraint("name", name=op.f("uq_operator_roles_name")),
    )
    op.create_table(
        "queued_letters",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.String(length=250), nullable=False),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("recipient_name", sa.String(length=120), nullable=False),
        sa.Column("sender_name", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=True),
        sa.Column("reply_to", sa.String(length=320), nullable=True),
        sa.Column("in_reply_to", sa.String(length=250), nullable=True),
        sa.Column(
            "reference_ids",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("is_private", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=40), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_queued_letters")),
        sa.UniqueConstraint("message_id", name=op.f("uq_queued_letters_message_id")),
    )
    with op.batch_alter_table("queued_letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_queued_letters_created_at"), ["created_at"], unique=False)
        batch_op.create_index("ix_queued_letters_state_next_at", ["state", "next_at"], unique=False)

    op.create_table(
        "auto_replies",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("welcome", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("wait", sa.Text(), nullable=False),
        sa.Column("unanswered", sa.Text(), nullable=False),
        sa.Column("unanswered_seconds", sa.Integer(), nullable=False),
        sa.Column("unanswered_times", sa.Integer(), nullable=False),
        sa.Column("offline", sa.Text(), nullable=False),
        sa.Column("closed_by_operator", sa.Text(), nullable=False),
        sa.Column("closed_idle", sa.Text(), nullable=False),
        sa.Column("closed_abandoned", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["departments.id"],
            name=op.f("fk_auto_replies_department_id_departments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_auto_replies")),
        sa.UniqueConstraint("department_id", "language", name=op.f("uq_auto_replies_department_id_language")),
    )
    with op.batch_alter_table("auto_replies", schema=None) as batch_op:
        batch_op.create_index(
            "uq_auto_replies_everywhere",
            ["language"],
            unique=True,
            sqlite_where=sa.text("department_id IS NULL"),
            postgresql_where=sa.text("department_id IS NULL"),
        )

    op.create_table(
        "department_holidays",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("hours", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["departments.id"],
            name=op.f("fk_department_holidays_department_id_departments"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_holidays")),
    )
    with op.batch_alter_table("department_holidays", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_department_holidays_department_id"), ["department_id"], unique=False)

    op.create_table(
        "alert_wishes",
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "document", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_alert_wishes_operator_id_operators"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("operator_id", name=op.f("pk_alert_wishes")),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("operator_name", sa.String(length=120), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column(
            "details", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("address", sa.String(length=45), nullable=True),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_audit_log_operator_id_operators"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_log_action"), ["action"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_log_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_log_operator_id"), ["operator_id"], unique=False)

    op.create_table(
        "blocks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=260), nullable=False),
        sa.Column("visitor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("operator_name", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_blocks_operator_id_operators"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["visitors.id"], name=op.f("fk_blocks_visitor_id_visitors"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blocks")),
        sa.UniqueConstraint("key", name=op.f("uq_blocks_key")),
        sa.UniqueConstraint("kind", "value", name=op.f("uq_blocks_kind_value")),
    )
    with op.batch_alter_table("blocks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_blocks_visitor_id"), ["visitor_id"], unique=False)

    op.create_table(
        "canned_replies",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "texts", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "tags", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["departments.id"],
            name=op.f("fk_canned_replies_department_id_departments"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_canned_replies_operator_id_operators"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_replies")),
        sa.UniqueConstraint("key", name=op.f("uq_canned_replies_key")),
    )
    with op.batch_alter_table("canned_replies", schema=None) as batch_op:
        batch_op.create_index("ix_canned_replies_department_id", ["department_id"], unique=False)
        batch_op.create_index("ix_canned_replies_operator_id", ["operator_id"], unique=False)

    op.create_table(
        "department_pauses",
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["departments.id"],
            name=op.f("fk_department_pauses_department_id_departments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["operators.id"],
            name=op.f("fk_department_pauses_operator_id_operators"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("operator_id", "department_id", name=op.f("pk_department_pauses")),
    )
    op.create_table(
        "offline_messages",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("visitor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("consent", sa.Text(), nullable=True),
        sa.Column("page_url", sa.Text(), nullable=True),
        sa.Column("page_title", sa.Text(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("language", sa.String(length=35), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("operator_name", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_id"],
            ["departments.id"],
            name=op.f("fk_offline_messages_department_id_departments"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["operators.id"],
            name=op.f("fk_offline_messages_operator_id_operators"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["visitors.id"], name=op.f("fk_offline_messages_visitor_id_visitors"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offline_messages")),
        sa.UniqueConstraint("key", name=op.f("uq_offline_messages_key")),
        sa.UniqueConstraint("visitor_id", "client_id", name=op.f("uq_offline_messages_visitor_id_client_id")),
    )
    with op.batch_alter_table("offline_messages", schema=None) as batch_op:
        batch_op.create_index("ix_offline_messages_created_at_id", ["created_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offline_messages_operator_id"), ["operator_id"], unique=False)
        batch_op.create_index("ix_offline_messages_state_created_at", ["state", "created_at"], unique=False)

    op.create_table(
        "operator_recovery_codes",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["operators.id"],
            name=op.f("fk_operator_recovery_codes_operator_id_operators"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_operator_recovery_codes")),
    )
    with op.batch_alter_table("operator_recovery_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_operator_recovery_codes_operator_id"), ["operator_id"], unique=False)

    op.create_table(
        "operator_second_factors",
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["operators.id"],
            name=op.f("fk_operator_second_factors_operator_id_operators"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("operator_id", name=op.f("pk_operator_second_factors")),
    )
    op.create_table(
        "presence_periods",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=60), nullable=True),
        sa.Column("is_idle", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["operators.id"],
            name=op.f("fk_presence_periods_operator_id_operators"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence_periods")),
    )
    with op.batch_alter_table("presence_periods", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_presence_periods_operator_id"), ["operator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_presence_periods_until"), ["until"], unique=False)
        batch_op.create_index(
            "uq_presence_periods_one_open",
            ["operator_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "push_subscriptions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("endpoint_hash", sa.String(length=64), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("public_key", sa.String(length=100), nullable=False),
        sa.Column("secret", sa.String(length=40), nullable=False),
        sa.Column("browser", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["operators.id"],
            name=op.f("fk_push_subscriptions_operator_id_operators"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscriptions")),
        sa.UniqueConstraint("endpoint_hash", name=op.f("uq_push_subscriptions_endpoint_hash")),
    )
    with op.batch_alter_table("push_subscriptions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_push_subscriptions_operator_id"), ["operator_id"], unique=False)

    op.create_table(
        "visitor_notes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("visitor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("operator_name", sa.String(length=120), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_visitor_notes_operator_id_operators"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["visitors.id"], name=op.f("fk_visitor_notes_visitor_id_visitors"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visitor_notes")),
        sa.UniqueConstraint("visitor_id", "client_id", name=op.f("uq_visitor_notes_visitor_id_client_id")),
    )
    with op.batch_alter_table("visitor_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visitor_notes_visitor_id"), ["visitor_id"], unique=False)

    op.create_table(
        "offline_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("offline_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("operator_name", sa.String(length=120), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("letter_id", sa.String(length=250), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["offline_id"],
            ["offline_messages.id"],
            name=op.f("fk_offline_entries_offline_id_offline_messages"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["operators.id"],
            name=op.f("fk_offline_entries_operator_id_operators"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offline_entries")),
        sa.UniqueConstraint("offline_id", "client_id", name=op.f("uq_offline_entries_offline_id_client_id")),
    )
    op.create_table(
        "alerts_sent",
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("occasion", sa.String(length=20), nullable=False),
        sa.Column("seen_number", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name=op.f("fk_alerts_sent_chat_id_chats"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_alerts_sent_operator_id_operators"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "operator_id", "occasion", "seen_number", name=op.f("pk_alerts_sent")),
    )
    op.create_table(
        "archive_pending",
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("touched", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name=op.f("fk_archive_pending_chat_id_chats"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "number", name=op.f("pk_archive_pending")),
    )
    op.create_table(
        "archive_pieces",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("offline_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"), nullable=False),
        sa.Column("who", sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name=op.f("fk_archive_pieces_chat_id_chats"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["offline_id"],
            ["offline_messages.id"],
            name=op.f("fk_archive_pieces_offline_id_offline_messages"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_pieces")),
        sa.UniqueConstraint("chat_id", "number", name=op.f("uq_archive_pieces_chat_id_number")),
        sa.UniqueConstraint("offline_id", "number", name=op.f("uq_archive_pieces_offline_id_number")),
    )
    op.create_table(
        "chat_assignments",
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name=op.f("fk_chat_assignments_chat_id_chats"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["operators.id"],
            name=op.f("fk_chat_assignments_operator_id_operators"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_chat_assignments")),
    )
    with op.batch_alter_table("chat_assignments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chat_assignments_answer_by"), ["answer_by"], unique=False)

    op.create_table(
        "chat_calls",
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note_number", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name=op.f("fk_chat_calls_chat_id_chats"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_chat_calls_operator_id_operators"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", "operator_id", name=op.f("pk_chat_calls")),
    )
    with op.batch_alter_table("chat_calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chat_calls_at"), ["at"], unique=False)

    op.create_table(
        "chat_files",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("stored_name", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name=op.f("fk_chat_files_chat_id_chats"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_files")),
        sa.UniqueConstraint("key", name=op.f("uq_chat_files_key")),
    )
    with op.batch_alter_table("chat_files", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chat_files_chat_id"), ["chat_id"], unique=False)

    op.create_table(
        "chat_notes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("after_number", sa.BigInteger(), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("operator_name", sa.String(length=120), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name=op.f("fk_chat_notes_chat_id_chats"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_chat_notes_operator_id_operators"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_notes")),
        sa.UniqueConstraint("chat_id", "number", name=op.f("uq_chat_notes_chat_id_number")),
        sa.UniqueConstraint(
            "chat_id", "operator_id", "client_id", name=op.f("uq_chat_notes_chat_id_operator_id_client_id")
        ),
    )
    op.create_table(
        "chat_tags",
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_chat_tags_chat_id_chats"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("chat_id", "tag", name=op.f("pk_chat_tags")),
    )
    op.create_table(
        "chat_transfers",
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("to_operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("to_department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("by_operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["by_operator_id"],
            ["operators.id"],
            name=op.f("fk_chat_transfers_by_operator_id_operators"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name=op.f("fk_chat_transfers_chat_id_chats"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["to_department_id"],
            ["departments.id"],
            name=op.f("fk_chat_transfers_to_department_id_departments"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["to_operator_id"],
            ["operators.id"],
            name=op.f("fk_chat_transfers_to_operator_id_operators"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_chat_transfers")),
    )
    with op.batch_alter_table("chat_transfers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chat_transfers_to_operator_id"), ["to_operator_id"], unique=False)

    op.create_table(
        "message_versions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("operator_name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_message_versions_message_id_messages"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["operators.id"],
            name=op.f("fk_message_versions_operator_id_operators"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_versions")),
    )
    with op.batch_alter_table("message_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_versions_message_id"), ["message_id"], unique=False)

    with op.batch_alter_table("chats", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last_change", sa.BigInteger(), server_default=sa.text("(0)"), nullable=False))
        batch_op.add_column(sa.Column("last_note", sa.BigInteger(), server_default=sa.text("(0)"), nullable=False))
        batch_op.add_column(
            sa.Column("visitor_received_number", sa.BigInteger(), server_default=sa.text("(0)"), nullable=False)
        )
        batch_op.add_column(sa.Column("rating_comment", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("close_reason", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("first_answered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("visitor_email", sa.String(length=254), nullable=True))
        batch_op.add_column(sa.Column("visitor_phone", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("language", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("owned_since", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("owner_gone_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("queued_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_index(batch_op.f("ix_chats_operator_id"))
        batch_op.drop_index(batch_op.f("ix_chats_state"))
        batch_op.create_index("ix_chats_closed_at", ["closed_at"], unique=False)
        batch_op.create_index("ix_chats_department_id_accepted_at", ["department_id", "accepted_at"], unique=False)
        batch_op.create_index("ix_chats_operator_id_owned_since", ["operator_id", "owned_since"], unique=False)
        batch_op.create_index("ix_chats_operator_id_state", ["operator_id", "state"], unique=False)
        batch_op.create_index("ix_chats_started_at", ["started_at"], unique=False)
        batch_op.create_index("ix_chats_started_at_id", ["started_at", "id"], unique=False)
        batch_op.create_index(
            "ix_chats_state_department_id_started_at", ["state", "department_id", "started_at"], unique=False
        )

    with op.batch_alter_table("departments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("time_zone", sa.String(length=60), nullable=True))
        batch_op.add_column(
            sa.Column(
                "weekly", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True
            )
        )
        batch_op.add_column(sa.Column("counts", sa.String(length=10), server_default="both", nullable=False))

    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("quoted_number", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("file_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.add_column(sa.Column("change", sa.BigInteger(), server_default=sa.text("(0)"), nullable=False))
        batch_op.add_column(sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_messages_chat_id_change",
            ["chat_id", "change"],
            unique=False,
            sqlite_where=sa.text("change > 0"),
            postgresql_where=sa.text("change > 0"),
        )
        batch_op.create_index(
            "ix_messages_file_id",
            ["file_id"],
            unique=False,
            sqlite_where=sa.text("file_id IS NOT NULL"),
            postgresql_where=sa.text("file_id IS NOT NULL"),
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_messages_file_id_chat_files"), "chat_files", ["file_id"], ["id"], ondelete="SET NULL"
        )

    with op.batch_alter_table("operator_leases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_idle", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("operator_sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("browser", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("system", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("address", sa.String(length=45), nullable=True))

    with op.batch_alter_table("operators", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.add_column(sa.Column("language", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("away_reason", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("capacity", sa.Integer(), server_default=sa.text("(0)"), nullable=False))
        batch_op.create_index(batch_op.f("ix_operators_role_id"), ["role_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_operators_role_id_operator_roles"), "operator_roles", ["role_id"], ["id"]
        )

    with op.batch_alter_table("visitors", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("is_colleague", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("latitude", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("longitude", sa.Double(), nullable=True))

    op.execute(FIRST_ANSWERS)
    make_archive_search()


def downgrade() -> None:
    """Take back."""
    drop_archive_search()
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_column("longitude")
        batch_op.drop_column("latitude")

    with op.batch_alter_table("visitors", schema=None) as batch_op:
        batch_op.drop_column("is_colleague")
        batch_op.drop_column("phone")

    with op.batch_alter_table("operators", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_operators_role_id_operator_roles"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_operators_role_id"))
        batch_op.drop_column("capacity")
        batch_op.drop_column("away_reason")
        batch_op.drop_column("last_seen_at")
        batch_op.drop_column("language")
        batch_op.drop_column("role_id")

    with op.batch_alter_table("operator_sessions", schema=None) as batch_op:
        batch_op.drop_column("address")
        batch_op.drop_column("system")
        batch_op.drop_column("browser")
        batch_op.drop_column("last_used_at")

    with op.batch_alter_table("operator_leases", schema=None) as batch_op:
        batch_op.drop_column("is_idle")

    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_messages_file_id_chat_files"), type_="foreignkey")
        batch_op.drop_index(
            "ix_messages_file_id",
            sqlite_where=sa.text("file_id IS NOT NULL"),
            postgresql_where=sa.text("file_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_messages_chat_id_change", sqlite_where=sa.text("change > 0"), postgresql_where=sa.text("change > 0")
        )
        batch_op.drop_column("deleted_at")
        batch_op.drop_column("edited_at")
        batch_op.drop_column("change")
        batch_op.drop_column("file_id")
        batch_op.drop_column("quoted_number")
        batch_op.drop_column("about")

    with op.batch_alter_table("departments", schema=None) as batch_op:
        batch_op.drop_column("counts")
        batch_op.drop_column("weekly")
        batch_op.drop_column("time_zone")

    with op.batch_alter_table("chats", schema=None) as batch_op:
        batch_op.drop_index("ix_chats_state_department_id_started_at")
        batch_op.drop_index("ix_chats_started_at_id")
        batch_op.drop_index("ix_chats_started_at")
        batch_op.drop_index("ix_chats_operator_id_state")
        batch_op.drop_index("ix_chats_operator_id_owned_since")
        batch_op.drop_index("ix_chats_department_id_accepted_at")
        batch_op.drop_index("ix_chats_closed_at")
        batch_op.create_index(batch_op.f("ix_chats_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_chats_operator_id"), ["operator_id"], unique=False)
        batch_op.drop_column("warned_at")
        batch_op.drop_column("queued_at")
        batch_op.drop_column("owner_gone_at")
        batch_op.drop_column("owned_since")
        batch_op.drop_column("language")
        batch_op.drop_column("visitor_phone")
        batch_op.drop_column("visitor_email")
        batch_op.drop_column("missed_at")
        batch_op.drop_column("first_answered_at")
        batch_op.drop_column("held_at")
        batch_op.drop_column("close_reason")
        batch_op.drop_column("rating_comment")
        batch_op.drop_column("visitor_received_number")
        batch_op.drop_column("last_note")
        batch_op.drop_column("last_change")

    with op.batch_alter_table("message_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_versions_message_id"))

    op.drop_table("message_versions")
    with op.batch_alter_table("chat_transfers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chat_transfers_to_operator_id"))

    op.drop_table("chat_transfers")
    op.drop_table("chat_tags")
    op.drop_table("chat_notes")
    with op.batch_alter_table("chat_files", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chat_files_chat_id"))

    op.drop_table("chat_files")
    with op.batch_alter_table("chat_calls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chat_calls_at"))

    op.drop_table("chat_calls")
    with op.batch_alter_table("chat_assignments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chat_assignments_answer_by"))

    op.drop_table("chat_assignments")
    op.drop_table("archive_pieces")
    op.drop_table("archive_pending")
    op.drop_table("alerts_sent")
    op.drop_table("offline_entries")
    with op.batch_alter_table("visitor_notes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visitor_notes_visitor_id"))

    op.drop_table("visitor_notes")
    with op.batch_alter_table("push_subscriptions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_push_subscriptions_operator_id"))

    op.drop_table("push_subscriptions")
    with op.batch_alter_table("presence_periods", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_presence_periods_one_open",
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_presence_periods_until"))
        batch_op.drop_index(batch_op.f("ix_presence_periods_operator_id"))

    op.drop_table("presence_periods")
    op.drop_table("operator_second_factors")
    with op.batch_alter_table("operator_recovery_codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_operator_recovery_codes_operator_id"))

    op.drop_table("operator_recovery_codes")
    with op.batch_alter_table("offline_messages", schema=None) as batch_op:
        batch_op.drop_index("ix_offline_messages_state_created_at")
        batch_op.drop_index(batch_op.f("ix_offline_messages_operator_id"))
        batch_op.drop_index("ix_offline_messages_created_at_id")

    op.drop_table("offline_messages")
    op.drop_table("department_pauses")
    with op.batch_alter_table("canned_replies", schema=None) as batch_op:
        batch_op.drop_index("ix_canned_replies_operator_id")
        batch_op.drop_index("ix_canned_replies_department_id")

    op.drop_table("canned_replies")
    with op.batch_alter_table("blocks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_blocks_visitor_id"))

    op.drop_table("blocks")
    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_log_operator_id"))
        batch_op.drop_index(batch_op.f("ix_audit_log_at"))
        batch_op.drop_index(batch_op.f("ix_audit_log_action"))

    op.drop_table("audit_log")
    op.drop_table("alert_wishes")
    with op.batch_alter_table("department_holidays", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_department_holidays_department_id"))

    op.drop_table("department_holidays")
    with op.batch_alter_table("auto_replies", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_auto_replies_everywhere",
            sqlite_where=sa.text("department_id IS NULL"),
            postgresql_where=sa.text("department_id IS NULL"),
        )

    op.drop_table("auto_replies")
    with op.batch_alter_table("queued_letters", schema=None) as batch_op:
        batch_op.drop_index("ix_queued_letters_state_next_at")
        batch_op.drop_index(batch_op.f("ix_queued_letters_created_at"))

    op.drop_table("queued_letters")
    op.drop_table("operator_roles")
