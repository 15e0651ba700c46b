//! Asking, some time after a case was closed, what became of it.

use super::codes;

codes! {
    /// Where the question stands.
    pub enum FollowUpStatus: "follow_up_status" {
        Open = "open", "à faire", "open";
        Done = "done", "fait", "done";
        Dropped = "dropped", "sans objet", "dropped";
    }
}

codes! {
    /// Why it is asked.
    pub enum FollowUpReason: "follow_up_reason" {
        Rule = "rule", "prévu par la règle", "the rule asks for it";
        OutcomeUnknown = "outcome_unknown", "suite inconnue à la clôture", "the outcome was unknown when it was closed";
    }
}

codes! {
    /// What became of the case. It describes the situation, never a person.
    pub enum FollowUpResult: "follow_up_result" {
        Holds = "holds", "la situation tient", "the situation holds";
        TakenUp = "taken_up", "relais pris", "somebody has taken over";
        NotTakenUp = "not_taken_up", "relais non pris", "nobody has taken over";
        CameBack = "came_back", "les difficultés sont revenues", "the trouble came back";
        Unreachable = "unreachable", "personne injoignable", "nobody could be reached";
    }
}
