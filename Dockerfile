# syntax=docker/dockerfile:1

FROM swift:6.3-bookworm AS build
WORKDIR /canopy
COPY packages.txt Makefile ./
RUN apt-get update -q \
    && apt-get install -q -y --no-install-recommends make $(sed 's/#.*//' packages.txt | awk '$1 == "build" { print $2 }') \
    && rm -rf /var/lib/apt/lists/*
COPY . .
RUN swift build -c release --static-swift-stdlib --product canopy \
    && swift build -c release --static-swift-stdlib --product canopy-demo \
    && install -D .build/release/canopy /prefix/bin/canopy \
    && install -D .build/release/canopy-demo /prefix/libexec/canopy/canopy-demo \
    && for page in man/*; do install -D -m 644 "$page" "/prefix/share/man/man${page##*.}/${page##*/}"; done

FROM debian:bookworm-slim
COPY packages.txt /tmp/packages.txt
RUN apt-get update -q \
    && apt-get install -q -y --no-install-recommends $(sed 's/#.*//' /tmp/packages.txt | awk '$1 == "run" { print $2 }') \
    && rm -rf /var/lib/apt/lists/* /tmp/packages.txt
COPY --from=build /prefix /usr/local
RUN install -d -m 1777 /tmp/processing
USER 10001
ENTRYPOINT ["canopy"]
CMD ["postprocess"]
