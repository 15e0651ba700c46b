//! What the person concerned is asked once the case is over: three questions, four answers each.

use super::codes;

codes! {
    /// What is asked.
    pub enum FeedbackQuestion: "feedback_question" {
        Listened = "listened", "a-t-on pris le temps de vous écouter\u{a0}?", "did you feel listened to?";
        Met = "met", "avez-vous rencontré quelqu'un pour vous aider\u{a0}?", "did you meet somebody who could help?";
        Better = "better", "la situation va-t-elle mieux\u{a0}?", "is the situation better?";
    }
}

codes! {
    /// What can be answered.
    pub enum FeedbackAnswer: "feedback_answer" {
        Yes = "yes", "oui", "yes";
        Partly = "partly", "en partie", "partly";
        No = "no", "non", "no";
        RatherNotSay = "rather_not_say", "je préfère ne pas répondre", "I would rather not say";
    }
}

codes! {
    /// How a person gets the link to their page.
    pub enum PersonChannel: "person_channel" {
        Sheet = "sheet", "sur une feuille imprimée", "on a printed sheet";
        Email = "email", "par courriel", "by e-mail";
    }
}
