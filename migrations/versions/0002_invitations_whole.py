"""Invitations whole: their words, looks, limits and experiments; manual ones; versions.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "manual_invitations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("batch_key", sa.String(length=32), nullable=False),
        sa.Column("visitor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sender_name", sa.String(length=120), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("assigns_chat", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["operators.id"],
            name=op.f("fk_manual_invitations_operator_id_operators"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["visitor_id"], ["visitors.id"], name=op.f("fk_manual_invitations_visitor_id_visitors"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manual_invitations")),
        sa.UniqueConstraint("key", name=op.f("uq_manual_invitations_key")),
    )
    with op.batch_alter_table("manual_invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_manual_invitations_batch_key"), ["batch_key"], unique=False)
        batch_op.create_index(
            "ix_manual_invitations_operator_id_created_at", ["operator_id", "created_at"], unique=False
        )
        batch_op.create_index("ix_manual_invitations_visitor_id_created_at", ["visitor_id", "created_at"], unique=False)
        batch_op.create_index(
            "uq_manual_invitations_one_open",
            ["visitor_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "invitation_epochs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("invitation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "experiment", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.Column(
            "conversion", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitations.id"],
            name=op.f("fk_invitation_epochs_invitation_id_invitations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_epochs")),
        sa.UniqueConstraint("invitation_id", "number", name=op.f("uq_invitation_epochs_invitation_id_number")),
    )
    op.create_table(
        "invitation_versions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("invitation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "document", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["invitations.id"],
            name=op.f("fk_invitation_versions_invitation_id_invitations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"],
            ["operators.id"],
            name=op.f("fk_invitation_versions_operator_id_operators"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation_versions")),
    )
    with op.batch_alter_table("invitation_versions", schema=None) as batch_op:
        batch_op.create_index("ix_invitation_versions_invitation_id_id", ["invitation_id", "id"], unique=False)

    op.create_table(
        "chat_waits",
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sender_name", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("every_seconds", sa.Integer(), nullable=False),
        sa.Column("times_left", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chats.id"], name=op.f("fk_chat_waits_chat_id_chats"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_chat_waits")),
    )
    with op.batch_alter_table("chat_waits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_chat_waits_next_at"), ["next_at"], unique=False)

    with op.batch_alter_table("chats", schema=None) as batch_op:
        batch_op.create_index("ix_chats_impression_id", ["impression_id"], unique=False)

    with op.batch_alter_table("conversions", schema=None) as batch_op:
        batch_op.alter_column("goal_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.alter_column("invitation_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index("ix_conversions_impression_id", ["impression_id"], unique=False)
        batch_op.create_index(
            "uq_conversions_own_goal",
            ["impression_id"],
            unique=True,
            sqlite_where=sa.text("goal_id IS NULL"),
            postgresql_where=sa.text("goal_id IS NULL"),
        )

    with op.batch_alter_table("impression_log", schema=None) as batch_op:
        batch_op.alter_column("invitation_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(
            "ix_impression_log_clicked",
            ["invitation_id", "at"],
            unique=False,
            sqlite_where=sa.text("kind = 'clicked'"),
            postgresql_where=sa.text("kind = 'clicked'"),
        )

    with op.batch_alter_table("impressions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=20), server_default="automatic", nullable=False))
        batch_op.add_column(
            sa.Column("manual_invitation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(
            sa.Column("operator_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("assigns_chat", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(
            sa.Column(
                "buttons",
                sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
                server_default=sa.text("'[]'"),
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "design",
                sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
                server_default=sa.text("'{}'"),
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("epoch", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("variant", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("is_returning", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("campaign", sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column("page_url", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("country", sa.String(length=2), nullable=True))
        batch_op.add_column(sa.Column("device", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("language", sa.String(length=35), nullable=True))
        batch_op.add_column(sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("clicked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("closed_url", sa.Text(), nullable=True))
        batch_op.alter_column("invitation_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(batch_op.f("ix_impressions_manual_invitation_id"), ["manual_invitation_id"], unique=False)
        batch_op.create_index("ix_impressions_shown_at", ["shown_at"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_impressions_manual_invitation_id_manual_invitations"),
            "manual_invitations",
            ["manual_invitation_id"],
            ["id"],
            ondelete="CASCADE",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_impressions_operator_id_operators"),
            "operators",
            ["operator_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("channel", sa.String(length=20), server_default="proactive", nullable=False))
        batch_op.add_column(sa.Column("campaign", sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column("audience", sa.String(length=20), server_default="everyone", nullable=False))
        batch_op.add_column(
            sa.Column(
                "message",
                sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
                server_default=sa.text("'{}'"),
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "sender",
                sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
                server_default=sa.text("'{}'"),
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "frequency",
                sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
                server_default=sa.text("'{}'"),
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "schedule", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True
            )
        )
        batch_op.add_column(
            sa.Column(
                "wait", sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"), nullable=True
            )
        )
        batch_op.add_column(
            sa.Column(
                "design",
                sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
                server_default=sa.text("'{}'"),
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "conversion",
                sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
                nullable=True,
            )
        )
        batch_op.add_column(
            sa.Column(
                "experiment",
                sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
                server_default=sa.text("'{}'"),
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("epoch", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("launched_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("launched_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_index(batch_op.f("ix_invitations_campaign"), ["campaign"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_invitations_launched_by_operators"),
            "operators",
            ["launched_by"],
            ["id"],
            ondelete="SET NULL",
        )


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_invitations_launched_by_operators"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_invitations_campaign"))
        batch_op.drop_column("launched_by")
        batch_op.drop_column("launched_at")
        batch_op.drop_column("epoch")
        batch_op.drop_column("experiment")
        batch_op.drop_column("conversion")
        batch_op.drop_column("design")
        batch_op.drop_column("wait")
        batch_op.drop_column("schedule")
        batch_op.drop_column("frequency")
        batch_op.drop_column("sender")
        batch_op.drop_column("message")
        batch_op.drop_column("audience")
        batch_op.drop_column("campaign")
        batch_op.drop_column("channel")

    with op.batch_alter_table("impressions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_impressions_operator_id_operators"), type_="foreignkey")
        batch_op.drop_constraint(
            batch_op.f("fk_impressions_manual_invitation_id_manual_invitations"), type_="foreignkey"
        )
        batch_op.drop_index("ix_impressions_shown_at")
        batch_op.drop_index(batch_op.f("ix_impressions_manual_invitation_id"))
        batch_op.alter_column("invitation_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("closed_url")
        batch_op.drop_column("clicked_at")
        batch_op.drop_column("opened_at")
        batch_op.drop_column("language")
        batch_op.drop_column("device")
        batch_op.drop_column("country")
        batch_op.drop_column("page_url")
        batch_op.drop_column("campaign")
        batch_op.drop_column("is_returning")
        batch_op.drop_column("variant")
        batch_op.drop_column("epoch")
        batch_op.drop_column("design")
        batch_op.drop_column("buttons")
        batch_op.drop_column("assigns_chat")
        batch_op.drop_column("operator_id")
        batch_op.drop_column("manual_invitation_id")
        batch_op.drop_column("kind")

    with op.batch_alter_table("impression_log", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_impression_log_clicked",
            sqlite_where=sa.text("kind = 'clicked'"),
            postgresql_where=sa.text("kind = 'clicked'"),
        )
        batch_op.alter_column("invitation_id", existing_type=sa.INTEGER(), nullable=False)

    with op.batch_alter_table("conversions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_conversions_own_goal",
            sqlite_where=sa.text("goal_id IS NULL"),
            postgresql_where=sa.text("goal_id IS NULL"),
        )
        batch_op.drop_index("ix_conversions_impression_id")
        batch_op.alter_column("invitation_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.alter_column("goal_id", existing_type=sa.INTEGER(), nullable=False)

    with op.batch_alter_table("chats", schema=None) as batch_op:
        batch_op.drop_index("ix_chats_impression_id")

    with op.batch_alter_table("chat_waits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_chat_waits_next_at"))

    op.drop_table("chat_waits")
    with op.batch_alter_table("invitation_versions", schema=None) as batch_op:
        batch_op.drop_index("ix_invitation_versions_invitation_id_id")

    op.drop_table("invitation_versions")
    op.drop_table("invitation_epochs")
    with op.batch_alter_table("manual_invitations", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_manual_invitations_one_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_manual_invitations_visitor_id_created_at")
        batch_op.drop_index("ix_manual_invitations_operator_id_created_at")
        batch_op.drop_index(batch_op.f("ix_manual_invitations_batch_key"))

    op.drop_table("manual_invitations")
