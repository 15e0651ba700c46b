//! `GET /person/{code}/sheet`: a sheet of paper that leads to the page: its address, a QR code, and
//! the code in letters for who has neither.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use askama::Template;
use passerelle_domain::written_time::in_words;
use qrcode::{EcLevel, QrCode, render::svg};

use super::{behind::behind, words};
use crate::{
    Console,
    page::{Page, html},
};

#[derive(Template)]
#[template(path = "sheet.html")]
struct Sheet<'a> {
    page: Page,
    reference: String,
    title: &'static str,
    /// Where the code can be typed.
    entrance: String,
    address: String,
    code: String,
    /// The address as a picture; our own bytes, nothing in it was typed by anybody.
    qr: &'a str,
    until: String,
}

pub(super) async fn show(
    request: HttpRequest,
    console: web::Data<Console>,
    code: web::Path<String>,
) -> HttpResponse {
    let behind = match behind(&request, &console, &code).await {
        Ok(behind) => behind,
        Err(response) => return response,
    };
    let address = format!("{}{}", console.public_url(), behind.path);
    let qr = picture(&address).unwrap_or_default();
    let lang = behind.lang;
    let mut page = behind.page();
    page.path.push_str("/sheet");
    let sheet = Sheet {
        page,
        reference: behind.view.reference.to_string(),
        title: words::sheet(behind.view.concerned, behind.view.speaker, lang),
        entrance: format!("{}/person", console.public_url()),
        code: behind.code.reveal(),
        qr: &qr,
        until: in_words(behind.view.expires_at, lang).unwrap_or_default(),
        address,
    };
    html(StatusCode::OK, lang, &sheet)
}

/// The address as a QR code, which is read even where the paper is creased; `None` for an address
/// too long for one.
fn picture(address: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(address, EcLevel::Q).ok()?;
    let drawn = code
        .render::<svg::Color<'_>>()
        .min_dimensions(240, 240)
        .build();
    // The declaration of an XML document has no place within a page.
    let start = drawn.find("<svg")?;
    drawn.get(start..).map(str::to_owned)
}
