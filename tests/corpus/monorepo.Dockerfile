ARG REGISTRY=docker.io/library
FROM ${REGISTRY}/debian:bookworm AS toolchain
RUN apt-get update && apt-get install -y --no-install-recommends \
      build-essential \
      ca-certificates \
      cmake \
      git \
      ninja-build \
      pkg-config \
 && rm -rf /var/lib/apt/lists/*

FROM toolchain AS lib-a
COPY libs/a /src/libs/a
RUN cmake -S /src/libs/a -B /build/a -G Ninja -DCMAKE_BUILD_TYPE=Release && cmake --build /build/a && cmake --install /build/a --prefix /opt/a

FROM toolchain AS lib-b
COPY libs/b /src/libs/b
COPY --from=lib-a /opt/a /opt/a
RUN cmake -S /src/libs/b -B /build/b -G Ninja -DCMAKE_PREFIX_PATH=/opt/a && cmake --build /build/b && cmake --install /build/b --prefix /opt/b

FROM toolchain AS docs
COPY --from=0 /etc/os-release /tmp/
COPY docs /src/docs
RUN make -C /src/docs html

FROM toolchain AS app
COPY --from=lib-a /opt/a /opt/a
COPY --from=lib-b /opt/b /opt/b
COPY app /src/app
RUN cmake -S /src/app -B /build/app -G Ninja "-DCMAKE_PREFIX_PATH=/opt/a;/opt/b" && cmake --build /build/app

FROM app AS check
RUN ctest --test-dir /build/app --output-on-failure

FROM ${REGISTRY}/debian:bookworm-slim AS release
COPY --from=app /build/app/app /usr/local/bin/
COPY --from=docs /src/docs/_build/html /usr/share/doc/app
COPY --from=docker.io/library/busybox:latest /bin/busybox /bin/busybox
CMD ["app"]
