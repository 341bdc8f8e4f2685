# Two stages: the first has what installing needs, the second only what running needs.
FROM python:3.13-slim-trixie AS packages
COPY requirements/base.txt /tmp/base.txt
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r /tmp/base.txt

FROM python:3.13-slim-trixie
# pg_dump, pg_restore and psql of PostgreSQL 17, for `manage.py backup` and `restore`.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends postgresql-client \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin afterword \
 && install --directory --owner=afterword --group=afterword --mode=0750 /data
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=config.settings \
    DATA_DIR=/data
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY manage.py ./
COPY accounts accounts
COPY config config
COPY notifications notifications
COPY postmortems postmortems
COPY static static
COPY templates templates
USER afterword
VOLUME /data
EXPOSE 8000
CMD ["uvicorn", "config.asgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--timeout-graceful-shutdown", "3", "--lifespan", "off", "--log-level", "warning", \
     "--no-access-log", "--no-server-header", "--no-proxy-headers"]
