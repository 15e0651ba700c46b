//! What is true of every schema, header and list, said in one place in place of at each of them.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use utoipa::Number;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayItems, KnownFormat, Object, Schema, SchemaFormat, SchemaType, Type,
};
use utoipa::openapi::{Components, OpenApi, Ref, RefOr, Response};

use super::operations;

/// The largest integer that every reader of JSON keeps exactly (RFC 8259 §6).
const LARGEST: Number = Number::UInt(9_007_199_254_740_991);
/// The largest one of 32 bits.
const LARGEST_32: Number = Number::UInt(2_147_483_647);
/// Every generic list is called this, and then what is in it.
const PAGE: &str = "PageResponse_";

/// Completes the document.
pub(super) fn tidy(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    share_entries(components);
    for schema in components.schemas.values_mut() {
        bound(schema);
    }
    let examples = PageExamples::of(components);
    for item in document.paths.paths.values_mut() {
        for operation in operations(item) {
            for parameter in operation.parameters.iter_mut().flatten() {
                if let RefOr::T(parameter) = parameter
                    && let Some(schema) = &mut parameter.schema
                {
                    bound(schema);
                }
            }
            for response in operation.responses.responses.values_mut() {
                if let RefOr::T(response) = response {
                    describe_headers(response);
                    examples.show(response);
                }
            }
        }
    }
    for server in document.servers.iter_mut().flatten() {
        let public = ExtensionsBuilder::new().add("x-internal", false).build();
        server.extensions.get_or_insert_default().merge(public);
    }
    drop_unused_responses(document);
}

/// A list names what is in it, in place of spelling it out again.
fn share_entries(components: &mut Components) {
    let known: BTreeSet<String> = components.schemas.keys().cloned().collect();
    for (name, schema) in &mut components.schemas {
        let Some(entry) = name.strip_prefix(PAGE).filter(|one| known.contains(*one)) else {
            continue;
        };
        if let RefOr::T(Schema::Object(page)) = schema
            && let Some(RefOr::T(Schema::Array(items))) = page.properties.get_mut("items")
        {
            let entry = RefOr::Ref(Ref::from_schema_name(entry));
            items.items = ArrayItems::RefOrSchema(Box::new(entry));
        }
    }
}

/// Integers of ours are never below zero, and never so large that a reader of JSON loses digits.
fn bound(schema: &mut RefOr<Schema>) {
    let RefOr::T(schema) = schema else {
        return;
    };
    match schema {
        Schema::Object(object) => {
            bound_integer(object);
            object.properties.values_mut().for_each(bound);
            if let Some(more) = &mut object.additional_properties
                && let AdditionalProperties::RefOr(more) = more.as_mut()
            {
                bound(more);
            }
        }
        Schema::Array(array) => {
            if let ArrayItems::RefOrSchema(items) = &mut array.items {
                bound(items);
            }
        }
        Schema::OneOf(one) => one.items.iter_mut().for_each(bound),
        Schema::AllOf(all) => all.items.iter_mut().for_each(bound),
        Schema::AnyOf(any) => any.items.iter_mut().for_each(bound),
        _ => {}
    }
}

fn bound_integer(object: &mut Object) {
    let integer = match &object.schema_type {
        SchemaType::Type(one) => *one == Type::Integer,
        SchemaType::Array(several) => several.contains(&Type::Integer),
        SchemaType::AnyValue => false,
    };
    if !integer {
        return;
    }
    let small = SchemaFormat::KnownFormat(KnownFormat::Int32);
    let format = object
        .format
        .get_or_insert(SchemaFormat::KnownFormat(KnownFormat::Int64));
    let largest = if *format == small {
        LARGEST_32
    } else {
        LARGEST
    };
    object.minimum.get_or_insert(Number::UInt(0));
    object.maximum.get_or_insert(largest);
}

/// What the headers of answers look like, by their names.
fn describe_headers(response: &mut Response) {
    for (name, header) in &mut response.headers {
        let RefOr::T(header) = header else {
            continue;
        };
        let Some(RefOr::T(Schema::Object(schema))) = &mut header.schema else {
            continue;
        };
        let (longest, example) = match name.as_str() {
            "ETag" => (30, "\"2\""),
            "Location" => (200, "/v1/referrals/019a1b2c-3d4e-7000-8000-000000000001"),
            "Link" => (4000, "</v1/referrals?cursor=…>; rel=\"next\""),
            _ => continue,
        };
        schema.max_length.get_or_insert(longest);
        if name == "ETag" {
            schema.pattern.get_or_insert("^\"[0-9]+\"$".to_owned());
        }
        header.example.get_or_insert(json!(example));
    }
}

/// The examples of lists: one page with the example of what is in it.
struct PageExamples(Vec<(String, Value)>);

impl PageExamples {
    fn of(components: &Components) -> Self {
        let pages = components.schemas.keys().filter_map(|page| {
            let entry = components.schemas.get(page.strip_prefix(PAGE)?)?;
            let example = match entry {
                RefOr::T(Schema::Object(entry)) => entry.example.clone(),
                RefOr::T(Schema::AllOf(entry)) => entry.example.clone(),
                _ => None,
            };
            let page_example = json!({"items": [example?], "next": null});
            Some((format!("#/components/schemas/{page}"), page_example))
        });
        Self(pages.collect())
    }

    fn show(&self, response: &mut Response) {
        for content in response.content.values_mut() {
            if let RefOr::T(content) = content
                && let Some(RefOr::Ref(schema)) = &content.schema
                && let Some((_, example)) =
                    self.0.iter().find(|(page, _)| *page == schema.ref_location)
            {
                content.example.get_or_insert_with(|| example.clone());
            }
        }
    }
}

/// A refusal that no operation names is not in the contract.
fn drop_unused_responses(document: &mut OpenApi) {
    let mut named = BTreeSet::new();
    for item in document.paths.paths.values_mut() {
        for operation in operations(item) {
            named.extend(names_of(operation));
        }
    }
    if let Some(components) = &mut document.components {
        components.responses.retain(|name, _| named.contains(name));
    }
}

fn names_of(operation: &Operation) -> impl Iterator<Item = String> {
    let responses = operation.responses.responses.values();
    responses.filter_map(|response| match response {
        RefOr::Ref(named) => named
            .ref_location
            .strip_prefix("#/components/responses/")
            .map(str::to_owned),
        RefOr::T(_) => None,
    })
}
