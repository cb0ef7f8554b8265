-- What the scorers' histories dropped, as their windows tell it, and which windows were counted.

create table console.history_days (           -- each instance reads all of the logs, so that instances count the same events again
    day date not null,                        -- stream time of the window
    instance text not null,
    too_old bigint not null,
    late bigint not null,
    reviews_refused bigint not null,
    primary key (day, instance));

create table console.counted_windows (        -- at least once, a window may come again with the id that it had: it is counted once
    id uuid primary key,                      -- MD5 of the event id
    counted_at timestamptz not null);
create index counted_windows_at on console.counted_windows using brin (counted_at);
