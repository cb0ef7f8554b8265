"""What makes the database damage or forget the artifact of one hash whenever it is stored, as a bad disk would."""

ACTS = {
    "damaged": "NEW.bytes := set_byte(NEW.bytes, 100, 255 - get_byte(NEW.bytes, 100)); RETURN NEW;",
    "missing": "RETURN NULL;",
}


def statement(sha256: str, how: str) -> str:
    """For a database in which artifacts have been stored before."""
    return f"""
        DO $do$ DECLARE place text; BEGIN
            SELECT quote_ident(table_schema) INTO STRICT place FROM information_schema.tables WHERE table_name = 'artifacts';
            EXECUTE format('DELETE FROM %s.artifacts WHERE sha256 = %L', place, '{sha256}');
            EXECUTE format('CREATE OR REPLACE FUNCTION %s.doom() RETURNS trigger LANGUAGE plpgsql AS %L', place,
                $f$ BEGIN IF NEW.sha256 = '{sha256}' THEN {ACTS[how]} END IF; RETURN NEW; END $f$);
            EXECUTE format('CREATE OR REPLACE TRIGGER doom BEFORE INSERT OR UPDATE ON %s.artifacts FOR EACH ROW EXECUTE FUNCTION %s.doom()', place, place);
        END $do$"""
