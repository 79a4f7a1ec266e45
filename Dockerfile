# The service in one image: code, model and token vocabularies inside, nothing fetched when it runs.
# The Debian release is named too, so that a new one is a change made here and not one that happens.
FROM python:3.11-slim-trixie AS builder

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/footnote
WORKDIR /src

# A layer of its own: it changes with the lock and not with the code. Wheels only: no compiler is needed.
COPY requirements.lock ./
RUN /opt/footnote/bin/pip install --require-hashes --only-binary=:all: --requirement requirements.lock

# The lock has hatchling, so that this step needs no network.
COPY pyproject.toml README.md LICENSE ./
COPY app ./app
COPY prompts ./prompts
RUN /opt/footnote/bin/pip install --no-deps --no-build-isolation --no-index .


# slim has ca-certificates, which an HTTPS model endpoint needs; it has no curl.
FROM python:3.11-slim-trixie

# A fixed number, so that a bind mount can be given to it and an orchestrator sees that it isn't root.
RUN groupadd --gid 10001 footnote \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent \
        --shell /usr/sbin/nologin footnote \
    && install --directory --owner=10001 --group=10001 --mode=0750 /data

COPY --from=builder /opt/footnote /opt/footnote
COPY --chown=10001:10001 seeds /seeds

# The container listens on all of its own addresses, since a published port doesn't reach its loopback. Who
# reaches it is decided where the port is published: compose.yaml publishes it on 127.0.0.1 only. Published
# wider, it needs FOOTNOTE_API_KEYS.
ENV PATH="/opt/footnote/bin:$PATH" \
    FOOTNOTE_HOST=0.0.0.0 \
    FOOTNOTE_PORT=8000 \
    FOOTNOTE_ALLOW_NO_KEY=true \
    FOOTNOTE_DATA_DIR=/data

USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000

# Alive from its first second on; /readyz says how far its start is. A proxy in the environment is not for this.
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s --retries=3 CMD ["python", "-c", "import os, urllib.request as u; u.build_opener(u.ProxyHandler({})).open('http://127.0.0.1:' + os.environ['FOOTNOTE_PORT'] + '/healthz', timeout=2)"]

STOPSIGNAL SIGTERM
CMD ["footnote", "serve"]
