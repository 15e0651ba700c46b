//! A real browser: Debian's Chromium without a window, driven through Debian's chromedriver.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use thirtyfour::{By, ChromiumLikeCapabilities, DesiredCapabilities, WebDriver, WebElement};
use tokio::runtime::Runtime;

use crate::{machine, wait_for, workshop};

/// A browser with a profile of its own. Dropping it closes it.
#[derive(Debug)]
pub struct Browser {
    runtime: Runtime,
    driver: Option<WebDriver>,
    chromedriver: Child,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts a browser that prefers this language (`fr` or `en`).
    pub fn start(language: &str) -> Self {
        let chromium = find("chromium");
        let profile = tempfile::Builder::new()
            .prefix("chromium-")
            .tempdir_in(workshop::root())
            .expect("a profile");
        let log = profile.path().join("chromedriver.log");
        let chromedriver = start_chromedriver(&log);
        let port = wait_for("chromedriver's port", || {
            let said = std::fs::read_to_string(&log).ok()?;
            said.split("successfully on port ")
                .nth(1)?
                .split('.')
                .next()
                .map(str::to_owned)
        });
        let mut wanted = DesiredCapabilities::chrome();
        wanted
            .set_binary(workshop::path(&chromium))
            .expect("a capability");
        for flag in [
            "--headless=new",
            // Chromium's own sandbox does not run as root, and the pages are our own.
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1000,1200",
            &format!("--lang={language}"),
            &format!("--accept-lang={language}"),
            &format!(
                "--user-data-dir={}",
                workshop::path(&profile.path().join("data"))
            ),
        ] {
            wanted.add_arg(flag).expect("a capability");
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        let address = format!("http://127.0.0.1:{port}");
        let driver = runtime
            .block_on(WebDriver::new(&address, wanted))
            .expect("Chromium starts");
        Self {
            runtime,
            driver: Some(driver),
            chromedriver,
            _profile: profile,
        }
    }

    /// Opens an address.
    pub fn open(&self, address: &str) {
        self.wait(self.driver().goto(address))
            .unwrap_or_else(|error| panic!("{address} does not open: {error}"));
    }

    /// The text that a person sees.
    pub fn text(&self) -> String {
        let body = self.element("body");
        self.wait(body.text()).expect("the text of the page")
    }

    /// The same, or nothing while one page goes and the next one comes.
    fn seen(&self) -> String {
        let driver = self.driver();
        self.wait(async { driver.find(By::Css("body")).await?.text().await })
            .unwrap_or_default()
    }

    /// Waits until the page shows this text: a click returns before the next page is there.
    pub fn shows(&self, text: &str) {
        let start = Instant::now();
        while !self.seen().contains(text) {
            assert!(
                start.elapsed() < Duration::from_secs(15),
                "{text:?} is not on the page:\n{}",
                self.seen()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The title of the page.
    pub fn title(&self) -> String {
        self.wait(self.driver().title())
            .expect("the title of the page")
    }

    /// An attribute of the first element that fits this CSS selector, empty when it has none.
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        let element = self.element(selector);
        self.wait(element.attr(name))
            .expect("an attribute")
            .unwrap_or_default()
    }

    /// How many elements fit this CSS selector.
    pub fn count(&self, selector: &str) -> usize {
        self.wait(self.driver().find_all(By::Css(selector)))
            .expect("elements of the page")
            .len()
    }

    /// Clicks on the first element that fits this CSS selector.
    pub fn click(&self, selector: &str) {
        let element = self.element(selector);
        self.wait(element.click())
            .unwrap_or_else(|error| panic!("{selector} cannot be clicked: {error}"));
    }

    /// Types into the first element that fits this CSS selector.
    pub fn fill(&self, selector: &str, text: &str) {
        let element = self.element(selector);
        self.wait(element.send_keys(text))
            .unwrap_or_else(|error| panic!("{selector} cannot be filled in: {error}"));
    }

    /// Writes a picture of the page into the directory that `PASSERELLE_SCREENSHOTS` names; does nothing without it.
    pub fn picture(&self, name: &str) {
        let Some(dir) = std::env::var_os("PASSERELLE_SCREENSHOTS").map(PathBuf::from) else {
            return;
        };
        std::fs::create_dir_all(&dir).expect("the directory of the pictures");
        self.wait(self.driver().screenshot(&dir.join(format!("{name}.png"))))
            .expect("a picture of the page");
    }

    #[track_caller]
    fn element(&self, selector: &str) -> WebElement {
        match self.wait(self.driver().find(By::Css(selector))) {
            Ok(element) => element,
            Err(error) => {
                let source = self.wait(self.driver().source()).unwrap_or_default();
                panic!("no {selector} on the page ({error}):\n{source}")
            }
        }
    }

    fn driver(&self) -> &WebDriver {
        self.driver.as_ref().expect("a browser that runs")
    }

    fn wait<T>(&self, step: impl Future<Output = T>) -> T {
        self.runtime.block_on(step)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(driver) = self.driver.take() {
            // It may have died with the test; then there is nothing left to close.
            let _ = self.runtime.block_on(driver.quit());
        }
        // Closing the pipe lets the guardian end chromedriver and what it started.
        drop(self.chromedriver.stdin.take());
        let _ = self.chromedriver.wait();
    }
}

/// Starts chromedriver under a shell that ends it, and every browser it started, when this process lets go.
fn start_chromedriver(log: &Path) -> Child {
    let script = r#"setsid "$1" --port=0 --log-level=WARNING </dev/null >"$2" 2>&1 & group=$!; read -r _; kill -s KILL -- "-$group""#;
    Command::new("/bin/sh")
        .args(["-c", script, "guardian"])
        .arg(find("chromedriver"))
        .arg(log)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell that starts chromedriver")
}

fn find(program: &str) -> PathBuf {
    machine::find_program(program, &[PathBuf::from("/usr/bin").join(program)])
        .unwrap_or_else(|| machine::missing("Chromium with its driver", "chromium chromium-driver"))
}
