-- What partners offer, the answers to declared questions, and which cases come from the same place.

ALTER TABLE partners ADD COLUMN situations jsonb NOT NULL DEFAULT '[]';
ALTER TABLE partners ADD COLUMN languages jsonb NOT NULL DEFAULT '[]';
ALTER TABLE partners ADD COLUMN opening_hours text;
ALTER TABLE partners ADD COLUMN capacity integer CHECK (capacity >= 0);
ALTER TABLE partners ADD COLUMN pauses jsonb NOT NULL DEFAULT '[]';
-- Counts the changes of a partner; the entity tag of the resource.
ALTER TABLE partners ADD COLUMN revision bigint NOT NULL DEFAULT 1;

ALTER TABLE referrals ADD COLUMN details jsonb NOT NULL DEFAULT '{}';

-- What tells the place of a case from others in its commune, as the service writes it.
ALTER TABLE places ADD COLUMN spot text;
-- Of cases that are there already: schools and landlords. Names and addresses are folded by the
-- service, so those are found again from the next change of their case on.
UPDATE places SET spot = CASE
    WHEN uai IS NOT NULL THEN 'school:' || uai
    WHEN facility IS NULL AND address IS NULL AND label IS NULL
        THEN COALESCE('partner:' || landlord_id::text, 'siren:' || landlord_siren)
END;
CREATE INDEX places_spot ON places (commune_code, spot);

-- How partners stand: their live cases, and when they were last asked.
CREATE INDEX assignments_standing ON assignments (partner_id, role, status);
CREATE INDEX assignments_asked ON assignments (partner_id, role, created_at);
