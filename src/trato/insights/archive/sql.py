"""Hand-written SQL of the index. The search function itself stands in the migration."""

from typing import Final

KNOWN: Final = "SELECT id FROM archive_line WHERE organisation_id = %s AND id = ANY(%s)"

_WORDS = """setweight(to_tsvector('trato_stem', l.stems), 'A')
       || setweight(to_tsvector('simple', l.plain), 'B')
       || array_to_tsvector(string_to_array(l.pairs, ' '))"""

TAKE_IN: Final = """
INSERT INTO archive_line (organisation_id, id, source, at, text, kind, message_class, agent_id,
                          person_id, conversation_id, chat_id, words)
SELECT %(organisation_id)s, l.id, l.source, l.at, l.text, l.kind, l.message_class, l.agent_id,
       l.person_id, l.conversation_id, l.chat_id,
       {words}
FROM unnest(%(ids)s::uuid[], %(sources)s::text[], %(ats)s::timestamptz[], %(texts)s::text[],
            %(kinds)s::text[], %(classes)s::text[], %(agents)s::int[], %(people)s::uuid[],
            %(conversations)s::uuid[], %(chats)s::uuid[], %(stems)s::text[], %(plain)s::text[],
            %(pairs)s::text[])
     AS l (id, source, at, text, kind, message_class, agent_id, person_id, conversation_id,
           chat_id, stems, plain, pairs)
ON CONFLICT DO NOTHING
""".replace("{words}", _WORDS)

SEARCH: Final = """
SELECT id, at FROM archive_search(%(organisation_id)s, %(stems)s, %(phrases)s, %(exact)s,
    %(people)s::uuid[], %(conversations)s::uuid[], %(agent)s, %(classes)s::text[],
    %(sources)s::text[], %(since)s, %(until)s, %(after_at)s, %(after_id)s, %(limit)s)
"""

SEEN: Final = """
SELECT l.id FROM unnest(%(ids)s::uuid[], %(shown_stems)s::text[], %(plain)s::text[],
                        %(pairs)s::text[]) AS l (id, stems, plain, pairs)
CROSS JOIN LATERAL (SELECT {words} AS words OFFSET 0) w
WHERE (%(stems)s::text = '' OR w.words @@ to_tsquery('trato_stem', %(stems)s::text))
  AND (%(phrases)s::text = '' OR w.words @@ %(phrases)s::text::tsquery)
  AND (%(exact)s::text = '' OR w.words @@ %(exact)s::text::tsquery)
""".replace("{words}", _WORDS)
"""Which of some lines say what is wanted in the words that a reader is shown of them."""
