DROP INDEX outbox_carrier_id;
ALTER TABLE outbox DROP COLUMN carrier_id;
ALTER TABLE outbox DROP COLUMN bundle;
ALTER TABLE outbox DROP COLUMN colleague_id;
DROP TABLE colleagues;
