DROP TABLE related_referrals;
