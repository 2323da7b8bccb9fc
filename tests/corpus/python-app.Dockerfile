ARG PYTHON=3.13
FROM python:${PYTHON:-3.12}-slim AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1
SHELL ["/bin/bash", "-eo", "pipefail", "-c"]

FROM base AS wheels
RUN <<EOT
set -eu
apt-get update
apt-get install -y --no-install-recommends gcc libpq-dev
rm -rf /var/lib/apt/lists/*
EOT
WORKDIR /wheels
COPY requirements.txt constraints.txt ./
RUN --mount=type=cache,target=/root/.cache/pip pip wheel -r requirements.txt -c constraints.txt

FROM base
ARG UID=10001
RUN groupadd --gid "$UID" app && useradd --uid "$UID" --gid app --no-create-home --shell /usr/sbin/nologin app
RUN --mount=type=bind,from=wheels,source=/wheels,target=/wheels \
    pip install --no-index --find-links=/wheels -r /wheels/requirements.txt
WORKDIR /app
COPY --chown=app:app . .
USER app
VOLUME ["/data", "/var/log/app"]
EXPOSE 8000
ENTRYPOINT ["python", "-m"]
CMD ["app.main", "--workers", "4", "--bind", "0.0.0.0:8000"]
