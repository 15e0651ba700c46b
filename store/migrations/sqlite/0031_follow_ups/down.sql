DELETE FROM timers WHERE kind = 'follow_up';
DROP TABLE follow_ups;
