# syntax=docker/dockerfile:1
# One image for the web server, the job worker and every command; see docs/operations.md.
FROM python:3.13-slim AS build
COPY requirements.txt .
RUN python -m venv /opt/kontora \
    && /opt/kontora/bin/pip install --no-cache-dir --only-binary=:all: --require-hashes -r requirements.txt

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent kontora \
    && install -d -o kontora -g kontora -m 0700 /var/lib/kontora /var/lib/kontora/files /var/backups/kontora
COPY --from=build /opt/kontora /opt/kontora
WORKDIR /srv/kontora
COPY wsgi.py gunicorn.conf.py ./
COPY models models
COPY migrations migrations
COPY views views
COPY admin_app admin_app
RUN /opt/kontora/bin/python -m compileall -q .

ENV PATH=/opt/kontora/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    FLASK_APP=wsgi \
    HOST=0.0.0.0 \
    FILES_URL=/var/lib/kontora/files
USER kontora
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["gunicorn", "--config", "gunicorn.conf.py"]
