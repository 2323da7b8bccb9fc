# escape=\
ARG RUST=1.89
FROM --platform=${BUILDPLATFORM} rust:${RUST} AS build
ARG TARGETPLATFORM
WORKDIR /src
RUN case "$TARGETPLATFORM" in \
      linux/amd64) echo x86_64-unknown-linux-musl ;; \
      linux/arm64) echo aarch64-unknown-linux-musl ;; \
      *) echo "no target for $TARGETPLATFORM" >&2; exit 1 ;; \
    esac >/target
RUN rustup target add "$(cat /target)"
COPY Cargo.toml Cargo.lock ./
RUN mkdir src && echo 'fn main() {}' >src/main.rs && cargo build --release --target "$(cat /target)" && rm -r src
COPY src src
RUN touch src/main.rs && cargo build --release --target "$(cat /target)" && \
    install -D "target/$(cat /target)/release/tool" /out/tool

FROM gcr.io/distroless/static-debian12:nonroot@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
COPY --from=build /out/tool /usr/local/bin/tool
ENTRYPOINT [ "tool" ]
