//! The page behind each problem type: what it means and what to do, in both languages.

use actix_web::http::header::{CACHE_CONTROL, ContentType};
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get};
use askama::Template;
use passerelle_domain::Label;

use super::{Problem, ProblemKind};

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    slug: &'static str,
    status: u16,
    title: Label,
    advice: Label,
}

#[derive(Template)]
#[template(path = "problems.html")]
struct ProblemList {
    kinds: &'static [ProblemKind],
}

#[get("/problems")]
async fn list() -> Result<HttpResponse, Problem> {
    page(&ProblemList {
        kinds: ProblemKind::ALL,
    })
}

#[get("/problems/{slug}")]
async fn one(slug: Path<String>) -> Result<HttpResponse, Problem> {
    let kind = ProblemKind::from_slug(&slug).ok_or_else(Problem::not_found)?;
    page(&ProblemPage {
        slug: kind.slug(),
        status: kind.status().as_u16(),
        title: kind.title(),
        advice: kind.advice(),
    })
}

fn page(template: &impl Template) -> Result<HttpResponse, Problem> {
    let html = template.render().map_err(|error| {
        tracing::error!(error = %error, "a page could not be rendered");
        Problem::internal()
    })?;
    Ok(HttpResponse::Ok()
        .content_type(ContentType::html())
        .insert_header((CACHE_CONTROL, "public, max-age=3600"))
        .body(html))
}

/// Adds the pages to a server.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list).service(one);
}
