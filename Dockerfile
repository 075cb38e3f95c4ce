# pmsite alone, in an image of nothing else:
#   docker build -t pmsite . && docker run --rm -u "$(id -u):$(id -g)" -v "$PWD:/work" pmsite build
FROM rust:1.95-alpine AS build
RUN apk add --no-cache musl-dev make gcc
WORKDIR /src
COPY Cargo.toml Cargo.lock build.rs ./
COPY benches benches
COPY themes themes
COPY src src
RUN cargo build --release --locked

FROM scratch
COPY --from=build /src/target/release/pmsite /pmsite
WORKDIR /work
ENTRYPOINT ["/pmsite"]
