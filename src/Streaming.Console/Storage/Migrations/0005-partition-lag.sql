-- How far the scorers are in each partition of their input, and who reads it.

create table console.partition_lag (
    partition int primary key,
    committed bigint not null,                -- the offset that is read next
    end_offset bigint not null,
    oldest_at timestamptz,                    -- wall time of the oldest record that waits; null when none does
    rate double precision not null,           -- records per second over the last measurements
    owner text,                               -- client id of the member that has it; null when nobody has, or it is not known
    host text,
    moved_at timestamptz not null,            -- when the committed offset was last seen to change, or nothing waited
    measured_at timestamptz not null);
