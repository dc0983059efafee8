# One image for web, worker, beat and migrations. The first stage fetches and builds, the second only runs.
FROM python:3.12-slim AS build
WORKDIR /portal
COPY requirements.txt requirements-dev.txt requirements-node.txt ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --quiet "$(grep '^uv==' requirements-dev.txt)" \
    && /venv/bin/uv pip install --no-cache --quiet --python /venv/bin/python -r requirements.txt
COPY package.json package-lock.json ./
COPY . .
# Settings want these; nothing made here depends on their values.
ENV PORTAL_PRODUCTION=1 SECRET_KEY=only-for-building ALLOWED_HOSTS=build
RUN /venv/bin/python -m seoul_portal.local.assets \
    && rm -rf node_modules var/node var/frontend \
    && /venv/bin/pip uninstall --quiet --yes uv

FROM python:3.12-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin portal
COPY --from=build /venv /venv
COPY --from=build /portal /portal
RUN mkdir -p /portal/var/files /portal/var/frontend && chown portal /portal/var/files
WORKDIR /portal
USER portal
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PORTAL_PRODUCTION=1
VOLUME /portal/var/files
EXPOSE 8000
CMD ["sh", "seoul_portal/deploy/process", "web"]
