FROM ubuntu:24.04 AS compile
RUN --security=insecure --network=host --mount=type=tmpfs,target=/tmp,size=64m make -j"$(nproc)"
RUN --device=vendor.example/gpu=all,required --mount=type=secret,id=token,env=TOKEN ./train
RUN --mount=target=. --mount=type=cache,id=apt,target=/var/cache/apt,sharing=private,uid=0,gid=0,mode=0755 \
    --mount=type=cache,from=compile,source=/seed,target=/seed,readonly true
RUN ["/bin/sh", "-c", "echo \u00e9 \"quoted\""]
RUN [ "not json' ]
HEALTHCHECK NONE
ENTRYPOINT []
CMD []
