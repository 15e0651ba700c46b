-- The same as ../../postgres, with the types of SQLite.
CREATE TABLE event_feed (
    number INTEGER NOT NULL PRIMARY KEY,
    event_position INTEGER NOT NULL UNIQUE
) STRICT;

CREATE TABLE event_feed_state (
    id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    settled INTEGER NOT NULL,
    candidate INTEGER NOT NULL,
    horizon INTEGER NOT NULL
) STRICT;
INSERT INTO event_feed_state VALUES (1, 0, 0, 0);
