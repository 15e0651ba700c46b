//! What a request says, taken from it with every fault named: the JSON body, the query, the
//! precondition, the ids of the path.

pub mod accept;
pub mod body;
pub mod json;
pub mod path;
pub mod precondition;
pub mod query;
pub mod time;
