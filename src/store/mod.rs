//! Where things are kept: rows in PostgreSQL, files in the blob store, jobs in the queue.

pub mod blobs;
pub mod db;
pub mod folders;
pub mod private_postgres;
pub mod queue;
