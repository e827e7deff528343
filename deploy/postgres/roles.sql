-- Makes Trato's two roles and its database on a PostgreSQL of your own; run as a superuser:
--
--   psql -v owner_password=… -v application_password=… -f deploy/postgres/roles.sql
--
-- Running it again changes the passwords and nothing else. The names can be chosen, too:
-- -v owner=… -v application=… -v database=…

\set ON_ERROR_STOP on
\if :{?owner} \else \set owner trato_owner \endif
\if :{?application} \else \set application trato_app \endif
\if :{?database} \else \set database trato \endif

SELECT format('CREATE ROLE %I', name)
  FROM unnest(ARRAY[:'owner', :'application']) AS name
 WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name) \gexec

-- The owner migrates and does nothing else; the walls bind the application, and it owns nothing.
ALTER ROLE :"owner" LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
ALTER ROLE :"application"
      LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOINHERIT
      CONNECTION LIMIT 90 PASSWORD :'application_password';

SELECT format('CREATE DATABASE %I OWNER %I ENCODING ''UTF8'' TEMPLATE template0', :'database', :'owner')
 WHERE NOT EXISTS (SELECT 1 FROM pg_database WHERE datname = :'database') \gexec

REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO :"application";

-- With -v backup_password=…: a role that sees every organisation's rows and changes none.
\if :{?backup_password}
\if :{?backup} \else \set backup trato_backup \endif
SELECT format('CREATE ROLE %I', :'backup')
 WHERE NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = :'backup') \gexec
ALTER ROLE :"backup" LOGIN NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE CONNECTION LIMIT 4
      PASSWORD :'backup_password';
GRANT pg_read_all_data TO :"backup";
GRANT CONNECT ON DATABASE :"database" TO :"backup";
ALTER ROLE :"backup" SET default_transaction_read_only = on;
\endif

-- Errors quote rows and values: the client is told of them, the server's log is not.
ALTER DATABASE :"database" SET log_min_messages = 'log';
ALTER DATABASE :"database" SET log_min_error_statement = 'panic';
ALTER DATABASE :"database" SET log_error_verbosity = 'terse';
ALTER DATABASE :"database" SET log_parameter_max_length = 0;
ALTER DATABASE :"database" SET log_parameter_max_length_on_error = 0;
ALTER DATABASE :"database" SET log_statement = 'none';
ALTER DATABASE :"database" SET log_min_duration_statement = -1;

-- A process that died between two statements must not hold its locks.
ALTER ROLE :"application" SET idle_in_transaction_session_timeout = '60s';
