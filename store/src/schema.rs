//! The tables as diesel sees them. A test compares this file with the columns that the migrations
//! make, in both databases.

/// What every table needs in scope.
pub(crate) mod sql {
    pub(crate) use diesel::sql_types::*;

    pub(crate) use crate::conn::{DbJson, DbTs, DbUuid};
}

diesel::table! {
    use crate::schema::sql::*;

    partners (id) {
        id -> DbUuid,
        code -> Text,
        kind -> Text,
        name -> Text,
        key_type -> Nullable<Text>,
        key_value -> Nullable<Text>,
        entitlement -> Text,
        operator -> Bool,
        in_prison_session -> Bool,
        availability -> Text,
        email -> Nullable<Text>,
        language -> Text,
        situations -> DbJson,
        languages -> DbJson,
        opening_hours -> Nullable<Text>,
        capacity -> Nullable<Integer>,
        pauses -> DbJson,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    partner_coverage (partner_id, position) {
        partner_id -> DbUuid,
        position -> Integer,
        area_type -> Text,
        area_code -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    directory (id) {
        id -> Integer,
        version -> BigInt,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    rulesets (name, version) {
        name -> Text,
        version -> Integer,
        document -> Text,
        created_at -> DbTs,
        id -> DbUuid,
        kind -> Text,
        status -> Text,
        revision -> BigInt,
        head -> Nullable<DbJson>,
        author -> Nullable<Text>,
        approved_by -> Nullable<Text>,
        updated_at -> DbTs,
        checked_at -> Nullable<DbTs>,
        errors -> Nullable<Integer>,
        warnings -> Nullable<Integer>,
        undecided -> Nullable<Integer>,
        active_from -> Nullable<DbTs>,
        active_until -> Nullable<DbTs>,
        supersedes_id -> Nullable<DbUuid>,
        fault -> Nullable<Text>,
        tried_edition -> Nullable<Integer>,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    ruleset_events (position) {
        position -> BigInt,
        ruleset_id -> DbUuid,
        revision -> BigInt,
        kind -> Text,
        at -> DbTs,
        client -> Nullable<Text>,
        data -> DbJson,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    editions (number) {
        number -> Integer,
        started_at -> DbTs,
        members -> DbJson,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    clients (id) {
        id -> Text,
        organisation_id -> DbUuid,
        secret_hash -> Text,
        scopes -> DbJson,
        roles -> DbJson,
        demo -> Bool,
        created_at -> DbTs,
        name -> Nullable<Text>,
        public_keys -> Nullable<DbJson>,
        former_secret_hash -> Nullable<Text>,
        former_secret_until -> Nullable<DbTs>,
        expires_at -> Nullable<DbTs>,
        revoked_at -> Nullable<DbTs>,
        last_used_at -> Nullable<DbTs>,
        revision -> BigInt,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    spent_assertions (client_id, digest) {
        client_id -> Text,
        digest -> Text,
        until -> DbTs,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    communes (code) {
        code -> Text,
        name -> Text,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    referrals (id) {
        id -> DbUuid,
        reference -> Text,
        external_reference -> Nullable<Text>,
        sender_id -> DbUuid,
        entered_by -> Text,
        referrer_id -> Nullable<DbUuid>,
        setting -> Text,
        situation -> Text,
        case_kind -> Text,
        received_at -> DbTs,
        referrer_role -> Nullable<Text>,
        danger_now -> Bool,
        minor_at_risk -> Bool,
        violence -> Bool,
        unable_to_protect_self -> Bool,
        suicide_risk -> Bool,
        prior_attempts -> DbJson,
        deadline_kind -> Nullable<Text>,
        deadline_date -> Nullable<Text>,
        narrative -> Nullable<Text>,
        details -> DbJson,
        priority -> Text,
        status -> Text,
        status_at -> Nullable<DbTs>,
        outcome -> Nullable<Text>,
        reason -> Nullable<Text>,
        reason_text -> Nullable<Text>,
        outcome_comment -> Nullable<Text>,
        sequence -> BigInt,
        created_at -> DbTs,
        updated_at -> DbTs,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    places (referral_id) {
        referral_id -> DbUuid,
        commune_code -> Text,
        qpv_code -> Nullable<Text>,
        tenure -> Nullable<Text>,
        landlord_id -> Nullable<DbUuid>,
        landlord_siren -> Nullable<Text>,
        uai -> Nullable<Text>,
        facility -> Nullable<Text>,
        address -> Nullable<Text>,
        label -> Nullable<Text>,
        period -> Nullable<Text>,
        time_context -> Nullable<Text>,
        spot -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    parties (referral_id, position) {
        referral_id -> DbUuid,
        position -> Integer,
        role -> Text,
        age_band -> Text,
        minor -> Nullable<Bool>,
        enrolled -> Nullable<Bool>,
        language -> Nullable<Text>,
        name -> Nullable<Text>,
        phone -> Nullable<Text>,
        email -> Nullable<Text>,
        consent_state -> Text,
        consent_scope -> Nullable<DbJson>,
        guardian_consent_state -> Nullable<Text>,
        guardian_consent_scope -> Nullable<DbJson>,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    decisions (id) {
        id -> DbUuid,
        referral_id -> DbUuid,
        ruleset_name -> Text,
        ruleset_version -> Integer,
        rule -> Text,
        decided_at -> DbTs,
        document -> DbJson,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    assignments (id) {
        id -> DbUuid,
        referral_id -> DbUuid,
        partner_id -> DbUuid,
        role -> Text,
        rank -> Integer,
        bounds -> Text,
        exception -> Nullable<Text>,
        status -> Text,
        status_at -> Nullable<DbTs>,
        reason -> Nullable<Text>,
        reason_text -> Nullable<Text>,
        result -> Nullable<Text>,
        redirected_to_id -> Nullable<DbUuid>,
        answer_due_at -> Nullable<DbTs>,
        first_contact_due_at -> Nullable<DbTs>,
        delivery -> Text,
        created_at -> DbTs,
        updated_at -> DbTs,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    meetings (id) {
        id -> DbUuid,
        referral_id -> DbUuid,
        assignment_id -> DbUuid,
        state -> Text,
        at -> DbTs,
        recorded_at -> DbTs,
        recorded_by_id -> DbUuid,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    comments (id) {
        id -> DbUuid,
        referral_id -> DbUuid,
        assignment_id -> Nullable<DbUuid>,
        audience -> Text,
        body -> Text,
        written_by_id -> DbUuid,
        created_at -> DbTs,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    events (position) {
        position -> BigInt,
        id -> DbUuid,
        referral_id -> DbUuid,
        assignment_id -> Nullable<DbUuid>,
        sequence -> BigInt,
        kind -> Text,
        at -> DbTs,
        actor_kind -> Text,
        actor_organisation_id -> Nullable<DbUuid>,
        data -> DbJson,
    }
}

diesel::table! {
    event_feed (number) {
        number -> BigInt,
        event_position -> BigInt,
    }
}

diesel::table! {
    event_feed_state (id) {
        id -> BigInt,
        settled -> BigInt,
        candidate -> BigInt,
        horizon -> BigInt,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    outbox (id) {
        id -> DbUuid,
        kind -> Text,
        referral_id -> DbUuid,
        assignment_id -> Nullable<DbUuid>,
        recipient_id -> DbUuid,
        status -> Text,
        attempts -> Integer,
        available_at -> DbTs,
        leased_until -> Nullable<DbTs>,
        lease_owner -> Nullable<Text>,
        created_at -> DbTs,
        sent_at -> Nullable<DbTs>,
        colleague_id -> Nullable<DbUuid>,
        bundle -> Nullable<Text>,
        carrier_id -> Nullable<DbUuid>,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    delivery_attempts (position) {
        position -> BigInt,
        message_id -> DbUuid,
        at -> DbTs,
        result -> Text,
        detail -> Nullable<Text>,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    spent_links (jti) {
        jti -> DbUuid,
        assignment_id -> DbUuid,
        spent_at -> DbTs,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    person_links (id) {
        id -> DbUuid,
        code_digest -> Text,
        referral_id -> DbUuid,
        party -> Integer,
        guardian -> Bool,
        channel -> Text,
        language -> Text,
        message_id -> Nullable<DbUuid>,
        made_by_id -> DbUuid,
        created_at -> DbTs,
        expires_at -> DbTs,
        answered_at -> Nullable<DbTs>,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    feedback_counts (month, situation, question, answer) {
        month -> Text,
        situation -> Text,
        question -> Text,
        answer -> Text,
        answers -> BigInt,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    past_episodes (referral_id, number) {
        referral_id -> DbUuid,
        number -> Integer,
        closed_at -> DbTs,
        outcome -> Text,
        reopened_at -> DbTs,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    related_referrals (referral_id, other_id) {
        referral_id -> DbUuid,
        other_id -> DbUuid,
        kind -> Text,
        reason -> Nullable<Text>,
        at -> DbTs,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    follow_ups (id) {
        id -> DbUuid,
        referral_id -> DbUuid,
        reason -> Text,
        due_at -> DbTs,
        status -> Text,
        result -> Nullable<Text>,
        finished_at -> Nullable<DbTs>,
        finished_by_id -> Nullable<DbUuid>,
        created_at -> DbTs,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    timers (position) {
        position -> BigInt,
        kind -> Text,
        referral_id -> DbUuid,
        assignment_id -> Nullable<DbUuid>,
        due_at -> DbTs,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    kept_answers (client_id, key_digest) {
        client_id -> Text,
        key_digest -> Text,
        request_digest -> Text,
        case_id -> Nullable<DbUuid>,
        answer -> Nullable<Binary>,
        until -> DbTs,
    }
}

diesel::table! {
    use crate::schema::sql::*;

    colleagues (id) {
        id -> DbUuid,
        organisation_id -> DbUuid,
        name -> Text,
        email -> Text,
        language -> Text,
        preference -> Text,
        reachable -> Bool,
        created_at -> DbTs,
        revision -> BigInt,
    }
}

diesel::joinable!(places -> referrals (referral_id));
diesel::joinable!(event_feed -> events (event_position));

diesel::allow_tables_to_appear_in_same_query!(referrals, places, assignments, outbox);
diesel::allow_tables_to_appear_in_same_query!(event_feed, events);
