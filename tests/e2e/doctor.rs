//! `passerelle doctor`: what stands in the way of the service, and what to do about it.

use std::os::unix::fs::PermissionsExt as _;

use jiff::SignedDuration;
use passerelle_tests::smtp::Security;
use passerelle_tests::{Backend, World, both_databases};

use crate::cases;

const IN_ENGLISH: [&str; 3] = ["doctor", "--lang", "en"];

both_databases! {
    fn all_is_well_after_a_start_and_what_breaks_is_named(world in World) {
        let mut world = World::in_real_time(world.backend);
        world.set("PASSERELLE_PUBLIC_URL", "https://passerelle.example.org");
        world.set("PASSERELLE_MAIL_FROM", "Passerelle <orientation@passerelle.example.org>");
        world.mails_to_server(Security::None);
        let key = world.dir().join("signing.pem");
        world.set("PASSERELLE_SIGNING_KEY_FILE", key.to_str().unwrap());
        let service = world.serve();
        let landlord = service.signed_in("demo-landlord");
        landlord.post("/v1/referrals", &cases::a01()).expect(201);
        let found = world.run(&IN_ENGLISH).ok();
        for good in ["✓ configuration:", "✓ keys:", "✓ database:", "✓ mail:", "✓ clock:", "to mend: 0"] {
            assert!(found.contains(good), "{good}:\n{found}");
        }
        let found = world.run(&["doctor"]).ok();
        assert!(found.contains("✓ horloge : elle s’accorde avec la base de données"), "{found}");

        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
        let found = world.run(&IN_ENGLISH).ok();
        assert!(found.contains("to know: keys: other accounts") && found.contains("chmod 600"), "{found}");

        std::fs::write(&key, "no key").unwrap();
        world.set("PASSERELLE_SMTP_URL", "smtp://127.0.0.1:1");
        let broken = world.run(&IN_ENGLISH);
        assert_eq!(broken.status.code(), Some(1));
        for fault in ["to mend: keys:", "to mend: mail: no mail can be handed over: connection_failed"] {
            assert!(broken.out.contains(fault), "{fault}:\n{}", broken.out);
        }
    }

    fn a_clock_that_went_back_is_named(world in World) {
        let service = world.serve();
        service.signed_in("demo-landlord").post("/v1/referrals", &cases::a01()).expect(201);
        world.clock.step(SignedDuration::from_hours(-1));
        let broken = world.run(&IN_ENGLISH);
        assert_eq!(broken.status.code(), Some(1));
        assert!(broken.out.contains("to mend: clock: the last thing stored is 3600 s in the future"), "{}", broken.out);
    }
}

#[test]
fn nothing_is_made_and_no_password_is_told() {
    let mut world = World::without_schema(Backend::Sqlite);
    world.set(
        "PASSERELLE_SMTP_URL",
        "smtp://postman:hush-hush@127.0.0.1:1",
    );
    let before = std::fs::read_dir(world.dir()).unwrap().count();
    let found = world.run(&IN_ENGLISH);
    assert_eq!(found.status.code(), Some(1));
    assert!(found.out.contains("to mend: database:"), "{}", found.out);
    assert!(!found.said().contains("hush-hush"), "{}", found.said());
    assert_eq!(std::fs::read_dir(world.dir()).unwrap().count(), before);
}
