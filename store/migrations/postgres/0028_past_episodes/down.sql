DROP TABLE past_episodes;
