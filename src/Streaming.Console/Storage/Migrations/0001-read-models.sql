-- What the pages read. All of it but the keys is a function of the topics of one log and can be built from them anew.
-- Stream times are "timestamp" (the market's own clock), wall times "timestamptz".

create table console.source (                 -- whose records these tables tell about: at most one row
    one boolean primary key default true check (one),
    log_id text not null,
    since timestamptz not null);

create table console.positions (              -- the offset to read next; written in the transaction that wrote the rows before it
    topic text not null,
    partition int not null,
    next_offset bigint not null,
    primary key (topic, partition));

create table console.orders (                 -- the score that counts for each order: an order scored again is counted once
    order_id text primary key,
    event_id text not null,
    version int not null,
    decision_number bigint not null,
    hour timestamp not null,
    tier smallint not null,                   -- 0 green, 1 yellow, 2 red
    answered boolean not null,
    probability double precision not null);
create index orders_hour on console.orders using brin (hour);

create table console.tier_hours (
    hour timestamp primary key,
    green bigint not null,
    yellow bigint not null,
    red bigint not null,
    answered bigint not null);

create table console.alerts (
    event_id text primary key,
    order_id text not null,
    version int not null,
    tier smallint not null,                   -- 1 yellow, 2 red
    raised_at timestamptz not null,
    recorded_at timestamp not null,
    delivered_at timestamp not null,
    probability double precision not null,
    action text not null,
    customer_id text not null,
    customer_unique_id text,
    customer_state text,
    answered boolean not null,
    delay_days double precision,
    items int not null,
    price double precision not null,
    reasons text[] not null,
    sellers text[] not null,
    categories text[] not null,
    model_sha256 text not null,
    decision_number bigint not null);
create index alerts_newest on console.alerts (raised_at desc, event_id desc);
create index alerts_newest_of_tier on console.alerts (tier, raised_at desc, event_id desc);
create index alerts_open on console.alerts (tier, raised_at desc, event_id desc) where not answered;
create index alerts_order on console.alerts (order_id);
create index alerts_recorded on console.alerts using brin (recorded_at);

create table console.model_bins (             -- how the counts of a model's windows are laid out, and its training counts in the same layout
    model_sha256 text primary key,
    model_name text not null,
    features text[] not null,                 -- the score first, as 'probability'
    bins int[] not null,                      -- of each; behind its bins each has two more counts: missing and unseen
    edges real[],                             -- upper edges, bins less one for each; null until the artifact was found
    reference bigint[]);

create table console.window_days (
    day date not null,
    model_sha256 text not null,
    orders bigint not null,
    counts bigint[] not null,
    primary key (day, model_sha256));

create table console.scorers (                -- what each scorer instance last said
    instance text primary key,
    model_name text not null,
    model_sha256 text not null,
    decision_number bigint not null,
    ended_at timestamptz not null);

create table console.dead_letters (
    day date not null,                        -- wall time of the dead letter
    reason text not null,
    records bigint not null,
    primary key (day, reason));

create table console.skipped (                -- records that could not be projected, one by one
    topic text not null,
    partition int not null,
    record_offset bigint not null,
    reason text not null,
    noted_at timestamptz not null,
    primary key (topic, partition, record_offset));

create table console.clock (                  -- the latest stream time that was scored, and when
    one boolean primary key default true check (one),
    stream_time timestamp not null,
    scored_at timestamptz not null);

create table console.lag (
    reader text primary key,
    records bigint,
    oldest_at timestamptz,
    detail text not null,
    measured_at timestamptz not null);

create table console.keys (                   -- the key ring of the forms' tokens: shared, so that any instance takes a form of any other
    id text primary key,
    xml text not null,
    stored_at timestamptz not null default now());
