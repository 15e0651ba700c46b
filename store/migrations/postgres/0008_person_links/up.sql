-- The page of the person concerned: the links to it, and what people answered when it was over.

CREATE TABLE person_links (
    id uuid NOT NULL CONSTRAINT person_links_id_key PRIMARY KEY,
    -- The code of the link as a SHA-256 digest: who reads this table cannot open a page.
    code_digest text NOT NULL CONSTRAINT person_links_code_digest_key UNIQUE,
    referral_id uuid NOT NULL REFERENCES referrals (id),
    party integer NOT NULL,
    -- Whether it was handed to whoever holds parental authority.
    guardian boolean NOT NULL,
    channel text NOT NULL,
    language text NOT NULL,
    -- The mail that carries it, where one does.
    message_id uuid REFERENCES outbox (id),
    made_by_id uuid NOT NULL REFERENCES partners (id),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    -- When the three questions were answered with it; never what was answered.
    answered_at timestamptz
);
CREATE INDEX person_links_referral_id ON person_links (referral_id, party);
CREATE INDEX person_links_message_id ON person_links (message_id);
CREATE INDEX person_links_made_by_id ON person_links (made_by_id);

-- Counters, and no rows per person: not even the three answers of one person can be put together.
CREATE TABLE feedback_counts (
    month text NOT NULL,
    situation text NOT NULL,
    question text NOT NULL,
    answer text NOT NULL,
    answers bigint NOT NULL,
    CONSTRAINT feedback_counts_month_situation_question_answer_key PRIMARY KEY (month, situation, question, answer)
);
