//! Where things are kept: rows in PostgreSQL, files in the blob store, jobs in the queue, what only servers tell each other in Redis.

pub mod blobs;
pub mod db;
pub mod folders;
pub mod private_postgres;
pub mod queue;
pub mod redis;
