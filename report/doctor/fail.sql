-- Ends doctor.sql with an error that the statement before has written into these settings.
DO $$
BEGIN
	RAISE EXCEPTION USING MESSAGE = current_setting('doctor.message'), HINT = current_setting('doctor.hint');
END
$$;
