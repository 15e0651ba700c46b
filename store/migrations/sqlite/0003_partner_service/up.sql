-- What partners offer, the answers to declared questions, and which cases come from the same place.

ALTER TABLE partners ADD COLUMN situations TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(situations));
ALTER TABLE partners ADD COLUMN languages TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(languages));
ALTER TABLE partners ADD COLUMN opening_hours TEXT;
ALTER TABLE partners ADD COLUMN capacity INTEGER CHECK (capacity >= 0);
ALTER TABLE partners ADD COLUMN pauses TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(pauses));
-- Counts the changes of a partner; the entity tag of the resource.
ALTER TABLE partners ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;

ALTER TABLE referrals ADD COLUMN details TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(details));

-- What tells the place of a case from others in its commune, as the service writes it.
ALTER TABLE places ADD COLUMN spot TEXT;
-- Of cases that are there already: schools and landlords. Names and addresses are folded by the
-- service, so those are found again from the next change of their case on.
UPDATE places SET spot = CASE
    WHEN uai IS NOT NULL THEN 'school:' || uai
    WHEN facility IS NULL AND address IS NULL AND label IS NULL
        THEN COALESCE(
            'partner:' || lower(
                substr(hex(landlord_id), 1, 8) || '-' || substr(hex(landlord_id), 9, 4) || '-' ||
                substr(hex(landlord_id), 13, 4) || '-' || substr(hex(landlord_id), 17, 4) || '-' ||
                substr(hex(landlord_id), 21)),
            'siren:' || landlord_siren)
END;
CREATE INDEX places_spot ON places (commune_code, spot);

-- How partners stand: their live cases, and when they were last asked.
CREATE INDEX assignments_standing ON assignments (partner_id, role, status);
CREATE INDEX assignments_asked ON assignments (partner_id, role, created_at);
