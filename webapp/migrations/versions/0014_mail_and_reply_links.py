"""Mail and reply links."""

import sqlalchemy as sa
from alembic import op

import store.db

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reply_try",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "address_hash",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("at", store.db.UtcDateTime(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_try")),
    )
    with op.batch_alter_table("reply_try", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reply_try_address_hash_at"), ["address_hash", "at"], unique=False
        )

    op.create_table(
        "mail_choice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "pace",
            sa.Enum(
                "daily",
                "immediate",
                "never",
                name="mail_pace",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("last_mail_at", store.db.UtcDateTime(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_mail_choice_college_id_college")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mail_choice_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_choice")),
        sa.UniqueConstraint(
            "college_id", "person_id", name=op.f("uq_mail_choice_college_id_person_id")
        ),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "sentence", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "path", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("at", store.db.UtcDateTime(length=32), nullable=False),
        sa.Column("mail_at", store.db.UtcDateTime(length=32), nullable=True),
        sa.Column("mailed_at", store.db.UtcDateTime(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_notice_college_id_college")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_notice_college_id_person_id"), ["college_id", "person_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_notice_mailed_at_mail_at"), ["mailed_at", "mail_at"], unique=False
        )

    op.create_table(
        "mail",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "key", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "to_address",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "to_name", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "subject", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "body", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "reply_request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sent",
                "given_up",
                "cancelled",
                name="mail_state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column(
            "trouble", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("created_at", store.db.UtcDateTime(length=32), nullable=False),
        sa.Column("next_try_at", store.db.UtcDateTime(length=32), nullable=False),
        sa.Column("sent_at", store.db.UtcDateTime(length=32), nullable=True),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_mail_sent_with_a_time")
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "reply_request_id"],
            ["request.college_id", "request.id"],
            name=op.f("fk_mail_college_id_reply_request_id_request"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_mail_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("college_id", "id", name=op.f("uq_mail_college_id_id")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_key")),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mail_college_id_to_address"), ["college_id", "to_address"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_mail_state_next_try_at"), ["state", "next_try_at"], unique=False
        )

    op.create_table(
        "reply_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "token_hash",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("made_at", store.db.UtcDateTime(length=32), nullable=False),
        sa.Column("expires_at", store.db.UtcDateTime(length=32), nullable=False),
        sa.Column("withdrawn_at", store.db.UtcDateTime(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["college_id", "request_id"],
            ["request.college_id", "request.id"],
            name=op.f("fk_reply_link_college_id_request_id_request"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_reply_link_college_id_college")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_link")),
        sa.UniqueConstraint("college_id", "id", name=op.f("uq_reply_link_college_id_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_reply_link_token_hash")),
    )
    op.create_table(
        "reply_file",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "key", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "college_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("link_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "file_name",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "sha256", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "words", sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column(
            "address_hash",
            sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("at", store.db.UtcDateTime(length=32), nullable=False),
        sa.Column("decided_at", store.db.UtcDateTime(length=32), nullable=True),
        sa.Column(
            "decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by IS NULL)",
            name=op.f("ck_reply_file_decided_by_a_person"),
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_reply_file_has_bytes")),
        sa.ForeignKeyConstraint(
            ["college_id", "link_id"],
            ["reply_link.college_id", "reply_link.id"],
            name=op.f("fk_reply_file_college_id_link_id_reply_link"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id", "request_id"],
            ["request.college_id", "request.id"],
            name=op.f("fk_reply_file_college_id_request_id_request"),
        ),
        sa.ForeignKeyConstraint(
            ["college_id"], ["college.id"], name=op.f("fk_reply_file_college_id_college")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_reply_file_decided_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_file")),
        sa.UniqueConstraint("college_id", "id", name=op.f("uq_reply_file_college_id_id")),
        sa.UniqueConstraint("key", name=op.f("uq_reply_file_key")),
    )
    with op.batch_alter_table("reply_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reply_file_address_hash_at"), ["address_hash", "at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_reply_file_college_id_request_id"),
            ["college_id", "request_id"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("reply_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reply_file_college_id_request_id"))
        batch_op.drop_index(batch_op.f("ix_reply_file_address_hash_at"))

    op.drop_table("reply_file")
    op.drop_table("reply_link")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_state_next_try_at"))
        batch_op.drop_index(batch_op.f("ix_mail_college_id_to_address"))

    op.drop_table("mail")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_mailed_at_mail_at"))
        batch_op.drop_index(batch_op.f("ix_notice_college_id_person_id"))

    op.drop_table("notice")
    op.drop_table("mail_choice")
    with op.batch_alter_table("reply_try", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reply_try_address_hash_at"))

    op.drop_table("reply_try")
