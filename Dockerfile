# The service in a container: one binary on Debian, with OpenSSL for the way to PostgreSQL.

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked --package passerelle-api --features tls

FROM debian:bookworm-slim
# For TLS to PostgreSQL.
RUN apt-get update -q && apt-get install -q -y --no-install-recommends libssl3 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --user-group --home-dir /var/lib/passerelle passerelle \
    && install --directory --owner passerelle --group passerelle --mode 0700 /var/lib/passerelle
COPY --from=build /src/target/release/passerelle /usr/local/bin/passerelle
USER 10001:10001
# The database, the signing key and the mails go to ./data unless the settings say otherwise; nothing is written
# anywhere else, so the root file system may be read-only.
WORKDIR /var/lib/passerelle
VOLUME /var/lib/passerelle
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s CMD ["passerelle", "ready"]
ENTRYPOINT ["passerelle"]
CMD ["serve"]
