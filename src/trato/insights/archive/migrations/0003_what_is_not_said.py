"""Searching for a word without another: the newest lines first, the words' index where they fail.

The planner takes two words for independent of each other. Where one never stands without the other
it expects thousands of lines, looks for them from the newest on, and reads the whole archive. So a
question that leaves something out is asked in two steps: of the newest lines, which answer it if it
is common; else of the words' index, which is quick just where it is rare.
"""

from typing import Final

from django.db import migrations

_NEWEST: Final = 30_000
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
    among text := ' FROM public.archive_line l WHERE l.organisation_id = $1';
    saying text := '';
    newest_first text := ' ORDER BY at DESC, id DESC LIMIT ';
    ids uuid[];
    ats timestamptz[];
    looked int;
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
    IF wanted IS NOT NULL THEN saying := saying || ' AND l.words @@ $2'; END IF;
    -- As a function, not the operator: it must not be looked up, nor counted as one more rarity.
    IF exact <> '' THEN saying := saying || ' AND ts_match_vq(l.words, $13)'; END IF;
    IF people IS NOT NULL THEN
        among := among || ' AND (l.person_id = ANY($3) OR l.conversation_id = ANY($4))';
    END IF;
    IF agent IS NOT NULL THEN among := among || ' AND l.agent_id = $5'; END IF;
    IF classes IS NOT NULL THEN among := among || ' AND l.message_class = ANY($6)'; END IF;
    IF sources IS NOT NULL THEN among := among || ' AND l.source = ANY($7)'; END IF;
    IF since IS NOT NULL THEN among := among || ' AND l.at >= $8'; END IF;
    IF until IS NOT NULL THEN among := among || ' AND l.at < $9'; END IF;
    IF after_at IS NOT NULL THEN among := among || ' AND (l.at, l.id) < ($10, $11)'; END IF;

    IF wanted IS NULL OR strpos(wanted::text, '!') = 0 OR people IS NOT NULL OR agent IS NOT NULL
    THEN
        RETURN QUERY EXECUTE 'SELECT l.id, l.at' || among || saying || newest_first || '$12'
            USING organisation, wanted, people, conversations, agent, classes, sources, since,
                  until, after_at, after_id, row_limit, nullif(exact, '')::tsquery;
        RETURN;
    END IF;

    EXECUTE 'SELECT array_agg(l.id) FILTER (WHERE true' || saying || '),'
        || ' array_agg(l.at) FILTER (WHERE true' || saying || '), count(*)'
        || ' FROM (SELECT l.id, l.at, l.words' || among || newest_first || '{newest}) l'
        INTO ids, ats, looked
        USING organisation, wanted, people, conversations, agent, classes, sources, since, until,
              after_at, after_id, row_limit, nullif(exact, '')::tsquery;
    IF coalesce(cardinality(ids), 0) >= row_limit OR looked < {newest} THEN
        RETURN QUERY SELECT f.id, f.at FROM unnest(ids, ats) AS f (id, at)
            ORDER BY f.at DESC, f.id DESC LIMIT row_limit;
        RETURN;
    END IF;

    RETURN QUERY EXECUTE 'WITH found AS MATERIALIZED (SELECT l.id, l.at' || among || saying || ')'
        || ' SELECT f.id, f.at FROM found f ORDER BY f.at DESC, f.id DESC LIMIT $12'
        USING organisation, wanted, people, conversations, agent, classes, sources, since, until,
              after_at, after_id, row_limit, nullif(exact, '')::tsquery;
END
$body$
""".replace("{newest}", str(_NEWEST))


class Migration(migrations.Migration):
    dependencies = [("archive", "0002_search")]

    # The function before it answers the same, and goes with the migration before.
    operations = [migrations.RunSQL(_FUNCTION, migrations.RunSQL.noop)]
