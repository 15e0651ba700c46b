# The service in a container: one binary on Debian, with nothing else installed.

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked --package passerelle-api

FROM debian:bookworm-slim
RUN useradd --system --create-home --home-dir /var/lib/passerelle passerelle
COPY --from=build /src/target/release/passerelle /usr/local/bin/passerelle
USER passerelle
# The database, the signing key and the mails go to ./data unless the settings say otherwise.
WORKDIR /var/lib/passerelle
VOLUME /var/lib/passerelle
ENTRYPOINT ["passerelle"]
CMD ["serve"]
