//! The kinds of problem: one stable slug, status and title each, and a page at `/problems/{slug}`.

use actix_web::http::StatusCode;

use passerelle_domain::Label;

/// What is wrong, as a client's program tells problems apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProblemKind {
    /// The body does not hold what the operation needs.
    InvalidRequest,
    /// The body is not JSON.
    MalformedJson,
    /// The body is not text in UTF-8.
    InvalidUtf8,
    /// The body is of another media type than JSON.
    UnsupportedMediaType,
    /// The body is larger than the limit.
    PayloadTooLarge,
    /// The body did not come in time.
    RequestTimeout,
    /// There is no token, or one that does not hold.
    Unauthorized,
    /// The token does not give that right.
    Forbidden,
    /// There is nothing here, or nothing that the caller may see.
    NotFound,
    /// The address exists, the method does not.
    MethodNotAllowed,
    /// The caller accepts no representation that we have.
    NotAcceptable,
    /// The present state does not allow the action.
    Conflict,
    /// The sender's own reference was used before.
    DuplicateExternalReference,
    /// The key of a repeatable request was used for another one.
    IdempotencyKeyUsed,
    /// The same request is being carried out.
    RequestInProgress,
    /// The same request was carried out, and its answer cannot be told again.
    AlreadyCarriedOut,
    /// The resource has changed since the caller read it.
    PreconditionFailed,
    /// The caller has to say which version of the resource it saw.
    PreconditionRequired,
    /// The rule set cannot be read, or not be laid together with what is in force.
    InvalidRuleSet,
    /// The analyser refuted something that the rule set claims.
    UnsoundRuleSet,
    /// The narrative holds words that need a second look.
    NarrativeNeedsConfirmation,
    /// The caller has sent more than one caller may.
    TooManyRequests,
    /// Our fault.
    Internal,
    /// We cannot answer at the moment.
    Unavailable,
}

/// Everything that stands in a problem's type and on its page.
struct Description {
    slug: &'static str,
    status: StatusCode,
    title: Label,
    advice: Label,
}

impl ProblemKind {
    /// Every kind, in the order of the documentation.
    pub const ALL: &'static [Self] = &[
        Self::InvalidRequest,
        Self::MalformedJson,
        Self::InvalidUtf8,
        Self::UnsupportedMediaType,
        Self::PayloadTooLarge,
        Self::RequestTimeout,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::Conflict,
        Self::DuplicateExternalReference,
        Self::IdempotencyKeyUsed,
        Self::RequestInProgress,
        Self::AlreadyCarriedOut,
        Self::PreconditionFailed,
        Self::PreconditionRequired,
        Self::InvalidRuleSet,
        Self::UnsoundRuleSet,
        Self::NarrativeNeedsConfirmation,
        Self::TooManyRequests,
        Self::Internal,
        Self::Unavailable,
    ];

    /// The last segment of the type's address.
    #[must_use]
    pub fn slug(self) -> &'static str {
        self.describe().slug
    }

    /// The kind with this slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.slug() == slug)
    }

    /// The kind that stands for a status that the framework chose by itself.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => Self::Unauthorized,
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::NOT_ACCEPTABLE => Self::NotAcceptable,
            StatusCode::CONFLICT => Self::Conflict,
            StatusCode::PRECONDITION_FAILED => Self::PreconditionFailed,
            StatusCode::PRECONDITION_REQUIRED => Self::PreconditionRequired,
            StatusCode::PAYLOAD_TOO_LARGE => Self::PayloadTooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::UnsupportedMediaType,
            StatusCode::REQUEST_TIMEOUT => Self::RequestTimeout,
            StatusCode::TOO_MANY_REQUESTS => Self::TooManyRequests,
            StatusCode::SERVICE_UNAVAILABLE => Self::Unavailable,
            status if status.is_client_error() => Self::InvalidRequest,
            _ => Self::Internal,
        }
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(self) -> StatusCode {
        self.describe().status
    }

    /// The title: the same for every occurrence.
    #[must_use]
    pub fn title(self) -> Label {
        self.describe().title
    }

    /// What whoever meets it can do.
    #[must_use]
    pub fn advice(self) -> Label {
        self.describe().advice
    }

    fn describe(self) -> Description {
        let (slug, status, title, advice) = match self {
            Self::InvalidRequest => (
                "invalid-request",
                StatusCode::UNPROCESSABLE_ENTITY,
                Label {
                    fr: "Demande invalide",
                    en: "Invalid request",
                },
                Label {
                    fr: "Le membre « errors » nomme chaque champ fautif par un pointeur JSON (RFC 6901), avec un code stable. Corrigez-les tous, puis recommencez : rien n'a été enregistré.",
                    en: "The member “errors” names every faulty field by a JSON Pointer (RFC 6901), with a stable code. Correct them all, then try again: nothing was stored.",
                },
            ),
            Self::MalformedJson => (
                "malformed-json",
                StatusCode::BAD_REQUEST,
                Label {
                    fr: "JSON mal formé",
                    en: "Malformed JSON",
                },
                Label {
                    fr: "Le corps de la demande n'est pas du JSON (RFC 8259). Le détail donne la ligne et la colonne où la lecture s'est arrêtée.",
                    en: "The body of the request is not JSON (RFC 8259). The detail gives the line and the column where reading stopped.",
                },
            ),
            Self::InvalidUtf8 => (
                "invalid-utf8",
                StatusCode::BAD_REQUEST,
                Label {
                    fr: "Texte qui n'est pas en UTF-8",
                    en: "Text that is not UTF-8",
                },
                Label {
                    fr: "Envoyez le corps de la demande en UTF-8. Un logiciel ancien l'envoie peut-être en Windows-1252 ou en ISO 8859-1.",
                    en: "Send the body of the request in UTF-8. Older software may be sending it in Windows-1252 or ISO 8859-1.",
                },
            ),
            Self::UnsupportedMediaType => (
                "unsupported-media-type",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                Label {
                    fr: "Type de contenu non pris en charge",
                    en: "Unsupported media type",
                },
                Label {
                    fr: "Envoyez « Content-Type: application/json », sans compression.",
                    en: "Send “Content-Type: application/json”, without compression.",
                },
            ),
            Self::PayloadTooLarge => (
                "payload-too-large",
                StatusCode::PAYLOAD_TOO_LARGE,
                Label {
                    fr: "Demande trop volumineuse",
                    en: "Payload too large",
                },
                Label {
                    fr: "Le corps d'une demande ne dépasse pas 1 Mio (33 Mio pour des règles). Une orientation tient en quelques lignes : n'y collez pas de dossier.",
                    en: "The body of a request stays within 1 MiB (33 MiB for a rule set). A referral fits in a few lines: do not paste a file into it.",
                },
            ),
            Self::Unauthorized => (
                "unauthorized",
                StatusCode::UNAUTHORIZED,
                Label {
                    fr: "Authentification nécessaire",
                    en: "Authentication needed",
                },
                Label {
                    fr: "Demandez un jeton à POST /oauth/token, puis envoyez « Authorization: Bearer … ». Un jeton dure quinze minutes.",
                    en: "Get a token from POST /oauth/token, then send “Authorization: Bearer …”. A token lasts fifteen minutes.",
                },
            ),
            Self::Forbidden => (
                "forbidden",
                StatusCode::FORBIDDEN,
                Label {
                    fr: "Droit insuffisant",
                    en: "Insufficient right",
                },
                Label {
                    fr: "Le jeton est valable, mais ne donne pas ce droit. Le détail nomme la portée ou le rôle qui manque ; la personne qui coordonne le réseau peut l'accorder.",
                    en: "The token holds, but does not give this right. The detail names the missing scope or role; the coordinator of the network can grant it.",
                },
            ),
            Self::NotFound => (
                "not-found",
                StatusCode::NOT_FOUND,
                Label {
                    fr: "Introuvable",
                    en: "Not found",
                },
                Label {
                    fr: "Il n'y a rien à cette adresse, ou rien que votre organisation puisse voir.",
                    en: "There is nothing at this address, or nothing that your organisation may see.",
                },
            ),
            Self::MethodNotAllowed => (
                "method-not-allowed",
                StatusCode::METHOD_NOT_ALLOWED,
                Label {
                    fr: "Méthode non autorisée",
                    en: "Method not allowed",
                },
                Label {
                    fr: "L'adresse existe, mais pas pour cette méthode HTTP. L'en-tête « Allow » donne celles qui le sont.",
                    en: "The address exists, but not for this HTTP method. The header “Allow” gives those that are.",
                },
            ),
            Self::NotAcceptable => (
                "not-acceptable",
                StatusCode::NOT_ACCEPTABLE,
                Label {
                    fr: "Aucune représentation acceptable",
                    en: "No acceptable representation",
                },
                Label {
                    fr: "Cette interface répond en JSON. Acceptez « application/json » dans l'en-tête « Accept », ou retirez-le.",
                    en: "This interface answers in JSON. Accept “application/json” in the header “Accept”, or leave it out.",
                },
            ),
            Self::Conflict => (
                "conflict",
                StatusCode::CONFLICT,
                Label {
                    fr: "Action impossible dans l'état actuel",
                    en: "Not possible in the present state",
                },
                Label {
                    fr: "La situation a changé entre-temps, ou l'action n'a pas de sens dans cet état. Relisez l'orientation, puis décidez à nouveau.",
                    en: "The situation has changed in the meantime, or the action makes no sense in this state. Read the referral again, then decide anew.",
                },
            ),
            Self::DuplicateExternalReference => (
                "duplicate-external-reference",
                StatusCode::CONFLICT,
                Label {
                    fr: "Référence externe déjà utilisée",
                    en: "External reference already used",
                },
                Label {
                    fr: "Votre organisation a déjà transmis une orientation sous cette référence. L'en-tête « Location » et le membre « existing » y mènent.",
                    en: "Your organisation has sent a referral under this reference before. The header “Location” and the member “existing” lead to it.",
                },
            ),
            Self::IdempotencyKeyUsed => (
                "idempotency-key-used",
                StatusCode::UNPROCESSABLE_ENTITY,
                Label {
                    fr: "Clé d'idempotence déjà utilisée",
                    en: "Idempotency key already used",
                },
                Label {
                    fr: "Cette clé a servi à une autre demande dans les dernières 24 heures. Tirez-en une nouvelle, un UUID par exemple, pour chaque demande ; gardez la même pour répéter la même demande, à l'octet près.",
                    en: "This key was used for another request within the last 24 hours. Draw a new one, a UUID for instance, for every request; keep it to repeat the same request, byte for byte.",
                },
            ),
            Self::RequestInProgress => (
                "request-in-progress",
                StatusCode::CONFLICT,
                Label {
                    fr: "Demande en cours de traitement",
                    en: "Request in progress",
                },
                Label {
                    fr: "La même demande, sous la même clé, est en cours de traitement. Répétez-la après le nombre de secondes donné par l'en-tête « Retry-After » : vous recevrez sa réponse.",
                    en: "The same request, under the same key, is being carried out. Repeat it after the number of seconds given by the header “Retry-After”: you will get its answer.",
                },
            ),
            Self::AlreadyCarriedOut => (
                "already-carried-out",
                StatusCode::CONFLICT,
                Label {
                    fr: "Demande déjà exécutée",
                    en: "Already carried out",
                },
                Label {
                    fr: "La même demande, sous la même clé, a été exécutée une fois. Sa réponse ne peut plus être répétée, car ce qu'elle montrait a changé de visibilité. Relisez l'orientation.",
                    en: "The same request, under the same key, was carried out once. Its answer cannot be repeated, since who may see what it told has changed. Read the referral again.",
                },
            ),
            Self::PreconditionFailed => (
                "precondition-failed",
                StatusCode::PRECONDITION_FAILED,
                Label {
                    fr: "La ressource a changé",
                    en: "The resource has changed",
                },
                Label {
                    fr: "L'étiquette envoyée dans « If-Match » n'est plus celle de la ressource. L'en-tête « ETag » donne l'actuelle : relisez avant d'agir.",
                    en: "The tag sent in “If-Match” is no longer that of the resource. The header “ETag” gives the current one: read again before you act.",
                },
            ),
            Self::PreconditionRequired => (
                "precondition-required",
                StatusCode::PRECONDITION_REQUIRED,
                Label {
                    fr: "Version à préciser",
                    en: "Version required",
                },
                Label {
                    fr: "Plusieurs personnes peuvent modifier cette ressource. Lisez-la, puis renvoyez son « ETag » dans « If-Match » : rien n'est écrasé sans avoir été vu.",
                    en: "Several people may change this resource. Read it, then send its “ETag” in “If-Match”: nothing is overwritten unseen.",
                },
            ),
            Self::InvalidRuleSet => (
                "invalid-rule-set",
                StatusCode::UNPROCESSABLE_ENTITY,
                Label {
                    fr: "Règles inutilisables",
                    en: "Invalid rule set",
                },
                Label {
                    fr: "Le membre « errors » donne chaque faute avec son pointeur JSON, et la ligne et la colonne du document TOML. Les règles en vigueur continuent de décider.",
                    en: "The member “errors” gives every fault with its JSON Pointer, and the line and column in the TOML document. The rules in force go on deciding.",
                },
            ),
            Self::UnsoundRuleSet => (
                "unsound-rule-set",
                StatusCode::UNPROCESSABLE_ENTITY,
                Label {
                    fr: "Règles réfutées",
                    en: "Unsound rule set",
                },
                Label {
                    fr: "L'analyse a trouvé un cas qui contredit ce que les règles affirment. Le membre « report » le décrit. Les règles en vigueur continuent de décider.",
                    en: "The analyser found a case that contradicts what the rules claim. The member “report” describes it. The rules in force go on deciding.",
                },
            ),
            Self::NarrativeNeedsConfirmation => (
                "narrative-needs-confirmation",
                StatusCode::UNPROCESSABLE_ENTITY,
                Label {
                    fr: "Récit à relire",
                    en: "Narrative to be read again",
                },
                Label {
                    fr: "Le récit semble contenir un diagnostic, une infraction, une origine ou une injure. Écrivez des faits. Si le texte est juste et nécessaire, renvoyez la demande avec « narrative_confirmed: true ».",
                    en: "The narrative seems to hold a diagnosis, an offence, an origin or an insult. Write facts. Where the text is right and needed, send the request again with “narrative_confirmed: true”.",
                },
            ),
            Self::Internal => (
                "internal",
                StatusCode::INTERNAL_SERVER_ERROR,
                Label {
                    fr: "Erreur du service",
                    en: "Internal error",
                },
                Label {
                    fr: "L'erreur est de notre côté. Signalez-la avec la valeur de « request_id », qui suffit à la retrouver.",
                    en: "The error is ours. Report it with the value of “request_id”, which is enough to find it.",
                },
            ),
            Self::RequestTimeout => (
                "request-timeout",
                StatusCode::REQUEST_TIMEOUT,
                Label {
                    fr: "Requête trop lente",
                    en: "Request too slow",
                },
                Label {
                    fr: "Envoyez la requête d'un trait ; vous pouvez la répéter, rien n'a été fait.",
                    en: "Send the request without a pause; you may repeat it, nothing was done.",
                },
            ),
            Self::TooManyRequests => (
                "too-many-requests",
                StatusCode::TOO_MANY_REQUESTS,
                Label {
                    fr: "Trop de requêtes",
                    en: "Too many requests",
                },
                Label {
                    fr: "Reprenez après le nombre de secondes donné par l'en-tête « Retry-After ». « RateLimit-Policy » dit combien \
                         de requêtes vous avez par minute, « RateLimit » ce qu'il vous en reste.",
                    en: "Go on after the number of seconds given by the header “Retry-After”. “RateLimit-Policy” says how many \
                         requests you have in a minute, “RateLimit” what is left of them.",
                },
            ),
            Self::Unavailable => (
                "unavailable",
                StatusCode::SERVICE_UNAVAILABLE,
                Label {
                    fr: "Service momentanément indisponible",
                    en: "Temporarily unavailable",
                },
                Label {
                    fr: "Recommencez après le nombre de secondes donné par l'en-tête « Retry-After ».",
                    en: "Try again after the number of seconds given by the header “Retry-After”.",
                },
            ),
        };
        Description {
            slug,
            status,
            title,
            advice,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn slugs_are_unique_and_lead_back() {
        let mut seen = HashSet::new();
        for kind in ProblemKind::ALL {
            assert!(seen.insert(kind.slug()));
            assert_eq!(ProblemKind::from_slug(kind.slug()), Some(*kind));
        }
    }

    #[test]
    fn a_status_of_the_framework_finds_its_kind() {
        assert_eq!(
            ProblemKind::of_status(StatusCode::PAYLOAD_TOO_LARGE),
            ProblemKind::PayloadTooLarge
        );
        assert_eq!(
            ProblemKind::of_status(StatusCode::BAD_GATEWAY),
            ProblemKind::Internal
        );
    }
}
