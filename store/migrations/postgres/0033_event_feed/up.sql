-- The order in which events are told to whoever follows them all: a number for each, given after its
-- transaction is over, so that nothing is ever told behind a number that somebody has read.
CREATE TABLE event_feed (
    number bigint NOT NULL CONSTRAINT event_feed_number_key PRIMARY KEY,
    event_position bigint NOT NULL CONSTRAINT event_feed_event_position_key UNIQUE
);

-- One row: how far every event has its number for certain.
CREATE TABLE event_feed_state (
    id bigint NOT NULL CONSTRAINT event_feed_state_id_key PRIMARY KEY CHECK (id = 1),
    -- Every event up to this position is in the feed, and none will come to stand before it.
    settled bigint NOT NULL,
    -- The same will be true of this one once every transaction before `horizon` is over.
    candidate bigint NOT NULL,
    horizon bigint NOT NULL
);
INSERT INTO event_feed_state VALUES (1, 0, 0, 0);
