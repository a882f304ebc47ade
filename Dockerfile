# One image for web, worker and set-up; docker-compose.yml says which command each runs.

FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY requirements/ requirements/
# Node only prepares the style sheet: it stays behind in this stage.
RUN python -m venv /opt/node \
 && /opt/node/bin/pip install --no-cache-dir --require-hashes -r requirements/node.txt \
 && python -m venv /opt/careers-evidence \
 && /opt/careers-evidence/bin/pip install --no-cache-dir --require-hashes -r requirements/scale.txt \
 && /opt/careers-evidence/bin/pip install --no-cache-dir --require-hashes -r requirements/ocr.txt
COPY . .
RUN PATH="/opt/node/bin:$PATH" \
    /opt/careers-evidence/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /var/lib/careers-evidence --create-home evidence
COPY --from=build /opt/careers-evidence /opt/careers-evidence
ENV PATH="/opt/careers-evidence/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    CE_DATA_DIR=/var/lib/careers-evidence
USER 10001
WORKDIR /var/lib/careers-evidence
EXPOSE 8000
CMD ["careers-evidence", "serve", "--host", "0.0.0.0", "--port", "8000"]
