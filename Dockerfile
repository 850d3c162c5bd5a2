# The suite as an image: docker run --rm -e KRAKEN_API_KEY -v "$PWD:/work" IMAGE run --target staging
FROM python:3.13-slim-bookworm

# No file of the suite is written when it runs, and nothing in it needs root.
RUN useradd --create-home --uid 10001 conformance \
    && install --directory --owner=conformance /suite /work
WORKDIR /suite
USER 10001

# Dependencies first: they change less often than the suite.
COPY --chown=10001 pyproject.toml requirements.lock tox.ini /suite/
RUN python -m venv /home/conformance/tox \
    && /home/conformance/tox/bin/pip install --no-cache-dir "tox>=4.60,<5" \
    && /home/conformance/tox/bin/tox -e report --notest

COPY --chown=10001 . /suite/
COPY --chown=10001 --chmod=755 examples/docker/conformance /suite/.tox/report/bin/conformance

# Node comes with the environment `report`; Allure is installed when the first report is made.
ENV PATH="/suite/.tox/report/bin:${PATH}" \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /work
ENTRYPOINT ["conformance"]
CMD ["--help"]
