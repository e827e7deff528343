"""Lets the tables that pages show tell what changed in them; what is told is in the first step."""

from typing import Final

from django.db import migrations

_STATEMENT_ADDED: Final = (
    "CREATE TRIGGER live_added AFTER INSERT ON {table} REFERENCING NEW TABLE AS added"
    " FOR EACH STATEMENT EXECUTE FUNCTION {function}"
)
_STATEMENT_CHANGED: Final = (
    "CREATE TRIGGER live_changed AFTER UPDATE ON {table}"
    " REFERENCING OLD TABLE AS gone NEW TABLE AS added"
    " FOR EACH STATEMENT EXECUTE FUNCTION {function}"
)

_TRIGGERS: Final = {
    "conversations_conversation": (
        _STATEMENT_ADDED.format(
            table="conversations_conversation", function="trato_live_conversation_added()"
        ),
        _STATEMENT_CHANGED.format(
            table="conversations_conversation", function="trato_live_conversation_changed()"
        ),
    ),
    "outbox_message": (
        _STATEMENT_ADDED.format(table="outbox_message", function="trato_live_in_thread('door')"),
        _STATEMENT_CHANGED.format(table="outbox_message", function="trato_live_in_thread('door')"),
    ),
    "conversations_note": (
        _STATEMENT_ADDED.format(
            table="conversations_note", function="trato_live_in_thread('thread')"
        ),
    ),
    "conversations_outsidemessage": (
        _STATEMENT_ADDED.format(
            table="conversations_outsidemessage", function="trato_live_in_thread('thread')"
        ),
    ),
    # Messages from people come with their conversation's own change; attachments come later.
    "conversations_inboundmessage": (
        "CREATE TRIGGER live_changed AFTER UPDATE ON conversations_inboundmessage FOR EACH ROW"
        " WHEN (OLD.media_state IS DISTINCT FROM NEW.media_state)"
        " EXECUTE FUNCTION trato_live_row_in_thread('thread')",
    ),
    # Whoever merely stays says so every few seconds: only coming and typing are news.
    "conversations_look": (
        "CREATE TRIGGER live_added AFTER INSERT ON conversations_look FOR EACH ROW"
        " EXECUTE FUNCTION trato_live_row_in_thread('lookers')",
        "CREATE TRIGGER live_changed AFTER UPDATE ON conversations_look FOR EACH ROW"
        " WHEN (OLD.is_typing <> NEW.is_typing OR NEW.at > OLD.at + interval '12 seconds')"
        " EXECUTE FUNCTION trato_live_row_in_thread('lookers')",
    ),
    "conversations_seat": (
        "CREATE TRIGGER live_added AFTER INSERT ON conversations_seat FOR EACH ROW"
        " EXECUTE FUNCTION trato_live_of_organisation('floor')",
        "CREATE TRIGGER live_changed AFTER UPDATE ON conversations_seat FOR EACH ROW"
        " WHEN (OLD.is_available <> NEW.is_available OR OLD.load_max <> NEW.load_max"
        "       OR OLD.name <> NEW.name OR OLD.seen_at IS NULL"
        "       OR NEW.seen_at > OLD.seen_at + interval '2 minutes')"
        " EXECUTE FUNCTION trato_live_of_organisation('floor')",
    ),
    "conversations_queue": (
        "CREATE TRIGGER live_changed AFTER INSERT OR UPDATE OR DELETE ON conversations_queue"
        " FOR EACH ROW EXECUTE FUNCTION trato_live_of_organisation('floor')",
    ),
    "monitoring_alert": (
        "CREATE TRIGGER live_added AFTER INSERT ON monitoring_alert FOR EACH ROW"
        " EXECUTE FUNCTION trato_live_of_organisation('alerts')",
        "CREATE TRIGGER live_changed AFTER UPDATE ON monitoring_alert FOR EACH ROW"
        " WHEN (OLD.state <> NEW.state)"
        " EXECUTE FUNCTION trato_live_of_organisation('alerts')",
    ),
    "django_session": (
        "CREATE TRIGGER live_gone AFTER DELETE ON django_session FOR EACH ROW"
        " EXECUTE FUNCTION trato_live_session_ended()",
    ),
    "organisations_member": (
        "CREATE TRIGGER live_changed AFTER UPDATE OR DELETE ON organisations_member FOR EACH ROW"
        " EXECUTE FUNCTION trato_live_member_changed()",
    ),
}


class Migration(migrations.Migration):

    dependencies = [
        ("console", "0001_initial"),
        ("conversations", "0005_people_at_work"),
        ("outbox", "0004_room_to_update"),
        ("monitoring", "0001_initial"),
        ("organisations", "0002_usual_rate"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            [one for statements in _TRIGGERS.values() for one in statements],
            [
                f"DROP TRIGGER {statement.split()[2]} ON {table}"
                for table, statements in _TRIGGERS.items()
                for statement in statements
            ],
        )
    ]
