-- The page of the person concerned: the links to it, and what people answered when it was over.

CREATE TABLE person_links (
    id BLOB NOT NULL PRIMARY KEY,
    -- The code of the link as a SHA-256 digest: who reads this table cannot open a page.
    code_digest TEXT NOT NULL UNIQUE,
    referral_id BLOB NOT NULL REFERENCES referrals (id),
    party INTEGER NOT NULL,
    -- Whether it was handed to whoever holds parental authority.
    guardian INTEGER NOT NULL CHECK (guardian IN (0, 1)),
    channel TEXT NOT NULL,
    language TEXT NOT NULL,
    -- The mail that carries it, where one does.
    message_id BLOB REFERENCES outbox (id),
    made_by_id BLOB NOT NULL REFERENCES partners (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    -- When the three questions were answered with it; never what was answered.
    answered_at INTEGER
) STRICT;
CREATE INDEX person_links_referral_id ON person_links (referral_id, party);
CREATE INDEX person_links_message_id ON person_links (message_id);
CREATE INDEX person_links_made_by_id ON person_links (made_by_id);

-- Counters, and no rows per person: not even the three answers of one person can be put together.
CREATE TABLE feedback_counts (
    month TEXT NOT NULL,
    situation TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    answers INTEGER NOT NULL,
    PRIMARY KEY (month, situation, question, answer)
) STRICT;
