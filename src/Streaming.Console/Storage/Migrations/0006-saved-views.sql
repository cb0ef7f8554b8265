create table console.saved_views (            -- views of the cases that somebody comes back to
    owner text not null,
    name text not null,
    query text not null,                      -- of the address, with its question mark
    primary key (owner, name));
