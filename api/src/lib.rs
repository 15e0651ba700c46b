//! The partner API and the passerelle binary.
