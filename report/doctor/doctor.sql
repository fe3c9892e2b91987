-- Is my table usable?  Looks at a table, a view or a query of model usage before anyone believes a
-- chart of it, and prints one row for each check: what was found, what is worth knowing, what is in
-- order, and what could not be looked at.
--
--     psql -d mine -v view=usage -f report/doctor/doctor.sql
--
-- psql's variables, all but one of the first two optional:
--     view       table or view, as in SQL or as \d lists it
--     query      a query instead
--     columns    JSON, other names of columns: '{"ts": "startTime", "cost_usd": "spend"}'; "-": leave it out
--     since      rows from then on (UTC); until: rows before
--     timeout    what a scan may take, as in statement_timeout ('10min')
--     sample     how many request_ids to look at at most, about (4000000)
--     width      break long texts after so many characters, 0: do not
--
-- It only reads, in one read-only transaction, with no right but SELECT, and needs no extension;
-- without modelshare in the database the names of models cannot be looked at.  The table is scanned twice.
-- PostgreSQL 14 or later.  After an error in a session of yours: ROLLBACK, \set ON_ERROR_STOP off, \set QUIET off.
--
-- How it works: columns.sql finds the columns and writes an expression for each that cannot fail, whatever
-- its type; checks.sql is the list of what is looked at in each row; rows.sql writes the first scan from both,
-- groups.sql the second (models, users, what comes twice); holes.sql looks at the days; verdict.sql judges and
-- prints.  What one part finds it hands on in psql's variables.
-- What holds a name or a query of the user's is prepared by \gexec, never written as :variable into a statement: psql
-- would look for commands of its own in it, such as \!.

\set doctor_stop :ON_ERROR_STOP
\set doctor_context :SHOW_CONTEXT
\set doctor_quiet :QUIET
\set ON_ERROR_STOP on
\set SHOW_CONTEXT never
\set QUIET on
\if :{?view} \else \set view '' \endif
\if :{?query} \else \set query '' \endif
\if :{?columns} \else \set columns '{}' \endif
\if :{?since} \else \set since '' \endif
\if :{?until} \else \set until '' \endif
\if :{?timeout} \else \set timeout '' \endif
\if :{?sample} \else \set sample 4000000 \endif
\if :{?width} \else \set width 0 \endif

BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
-- The server's own functions before any of the same name; the view's functions may need the rest of the path.
SELECT pg_catalog.current_setting('search_path') AS doctor_path, pg_catalog.set_config('search_path', 'pg_catalog', true) AS doctor_ignored
\gset
SELECT set_config('search_path', concat_ws(', ', 'pg_catalog', nullif(:'doctor_path', ''), 'pg_temp'), true) AS doctor_ignored,
	set_config('TimeZone', 'UTC', true) AS doctor_ignored, set_config('DateStyle', 'ISO, YMD', true) AS doctor_ignored, set_config('IntervalStyle', 'postgres', true) AS doctor_ignored,
	set_config('extra_float_digits', '1', true) AS doctor_ignored, set_config('standard_conforming_strings', 'on', true) AS doctor_ignored,
	set_config('statement_timeout', coalesce(nullif(:'timeout', ''), current_setting('statement_timeout')), true) AS doctor_ignored
\gset
SELECT :SERVER_VERSION_NUM < 140000 AS doctor_failed, set_config('doctor.message', format('the server is of version %s', current_setting('server_version')), true) AS doctor_ignored,
	set_config('doctor.hint', 'This needs PostgreSQL 14 or later, and modelshare 15.', true) AS doctor_ignored
\gset
\if :doctor_failed
	\ir fail.sql
\endif
SELECT :'sample' !~ '^0*[1-9][0-9]{0,17}$' AS doctor_failed, set_config('doctor.message', format('SAMPLE=%s is no number of rows', :'sample'), true) AS doctor_ignored,
	set_config('doctor.hint', 'About so many request_ids are looked at at most, such as 4000000.', true) AS doctor_ignored
\gset
\if :doctor_failed
	\ir fail.sql
\endif
-- of an earlier run that ended with an error
SELECT format('DEALLOCATE %I', name) FROM pg_prepared_statements WHERE name IN ('doctor_names', 'doctor_types', 'doctor_rows', 'doctor_groups')
\gexec
\ir relation.sql
\ir columns.sql
\ir checks.sql
\ir rows.sql
\if :doctor_any
	\ir groups.sql
	\ir holes.sql
	\ir verdict.sql
\else
	\qecho :doctor_none
\endif
SELECT format('DEALLOCATE %I', name) FROM pg_prepared_statements WHERE name IN ('doctor_names', 'doctor_types', 'doctor_rows', 'doctor_groups')
\gexec
ROLLBACK;

\set QUIET :doctor_quiet
\set ON_ERROR_STOP :doctor_stop
\set SHOW_CONTEXT :doctor_context
\unset view
\unset query
\unset columns
\unset since
\unset until
\unset timeout
\unset sample
\unset width
\unset source
\unset source_name
\unset relation
\unset estimate
\unset hidden_rows
\unset taken
\unset roles
\unset unread
\unset row_text
\unset no_right
\unset checks
\unset looked
\unset log
\unset rows
\unset found
\unset extension
\unset repeats
\unset every
\unset groups
\unset holes
