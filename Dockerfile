# syntax=docker/dockerfile:1

# The site as one image. It runs alone, with a PostgreSQL of its own and all its data in the volume:
#
#   docker build -t tessera .
#   docker run --init --stop-timeout 45 -p 3000:3000 -v tessera:/data tessera
#
# With DATABASE_URL and BLOBS_URL it runs beside others: see compose.yaml.
#
# Size, reckoned by hand (November 2026, amd64), in MB unpacked: debian:trixie-slim 80, packages 46 (of which ICU 37), PostgreSQL's server 20 (as
# du counts what is copied), tessera 62, the site's files 2; together 210. Debian's whole postgresql-17 would bring 300 more, most of it
# LLVM and Perl, which nothing here uses.

FROM rust:1.95-slim-trixie AS build
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
WORKDIR /src

# First what decides which tools are installed.
COPY .ci .ci
COPY Cargo.lock ./
RUN .ci/setup build

# Then the dependencies, under a crate of the same name that has nothing in it. A change of the code begins below this.
COPY Cargo.toml ./
RUN . .ci/env; export RUSTFLAGS="$ERASE_RUSTFLAGS"; \
    mkdir src benches; \
    touch src/lib.rs; \
    echo 'fn main() {}' >src/main.rs; \
    for bench in $(sed -n '/^\[\[bench\]\]/{n;s/^name = "\(.*\)"/\1/p}' Cargo.toml); do touch "benches/$bench.rs"; done; \
    cargo build --release --no-default-features --features ssr --bin tessera; \
    for bundle in islands lazy talk; do \
        cargo build --profile wasm-release --lib --no-default-features --features "$bundle" \
            --target wasm32-unknown-unknown --target-dir target/front; \
    done; \
    rm -r src benches

COPY . .
# Cargo goes by times: the files that were copied may be older than the empty ones were.
RUN touch src/lib.rs src/main.rs; .ci/compile

# PostgreSQL's server without what its package depends on for other purposes.
FROM debian:trixie-slim AS postgresql
RUN apt-get update \
    && cd /tmp \
    && apt-get download postgresql-17 \
    && dpkg-deb --extract postgresql-17_*.deb /postgresql \
    && cd /postgresql/usr/lib/postgresql/17 \
    && rm -r lib/bitcode lib/llvmjit* \
    && find bin -type f ! -name initdb ! -name postgres -delete

FROM debian:trixie-slim
# setpriv, by which tessera starts PostgreSQL, is in the base (util-linux).
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates tzdata \
        libgssapi-krb5-2 libicu76 libldap2 liblz4-1 libpam0g libpq5 libssl3t64 libsystemd0 libxml2 libzstd1 zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /data --no-create-home tessera \
    && install -d -m 0700 -o tessera -g tessera /data
COPY --from=postgresql /postgresql/usr/lib/postgresql /usr/lib/postgresql
COPY --from=postgresql /postgresql/usr/share/postgresql /usr/share/postgresql
RUN /usr/lib/postgresql/17/bin/postgres --version
WORKDIR /app
# hash.txt names the site's files; the server looks for it beside itself.
COPY --from=build /src/target/release/tessera /src/target/release/hash.txt /src/Leptos.toml ./
COPY --from=build /src/target/site site
ENV LEPTOS_SITE_ROOT=/app/site \
    LEPTOS_SITE_ADDR=0.0.0.0:3000 \
    DATA_DIR=/data
# Whatever it writes is this account's alone: tessera sets the umask 077 by itself.
USER tessera
VOLUME /data
EXPOSE 3000
# Asks /readyz. The first start makes a database, which takes a while.
HEALTHCHECK --interval=15s --timeout=10s --start-period=90s --start-interval=2s CMD ["/app/tessera", "health"]
# The graceful stop: DRAIN_SECONDS (5), then up to 16 s for what is under way, 3 s for the stores, and what its own PostgreSQL takes.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/app/tessera"]
CMD ["serve"]
