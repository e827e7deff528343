"""Lets a look at a conversation tell who looks: to themselves it is no news."""

from typing import Final

from django.db import migrations

# `id,7`: the conversation, and whose look it is.
_LOOKED: Final = """
CREATE FUNCTION trato_live_looked() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM trato_live_tell(NEW.organisation_id, 'lookers',
                            ARRAY[concat_ws(',', NEW.conversation_id, NEW.user_id)]);
    RETURN NULL;
END
$body$
"""
_ADDED: Final = "CREATE OR REPLACE TRIGGER live_added AFTER INSERT ON conversations_look FOR EACH ROW"
_CHANGED: Final = (
    "CREATE OR REPLACE TRIGGER live_changed AFTER UPDATE ON conversations_look FOR EACH ROW"
    " WHEN (OLD.is_typing <> NEW.is_typing OR NEW.at > OLD.at + interval '12 seconds')"
)
_NOW, _BEFORE = "trato_live_looked()", "trato_live_row_in_thread('lookers')"


def _telling(function: str) -> list[str]:
    return [f"{trigger} EXECUTE FUNCTION {function}" for trigger in (_ADDED, _CHANGED)]


class Migration(migrations.Migration):

    dependencies = [("console", "0003_live_tags_and_teams")]

    operations = [
        migrations.RunSQL(
            [_LOOKED, *_telling(_NOW)], [*_telling(_BEFORE), "DROP FUNCTION trato_live_looked()"]
        )
    ]
