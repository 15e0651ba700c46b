//! The OpenAPI document: collected from the handlers as they are registered, then completed with
//! what is true of all of them. The committed copy is what the service serves.

mod tidy;

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::header::Header;
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{
    AdditionalProperties, KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type,
};
use utoipa::openapi::security::{
    ClientCredentials, Flow, HttpAuthScheme, HttpBuilder, OAuth2, Scopes, SecurityScheme,
};
use utoipa::openapi::{
    ContactBuilder, ContentBuilder, InfoBuilder, LicenseBuilder, OpenApi, PathItem, Ref, RefOr,
    Required, ServerBuilder, Tag,
};
use utoipa::{IntoParams, PartialSchema, ToSchema};

use crate::contract::schemas::CountedByCode;
use crate::problems::{PROBLEM_JSON, ProblemKind};
use crate::rights;

/// The committed document, as it is served.
pub const COMMITTED: &str = include_str!("../../openapi/openapi.json");

/// The version of the resource that an action is meant for.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code, reason = "read by an extractor; this is its documentation")]
pub struct IfMatch {
    /// Act only if the referral still has this tag; 412 with the current one otherwise.
    #[param(
        rename = "If-Match",
        max_length = 30,
        pattern = r#"^(\*|"[0-9]{1,19}")$"#,
        example = "\"2\""
    )]
    if_match: Option<String>,
}

/// The version of the resource that a change is meant for.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code, reason = "read by an extractor; this is its documentation")]
pub struct IfMatchRequired {
    /// Change it only if it still has this tag; 412 with the current one otherwise, and 428 without.
    /// `*` stands for whatever tag it has.
    #[param(
        rename = "If-Match",
        max_length = 30,
        pattern = r#"^(\*|"[0-9]{1,19}")$"#,
        example = "\"2\""
    )]
    if_match: String,
}

/// By which a repeated request is known.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code, reason = "read by an extractor; this is its documentation")]
pub struct IdempotencyKey {
    /// Makes the request safe to repeat. Draw a new key, a UUID for instance, for each request, and
    /// keep it when you repeat one that got no answer: within 24 hours, the same key with the same
    /// request is answered as the first time, with `Idempotency-Replayed: true`, and nothing is done
    /// twice. The same key with another request gets 422; while the first is still being carried out,
    /// 409.
    #[param(
        rename = "Idempotency-Key",
        min_length = 1,
        max_length = 255,
        example = "8e03978e-40d5-43dd-bc93-6894a57f9324"
    )]
    idempotency_key: Option<String>,
}

/// A refusal, as a problem document (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"type": "/problems/invalid-request", "title": "Invalid request", "status": 422, "detail": "One field is not as it should be; `errors` names it.", "request_id": "6f5bd0a4-0d3f-4f8b-9e51-6f6e8f0b7a11", "errors": [{"pointer": "/situation", "code": "unknown_code", "detail": "not a code of the vocabulary `situation`"}]}))]
#[allow(
    dead_code,
    reason = "written member by member; this is its documentation"
)]
pub struct ProblemDocument {
    /// Which kind of problem: a stable address, with a page behind it.
    #[schema(rename = "type", max_length = 200)]
    kind: String,
    /// The kind in words.
    #[schema(max_length = 200)]
    title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What this occurrence adds.
    #[schema(max_length = 1000)]
    detail: String,
    /// By which the operator finds the request.
    #[schema(max_length = 50)]
    request_id: Option<String>,
    /// Every faulty field.
    #[schema(max_items = 100)]
    errors: Option<Vec<ProblemField>>,
}

/// One faulty field.
#[derive(Serialize, ToSchema)]
#[allow(
    dead_code,
    reason = "written member by member; this is its documentation"
)]
pub struct ProblemField {
    /// The field, as a JSON Pointer (RFC 6901) into the body, or into the query by parameter name.
    #[schema(max_length = 2000)]
    pointer: String,
    /// Stable code.
    #[schema(max_length = 50)]
    code: String,
    /// One sentence.
    #[schema(max_length = 1000)]
    detail: String,
}

/// Adds to what the handlers say of themselves all that is true of each of them: who the service is,
/// how to sign in, the errors that follow from what an operation takes, and that what is sent may
/// hold no field that we do not know.
#[must_use]
pub fn complete(mut document: OpenApi) -> OpenApi {
    document.info = InfoBuilder::new()
        .title("Passerelle")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Referral routing for social mediation: send a case, learn at once who takes it, \
             by when and why, and follow it to its outcome.",
        ))
        .contact(Some(
            ContactBuilder::new()
                .name(Some("Whoever operates this service"))
                .build(),
        ))
        .license(Some(
            LicenseBuilder::new()
                .name("EUPL-1.2")
                .identifier(Some("EUPL-1.2"))
                .build(),
        ))
        .build();
    document.servers = Some(vec![
        ServerBuilder::new()
            .url("/")
            .description(Some(
                "The service that this document comes from: in production, or on your own machine.",
            ))
            .build(),
    ]);
    document.tags = Some(tags());
    let components = document.components.get_or_insert_default();
    components
        .schemas
        .insert("ProblemDocument".to_owned(), ProblemDocument::schema());
    components
        .schemas
        .insert("ProblemField".to_owned(), ProblemField::schema());
    // Named by a parameter alone, which nobody collects.
    components
        .schemas
        .insert("CountedByCode".to_owned(), CountedByCode::schema());
    components.security_schemes = security_schemes();
    for kind in ProblemKind::ALL {
        components
            .responses
            .insert(kind.slug().to_owned(), problem_response(*kind).into());
    }
    for (name, schema) in &mut components.schemas {
        let ours = name.ends_with("Request") && name != "TokenRequest";
        if let (true, RefOr::T(Schema::Object(object))) = (ours, schema) {
            object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
        }
    }
    for item in document.paths.paths.values_mut() {
        for operation in operations(item) {
            add_refusals(operation);
            say_who_may(operation);
        }
    }
    tidy::tidy(&mut document);
    document
}

fn tags() -> Vec<Tag> {
    [
        ("Sign-in", "OAuth 2.0 client credentials."),
        (
            "Referrals",
            "The need: sending it, reading it, steering it.",
        ),
        ("Assignments", "One partner's work on a referral."),
        (
            "Follow-ups",
            "What became of a case, asked some time after it was closed.",
        ),
        ("Routing", "The rules, tried without storing anything."),
        ("Partners", "The directory of the network."),
        ("Clients", "The credentials of an organisation."),
        (
            "Rule sets",
            "The rules: written, checked, put in force and taken back.",
        ),
        ("Statistics", "Figures that tell of nobody."),
        ("Vocabulary", "The codes of the field."),
        ("Health", "For whoever runs the service."),
    ]
    .into_iter()
    .map(|(name, description)| {
        let mut tag = Tag::new(name);
        tag.description = Some(description.to_owned());
        tag
    })
    .collect()
}

fn security_schemes() -> BTreeMap<String, RefOr<SecurityScheme>> {
    let scopes = Scopes::from_iter(
        passerelle_casework::Scope::ALL
            .iter()
            .map(|scope| (scope.code(), scope_text(*scope))),
    );
    let flow = Flow::ClientCredentials(ClientCredentials::new("/oauth/token", scopes));
    let basic = HttpBuilder::new()
        .scheme(HttpAuthScheme::Basic)
        .description(Some("The client's id and secret."));
    BTreeMap::from([
        (
            "oauth".to_owned(),
            SecurityScheme::OAuth2(OAuth2::with_description(
                [flow],
                "An access token of 15 minutes for the client's own organisation. It is a JWT \
                 (RFC 9068), signed and checked as RFC8725 wants; read nothing in it.",
            ))
            .into(),
        ),
        (
            "client_basic".to_owned(),
            SecurityScheme::Http(basic.build()).into(),
        ),
    ])
}

fn scope_text(scope: passerelle_casework::Scope) -> &'static str {
    use passerelle_casework::Scope;
    match scope {
        Scope::ReferralsWrite => "Enter, preview, withdraw and close referrals.",
        Scope::ReferralsRead => "Read referrals, their events and the directory.",
        Scope::AssignmentsAnswer => "Answer for a partner, and record its work.",
        Scope::PartnersManage => "Change the partner directory.",
        Scope::ClientsManage => "Look after the clients and the people of one's organisation.",
        Scope::RulesManage => "Change the rules.",
        Scope::StatisticsRead => "Read the figures.",
    }
}

fn problem_response(kind: ProblemKind) -> Response {
    let content = ContentBuilder::new()
        .schema(Some(RefOr::Ref(Ref::from_schema_name("ProblemDocument"))))
        .build();
    let response = ResponseBuilder::new()
        .description(kind.title().en)
        .content(PROBLEM_JSON, content);
    match kind {
        ProblemKind::TooManyRequests => limited(response).build(),
        _ => response.build(),
    }
}

/// What a refused caller is told of its limit. The last two stand on every other answer to a client's token too.
fn limited(response: ResponseBuilder) -> ResponseBuilder {
    let text = |description: &str| {
        let schema = ObjectBuilder::new()
            .schema_type(Type::String)
            .max_length(Some(100));
        let mut header = Header::new(schema);
        header.description = Some(description.to_owned());
        header
    };
    let seconds = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int32)))
        .minimum(Some(1))
        .maximum(Some(60));
    let mut wait = Header::new(seconds);
    wait.description = Some("After how many seconds to go on.".to_owned());
    response
        .header("Retry-After", wait)
        .header(
            "RateLimit",
            text("What is left (`r`), and in how many seconds all is there again (`t`): `\"client\";r=5999;t=1`."),
        )
        .header(
            "RateLimit-Policy",
            text("How many requests (`q`) in how many seconds (`w`): `\"client\";q=6000;w=60`."),
        )
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut item.get,
        &mut item.post,
        &mut item.put,
        &mut item.patch,
        &mut item.delete,
    ]
    .into_iter()
    .flatten()
}

/// The errors that follow from what an operation takes.
fn add_refusals(operation: &mut Operation) {
    use ProblemKind as Kind;
    let is_oauth = operation.operation_id.as_deref() == Some("issueToken");
    let signed_in = operation
        .tags
        .as_ref()
        .is_some_and(|tags| !tags.iter().any(|tag| tag == "Sign-in" || tag == "Health"));
    let parameters: Vec<&Parameter> = operation
        .parameters
        .iter()
        .flatten()
        .filter_map(|parameter| match parameter {
            RefOr::T(parameter) => Some(parameter),
            RefOr::Ref(_) => None,
        })
        .collect();
    let in_path = parameters
        .iter()
        .any(|parameter| parameter.name.ends_with("id"));
    let in_query = parameters
        .iter()
        .any(|parameter| matches!(parameter.parameter_in, ParameterIn::Query));
    let conditional = parameters
        .iter()
        .any(|parameter| parameter.name == "If-Match");
    let demanded = parameters.iter().any(|parameter| {
        parameter.name == "If-Match" && matches!(parameter.required, Required::True)
    });
    let repeatable = parameters
        .iter()
        .any(|parameter| parameter.name == "Idempotency-Key");
    let body = operation.request_body.is_some() && !is_oauth;
    let refusals = [
        (body || conditional, "400", Kind::MalformedJson),
        (signed_in, "401", Kind::Unauthorized),
        (signed_in, "403", Kind::Forbidden),
        (in_path, "404", Kind::NotFound),
        (signed_in, "406", Kind::NotAcceptable),
        (body || conditional || is_oauth, "408", Kind::RequestTimeout),
        (repeatable, "409", Kind::RequestInProgress),
        (conditional, "412", Kind::PreconditionFailed),
        (
            body || conditional || is_oauth,
            "413",
            Kind::PayloadTooLarge,
        ),
        (body || conditional, "415", Kind::UnsupportedMediaType),
        (
            body || conditional || in_query || repeatable,
            "422",
            Kind::InvalidRequest,
        ),
        (demanded, "428", Kind::PreconditionRequired),
        (signed_in || is_oauth, "429", Kind::TooManyRequests),
        (true, "500", Kind::Internal),
        (true, "503", Kind::Unavailable),
    ];
    for (there, status, kind) in refusals {
        if there {
            let reference = RefOr::Ref(Ref::from_response_name(kind.slug()));
            operation
                .responses
                .responses
                .entry(status.to_owned())
                .or_insert(reference);
        }
    }
}

/// Who may call it, in the words of the table of rights.
fn say_who_may(operation: &mut Operation) {
    let gate = operation.operation_id.as_deref().and_then(rights::gate);
    let standings = gate.map_or(&[][..], rights::Gate::standings);
    if standings.is_empty() {
        return;
    }
    let names: Vec<&str> = standings.iter().map(|one| one.name()).collect();
    let extension = ExtensionsBuilder::new().add("x-allowed-to", names).build();
    operation
        .extensions
        .get_or_insert_default()
        .merge(extension);
}

/// The document as it is committed.
///
/// # Errors
/// None that a document of ours gives.
pub fn to_json(document: &OpenApi) -> Result<String, serde_json::Error> {
    document.to_pretty_json().map(|json| json + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_document_is_the_one_that_the_handlers_make() {
        let made = to_json(&crate::app::document()).unwrap();
        assert!(
            made == COMMITTED,
            "openapi/openapi.json is stale: run `passerelle openapi > openapi/openapi.json`"
        );
    }

    #[test]
    fn every_operation_says_what_it_is() {
        let mut document = crate::app::document();
        let mut ids = std::collections::HashSet::new();
        for (path, item) in &mut document.paths.paths {
            for operation in operations(item) {
                let id = operation.operation_id.clone().unwrap();
                assert!(ids.insert(id), "{path}");
                assert!(
                    operation.summary.is_some() && operation.description.is_some(),
                    "{path}"
                );
                assert!(operation.security.is_some(), "{path}");
                assert!(operation.responses.responses.contains_key("500"), "{path}");
            }
        }
        assert!(ids.len() > 20);
    }
}
