# The site as a small image. It needs a PostgreSQL (DATABASE_URL): see compose.yaml, which brings one.
#
#   docker build -t tessera .

FROM rust:1.95-slim-trixie AS build
WORKDIR /src
# First only what decides which tools are installed, so that a change of the code does not compile them again.
COPY .ci .ci
COPY Cargo.lock ./
RUN .ci/setup build
COPY . .
# Not .ci/build: that would install PostgreSQL too, and look for an earlier build.
RUN .ci/compile

FROM debian:trixie-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --home-dir /data --no-create-home tessera \
    && install -d -o tessera -g tessera /data
WORKDIR /app
# hash.txt names the site's files; the server looks for it beside itself.
COPY --from=build /src/target/release/tessera /src/target/release/hash.txt /src/Leptos.toml ./
COPY --from=build /src/target/site site
ENV LEPTOS_SITE_ROOT=/app/site \
    LEPTOS_SITE_ADDR=0.0.0.0:3000 \
    DATA_DIR=/data
USER tessera
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s CMD ["/app/tessera", "health"]
ENTRYPOINT ["/app/tessera"]
CMD ["serve"]
