//! A connection to a server of this machine that can go silent.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

pub struct Wire {
    pub port: u16,
    pub silent: watch::Sender<bool>,
    taken: Arc<AtomicUsize>,
}

impl Wire {
    pub async fn to(server: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (silent, hushed) = watch::channel(false);
        let taken = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&taken);
        tokio::spawn(async move {
            while let Ok((mut here, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                let mut hushed = hushed.clone();
                tokio::spawn(async move {
                    let mut there = TcpStream::connect(("127.0.0.1", server)).await.unwrap();
                    tokio::select! {
                        _ = copy_bidirectional(&mut here, &mut there) => {}
                        // Stays open, but nothing passes.
                        () = until(&mut hushed, true) => until(&mut hushed, false).await,
                    }
                });
            }
        });
        Self { port, silent, taken }
    }

    /// How many connections were made so far.
    pub fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }
}

/// Waits until the switch is so, or gone.
async fn until(switch: &mut watch::Receiver<bool>, on: bool) {
    let _gone = switch.wait_for(|is| *is == on).await.is_err();
}
