# syntax=docker/dockerfile:1.20
# check=skip=SecretsUsedInArgOrEnv

# GO_VERSION the release that compiles the service
ARG GO_VERSION=1.24
ARG DISTRO=bookworm

# deps fetches what go.mod asks for
FROM --platform=$BUILDPLATFORM golang:${GO_VERSION}-${DISTRO} AS deps
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod,sharing=locked \
    --mount=type=ssh,id=forge,required=false \
    --mount=type=secret,id=netrc,target=/root/.netrc,mode=0400 \
    go mod download -x

FROM deps AS build
ARG TARGETOS TARGETARCH TARGETVARIANT
ARG VERSION="0.0.0-dev"
ENV CGO_ENABLED=0 \
    GOOS=$TARGETOS \
    GOARCH=$TARGETARCH
COPY --exclude=**/*_test.go --exclude=docs . .
RUN --mount=type=cache,target=/root/.cache/go-build \
    --mount=type=bind,from=deps,source=/go/pkg/mod,target=/go/pkg/mod,rw \
    go build -trimpath -ldflags "-s -w -X main.version=${VERSION#v}" -o /out/service ./cmd/service

FROM build AS test
RUN --network=none go vet ./... && go test -count=1 ./...

FROM scratch AS release
LABEL org.opencontainers.image.title="service" \
      org.opencontainers.image.version="$VERSION"
COPY --from=build --chown=65532:65532 --chmod=0755 --link /out/service /service
USER 65532:65532
EXPOSE 8080/tcp 9090
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=2s --start-period=1m --start-interval=1s --retries=3 CMD ["/service", "-check"]
ENTRYPOINT ["/service"]
CMD ["-listen", ":8080"]
