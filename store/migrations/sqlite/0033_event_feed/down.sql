DROP TABLE event_feed_state;
DROP TABLE event_feed;
