# 'make image' builds it, 'make image-test' tries it. Both stages stand on one release of Debian, 12 or 13.

ARG BUILD_IMAGE=swift:6.3-bookworm
ARG RUN_IMAGE=debian:bookworm-slim

FROM ${BUILD_IMAGE} AS build
WORKDIR /canopy
# Before the sources, because packages change less often.
COPY packages packages.txt ./
RUN apt-get update -q \
    && apt-get install -q -y --no-install-recommends make $(./packages build) \
    && rm -rf /var/lib/apt/lists/*
COPY . .
RUN make build && make install DESTDIR=/image

FROM ${RUN_IMAGE}
RUN --mount=type=bind,target=/mnt \
    apt-get update -q \
    && apt-get install -q -y --no-install-recommends $(/mnt/packages run) \
    && rm -rf /var/lib/apt/lists/* /var/cache/* /var/log/* \
    # Whoever the container runs as works there.
    && install -d -m 1777 /tmp/processing
COPY --from=build /image /
COPY deploy/docker-entrypoint.sh /app/
# Where libgdal or another library is not the one that canopy was built with, the build ends here.
RUN canopy --version
# Where the entry point above is looked for, by a relative path.
WORKDIR /app
USER 10001:10001
HEALTHCHECK NONE
ENTRYPOINT ["canopy"]
CMD ["postprocess"]
