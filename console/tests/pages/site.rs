//! A site to visit: the pages over a world with one referral that waits for an answer.

use actix_web::{
    App,
    body::to_bytes,
    http::{StatusCode, header::HeaderMap},
    test::{TestRequest, call_service, init_service},
};
use jiff::SignedDuration;
use passerelle_casework::{Clock, ReferralView};
use passerelle_console::Console;
use passerelle_domain::{AssignmentId, MessageId};

use crate::world::World;

/// The pages, and a referral whose lead partner (`p-med`) has a link.
pub struct Site {
    pub world: World,
    pub referral: ReferralView,
    pub lead: AssignmentId,
    /// The lead's link, valid for two weeks.
    pub token: String,
}

/// What came back.
pub struct Seen {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

impl Site {
    pub fn new() -> Self {
        let world = World::new();
        let referral = world.submit("demo-landlord", &world.sensitive());
        let (lead, _, _) = world.part(referral.id, "p-med");
        Self::over(world, referral, lead)
    }

    /// The pages over `world`, with a link for `lead`.
    pub fn over(world: World, referral: ReferralView, lead: AssignmentId) -> Self {
        let token = Self::link(&world, lead, 1);
        Self {
            world,
            referral,
            lead,
            token,
        }
    }

    /// Another link for the lead.
    pub fn another_link(&self, number: u8) -> String {
        Self::link(&self.world, self.lead, number)
    }

    /// A link for the lead that is good for an hour.
    pub fn short_link(&self, number: u8) -> String {
        sign(
            &self.world,
            self.lead,
            number,
            SignedDuration::from_hours(1),
        )
    }

    /// A link for any assignment, good for two weeks.
    pub fn link(world: &World, assignment: AssignmentId, number: u8) -> String {
        sign(
            world,
            assignment,
            number,
            SignedDuration::from_hours(14 * 24),
        )
    }

    /// Where the lead's part stands.
    pub fn standing(&self) -> &'static str {
        self.world.part(self.referral.id, "p-med").1
    }

    pub fn path(&self) -> String {
        format!("/answer/{}", self.token)
    }

    pub async fn get(&self, path: &str) -> Seen {
        self.send(TestRequest::get().uri(path)).await
    }

    /// Posts a form as a browser does from our own page.
    pub async fn post(&self, path: &str, form: &str) -> Seen {
        self.send(
            self.form(path, form)
                .insert_header(("Sec-Fetch-Site", "same-origin")),
        )
        .await
    }

    /// A form, from nowhere in particular.
    pub fn form(&self, path: &str, form: &str) -> TestRequest {
        TestRequest::post()
            .uri(path)
            .insert_header(("Content-Type", "application/x-www-form-urlencoded"))
            .set_payload(form.to_owned())
    }

    pub async fn send(&self, request: TestRequest) -> Seen {
        let casework = self.world.casework.clone();
        let console = Console::new(
            casework,
            self.world.links.clone(),
            "https://passerelle.example.org/",
        );
        let app = init_service(App::new().configure(passerelle_console::routes(console))).await;
        let response = call_service(&app, request.to_request()).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = to_bytes(response.into_body()).await.unwrap();
        Seen {
            status,
            headers,
            text: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    /// A page without what differs from link to link.
    pub fn redact(&self, seen: &Seen) -> String {
        seen.text.replace(&self.token, "TOKEN")
    }
}

fn sign(world: &World, assignment: AssignmentId, number: u8, life: SignedDuration) -> String {
    let now = world.clock.now();
    let jti = MessageId::new(now, [number; 10]).as_uuid();
    world.links.sign(assignment, jti, now + life).unwrap()
}
