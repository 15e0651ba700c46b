//! How a finding is told.

use passerelle_domain::Lang;

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// As it should be.
    Good,
    /// The service works; somebody should know.
    Warning,
    /// The service does not work, or not as it should.
    Fault,
}

/// One thing that was looked at.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) verdict: Verdict,
    about: (&'static str, &'static str),
    told: (String, String),
    /// What to do.
    advice: Option<(String, String)>,
}

/// What can be looked at, in French and English.
pub(super) const SETTINGS: (&str, &str) = ("configuration", "configuration");
pub(super) const DATABASE: (&str, &str) = ("base de données", "database");
pub(super) const MAIL: (&str, &str) = ("courriel", "mail");
pub(super) const KEYS: (&str, &str) = ("clés", "keys");
pub(super) const CLOCK: (&str, &str) = ("horloge", "clock");

impl Finding {
    pub(super) fn good(
        about: (&'static str, &'static str),
        fr: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            verdict: Verdict::Good,
            about,
            told: (fr.into(), en.into()),
            advice: None,
        }
    }

    pub(super) fn warning(
        about: (&'static str, &'static str),
        fr: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            verdict: Verdict::Warning,
            ..Self::good(about, fr, en)
        }
    }

    pub(super) fn fault(
        about: (&'static str, &'static str),
        fr: impl Into<String>,
        en: impl Into<String>,
    ) -> Self {
        Self {
            verdict: Verdict::Fault,
            ..Self::good(about, fr, en)
        }
    }

    pub(super) fn advise(mut self, fr: impl Into<String>, en: impl Into<String>) -> Self {
        self.advice = Some((fr.into(), en.into()));
        self
    }

    pub(super) fn text(&self, lang: Lang) -> String {
        let pick = |(fr, en): &(String, String)| match lang {
            Lang::Fr => fr.clone(),
            Lang::En => en.clone(),
        };
        let (mark, about) = match lang {
            Lang::Fr => (self.verdict.mark().0, self.about.0),
            Lang::En => (self.verdict.mark().1, self.about.1),
        };
        let colon = match lang {
            Lang::Fr => " :",
            Lang::En => ":",
        };
        let mut text = format!("{mark} {about}{colon} {}", pick(&self.told));
        if let Some(advice) = &self.advice {
            text.push_str("\n    → ");
            text.push_str(&pick(advice));
        }
        text
    }
}

impl Verdict {
    fn mark(self) -> (&'static str, &'static str) {
        match self {
            Self::Good => ("✓", "✓"),
            Self::Warning => ("à savoir :", "to know:"),
            Self::Fault => ("à corriger :", "to mend:"),
        }
    }
}
