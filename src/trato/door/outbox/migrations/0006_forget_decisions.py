"""The one way in which an answer of the gate is forgotten: its inputs, once its message was erased.

Answers can only be added to by whoever runs the product. So the owner forgets, in this function
and nowhere else, only for the organisation that the caller is in, and only where the words are gone.
"""

from typing import Final

from django.db import migrations

_FUNCTION: Final = """
CREATE FUNCTION outbox_forget_decisions(messages uuid[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $body$
DECLARE
    inside uuid := nullif(current_setting('trato.organisation', true), '')::uuid;
    forgotten bigint;
BEGIN
    UPDATE public.outbox_decision d SET inputs = '', result = ''
      FROM public.outbox_message m
     WHERE d.organisation_id = inside AND m.organisation_id = inside
       AND d.message_id = ANY(messages) AND m.id = d.message_id
       AND m.draft ? 'erased' AND d.inputs <> '';
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    RETURN forgotten;
END
$body$
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0005_approval")]

    operations = [migrations.RunSQL(_FUNCTION, "DROP FUNCTION outbox_forget_decisions")]
