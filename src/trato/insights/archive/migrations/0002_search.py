"""The words' index, the stemmer that leaves no word out, and the one function that searches.

Row-level security would keep the words' index from being used: `@@` is not leakproof. So the owner
searches, in this function and nowhere else, and only for the organisation that the caller is in.
It answers ids; what was said is then read behind the walls.
"""

from typing import Final

from django.db import migrations

_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION archive_search(
    organisation uuid, stems text, phrases text, exact text, people uuid[], conversations uuid[], agent int,
    classes text[], sources text[], since timestamptz, until timestamptz, after_at timestamptz,
    after_id uuid, row_limit int
) RETURNS TABLE (id uuid, at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp SET jit = off
AS $body$
DECLARE
    wanted tsquery;
    told text := 'SELECT l.id, l.at FROM public.archive_line l WHERE l.organisation_id = $1';
BEGIN
    IF organisation IS NULL
       OR organisation IS DISTINCT FROM nullif(current_setting('trato.organisation', true), '')::uuid
    THEN
        RAISE insufficient_privilege USING MESSAGE = 'not inside this organisation';
    END IF;
    IF stems <> '' THEN wanted := to_tsquery('public.trato_stem', stems); END IF;
    IF phrases <> '' THEN
        wanted := CASE WHEN wanted IS NULL THEN phrases::tsquery
                       ELSE wanted && phrases::tsquery END;
    END IF;
    IF wanted IS NOT NULL THEN told := told || ' AND l.words @@ $2'; END IF;
    -- As a function, not the operator: it must not be looked up, nor counted as one more rarity.
    IF exact <> '' THEN told := told || ' AND ts_match_vq(l.words, $13)'; END IF;
    IF people IS NOT NULL THEN
        told := told || ' AND (l.person_id = ANY($3) OR l.conversation_id = ANY($4))';
    END IF;
    IF agent IS NOT NULL THEN told := told || ' AND l.agent_id = $5'; END IF;
    IF classes IS NOT NULL THEN told := told || ' AND l.message_class = ANY($6)'; END IF;
    IF sources IS NOT NULL THEN told := told || ' AND l.source = ANY($7)'; END IF;
    IF since IS NOT NULL THEN told := told || ' AND l.at >= $8'; END IF;
    IF until IS NOT NULL THEN told := told || ' AND l.at < $9'; END IF;
    IF after_at IS NOT NULL THEN told := told || ' AND (l.at, l.id) < ($10, $11)'; END IF;
    told := told || ' ORDER BY l.at DESC, l.id DESC LIMIT $12';
    RETURN QUERY EXECUTE told USING organisation, wanted, people, conversations, agent, classes,
        sources, since, until, after_at, after_id, row_limit,
        nullif(exact, '')::tsquery;
END
$body$
"""

_UP: Final = (
    "CREATE TEXT SEARCH DICTIONARY trato_portuguese (TEMPLATE = snowball, Language = portuguese)",
    "CREATE TEXT SEARCH CONFIGURATION trato_stem (COPY = simple)",
    "ALTER TEXT SEARCH CONFIGURATION trato_stem"
    " ALTER MAPPING FOR asciiword, word, numword WITH trato_portuguese",
    # Lines come in batches beside the way of a message: a list of pending ones would only slow
    # searches down.
    "CREATE INDEX archive_words ON archive_line USING gin (words) WITH (fastupdate = off)",
    "ALTER TABLE archive_line ALTER COLUMN words SET STATISTICS 1000",
    "CREATE POLICY owner_searches ON archive_line FOR SELECT TO CURRENT_USER USING (true)",
    _FUNCTION,
)
_DOWN: Final = (
    "DROP FUNCTION archive_search",
    "DROP POLICY owner_searches ON archive_line",
    "DROP INDEX archive_words",
    "DROP TEXT SEARCH CONFIGURATION trato_stem",
    "DROP TEXT SEARCH DICTIONARY trato_portuguese",
)


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial")]

    operations = [migrations.RunSQL(_UP, _DOWN)]
