create table console.case_visits (            -- who looks at which case, for some minutes
    order_id text not null,
    name text not null,
    seen_at timestamptz not null,
    primary key (order_id, name));
create index case_visits_seen on console.case_visits (seen_at);
