# syntax=docker/dockerfile:1
# sayso in a container: no root, no shell needed, a root file system that can be read-only, one volume (/data).
#
#   docker build -t sayso .
#   docker run --rm sayso brief https://example.org/story
#
# For the bot itself use compose.yaml, which sets the limits too.

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
# The caches stay out of the image. `--locked`: exactly the versions that were tested.
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked --bin sayso && \
    install -D target/release/sayso /out/sayso && \
    mkdir /out/data

# glibc, libgcc and the CA certificates, and nothing else: no shell, no package manager. User 65532 is `nonroot`.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=build /out/sayso /usr/local/bin/sayso
COPY --from=build --chown=65532:65532 /out/data /data
ENV SAYSO_DATA=/data \
    SAYSO_LOG_FORMAT=json \
    SAYSO_HEALTH_ADDR=127.0.0.1:9464
VOLUME ["/data"]
USER 65532:65532
# The program asks itself, so that the image needs neither a shell nor wget.
HEALTHCHECK --interval=30s --timeout=12s --start-period=60s --retries=3 CMD ["/usr/local/bin/sayso", "health"]
# SIGTERM, which `docker stop` sends: answers at work may end, at most 10 s; compose.yaml waits 20.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/local/bin/sayso"]
CMD ["run"]
