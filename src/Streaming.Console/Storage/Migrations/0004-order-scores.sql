-- Where each score of an order stands in satisfaction-scored: the page of an order reads the records themselves.

create table console.order_scores (
    order_id text not null,
    partition int not null,
    record_offset bigint not null,
    hour timestamp not null,                  -- stream time
    primary key (order_id, partition, record_offset));
create index order_scores_hour on console.order_scores using brin (hour);
