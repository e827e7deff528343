"""Lets tags and teams tell what changed: tags are shown in threads and in lists, teams on the floor."""

from typing import Final

from django.db import migrations

# As a change of the conversation itself: its thread, and the lists of whoever has it.
_TAGGED: Final = """
CREATE FUNCTION trato_live_tagged() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM trato_live_tell(n.organisation_id, 'conversation',
                            array_agg(DISTINCT concat_ws(',', n.conversation_id, c.agent_id)))
       FROM added n
       LEFT JOIN conversations_conversation c
         ON c.organisation_id = n.organisation_id AND c.id = n.conversation_id
      GROUP BY n.organisation_id;
    RETURN NULL;
END
$body$
"""
# A tag that is renamed or dropped may stand on any conversation.
_TAG_CHANGED: Final = """
CREATE FUNCTION trato_live_tag_changed() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM trato_live_tell(OLD.organisation_id, 'conversation', ARRAY['*']);
    RETURN NULL;
END
$body$
"""

_FUNCTIONS: Final = (_TAGGED, _TAG_CHANGED)
_TRIGGERS: Final = {
    "sorting_tagging": (
        "CREATE TRIGGER live_added AFTER INSERT ON sorting_tagging REFERENCING NEW TABLE AS added"
        " FOR EACH STATEMENT EXECUTE FUNCTION trato_live_tagged()",
        "CREATE TRIGGER live_changed AFTER UPDATE ON sorting_tagging REFERENCING NEW TABLE AS added"
        " FOR EACH STATEMENT EXECUTE FUNCTION trato_live_tagged()",
    ),
    "sorting_tag": (
        "CREATE TRIGGER live_changed AFTER UPDATE ON sorting_tag FOR EACH ROW"
        " WHEN (OLD.name <> NEW.name) EXECUTE FUNCTION trato_live_tag_changed()",
        "CREATE TRIGGER live_gone AFTER DELETE ON sorting_tag FOR EACH ROW"
        " EXECUTE FUNCTION trato_live_tag_changed()",
    ),
    "conversations_team": (
        "CREATE TRIGGER live_changed AFTER INSERT OR UPDATE OR DELETE ON conversations_team"
        " FOR EACH ROW EXECUTE FUNCTION trato_live_of_organisation('floor')",
    ),
}


class Migration(migrations.Migration):

    dependencies = [
        ("console", "0002_live"),
        ("conversations", "0007_arranging_the_desk"),
        ("sorting", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            [*_FUNCTIONS, *(one for statements in _TRIGGERS.values() for one in statements)],
            [
                *(
                    f"DROP TRIGGER {statement.split()[2]} ON {table}"
                    for table, statements in _TRIGGERS.items()
                    for statement in statements
                ),
                *(
                    "DROP FUNCTION " + one.split("FUNCTION ")[1].split("(")[0]
                    for one in reversed(_FUNCTIONS)
                ),
            ],
        )
    ]
