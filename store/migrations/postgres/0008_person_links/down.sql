DROP TABLE feedback_counts;
DROP TABLE person_links;
