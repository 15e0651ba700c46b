//! The names of communes, for people to read; routing works on the codes.
