-- The span in which an event was made (W3C's traceparent: random ids, nothing of what happened), so that what it starts continues
-- its trace. Null while there is no tracing.
alter table events add column traceparent text;
