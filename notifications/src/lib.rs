//! What leaves the house: the outbox worker, e-mail, and its texts in French and English.
