"""Tells the desk what changed: small notices on one channel, in the transaction of the change.

A notice says an organisation, a kind and whom it is about; nothing that was said or owed. It goes
out only if the change is committed, and whoever listens then reads behind the walls.
"""

from typing import Final

from django.db import migrations

# More than so many at once are told as `*`: anything of this kind may have changed.
_TELL: Final = """
CREATE FUNCTION trato_live_tell(organisation uuid, kind text, items text[]) RETURNS void
LANGUAGE sql AS $body$
SELECT pg_notify('trato_live', organisation::text || ' ' || kind || ' ' ||
                 CASE WHEN cardinality(items) > 100 THEN '*' ELSE array_to_string(items, ' ') END)
$body$
"""

# `id,7,12,fila`: the agents who hold it or held it, and whether it came into a queue or left one.
# What only the assistant remembers of a dialogue is shown nowhere.
_CONVERSATION_ADDED: Final = """
CREATE FUNCTION trato_live_conversation_added() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM trato_live_tell(n.organisation_id, 'conversation', array_agg(
        concat_ws(',', n.id, n.agent_id,
                  CASE WHEN n.handled_by = 'human' AND n.agent_id IS NULL THEN 'fila' END)))
       FROM added n GROUP BY n.organisation_id;
    RETURN NULL;
END
$body$
"""
_CONVERSATION_CHANGED: Final = """
CREATE FUNCTION trato_live_conversation_changed() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM trato_live_tell(n.organisation_id, 'conversation', array_agg(
        concat_ws(',', n.id, n.agent_id,
                  CASE WHEN o.agent_id IS DISTINCT FROM n.agent_id THEN o.agent_id END,
                  CASE WHEN (n.handled_by = 'human' AND n.agent_id IS NULL)
                            <> (o.handled_by = 'human' AND o.agent_id IS NULL) THEN 'fila'
                       WHEN n.handled_by = 'human' OR o.handled_by = 'human' THEN 'gente' END)))
       FROM added n JOIN gone o ON o.organisation_id = n.organisation_id AND o.id = n.id
      WHERE o.bot_state IS NOT DISTINCT FROM n.bot_state
         OR to_jsonb(o) - 'bot_state' IS DISTINCT FROM to_jsonb(n) - 'bot_state'
      GROUP BY n.organisation_id;
    RETURN NULL;
END
$body$
"""

# For tables whose rows belong to a conversation: whatever changes in them is seen in its thread.
_IN_THREAD: Final = """
CREATE FUNCTION trato_live_in_thread() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM trato_live_tell(n.organisation_id, TG_ARGV[0],
                            array_agg(DISTINCT n.conversation_id::text))
       FROM added n WHERE n.conversation_id IS NOT NULL GROUP BY n.organisation_id;
    RETURN NULL;
END
$body$
"""
_ROW_IN_THREAD: Final = """
CREATE FUNCTION trato_live_row_in_thread() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM trato_live_tell(NEW.organisation_id, TG_ARGV[0], ARRAY[NEW.conversation_id::text]);
    RETURN NULL;
END
$body$
"""
_OF_ORGANISATION: Final = """
CREATE FUNCTION trato_live_of_organisation() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM trato_live_tell(coalesce(NEW.organisation_id, OLD.organisation_id), TG_ARGV[0],
                            ARRAY[]::text[]);
    RETURN NULL;
END
$body$
"""
# A session's key is a secret: only its hash is told.
_SESSION_ENDED: Final = """
CREATE FUNCTION trato_live_session_ended() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM pg_notify('trato_live', '- session ' ||
                      encode(sha256(convert_to(OLD.session_key, 'UTF8')), 'hex'));
    RETURN NULL;
END
$body$
"""
_MEMBER_CHANGED: Final = """
CREATE FUNCTION trato_live_member_changed() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM pg_notify('trato_live', '- member ' || OLD.user_id::text);
    RETURN NULL;
END
$body$
"""

_FUNCTIONS: Final = (
    _TELL,
    _CONVERSATION_ADDED,
    _CONVERSATION_CHANGED,
    _IN_THREAD,
    _ROW_IN_THREAD,
    _OF_ORGANISATION,
    _SESSION_ENDED,
    _MEMBER_CHANGED,
)


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(
            [*_FUNCTIONS],
            [
                "DROP FUNCTION " + one.split("FUNCTION ")[1].split("(")[0]
                for one in reversed(_FUNCTIONS)
            ],
        )
    ]
