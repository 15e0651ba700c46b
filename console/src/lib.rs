//! The web pages: the answer page that a link opens, and the landing page.
