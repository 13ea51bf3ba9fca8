# cogov in a container: a user without rights, and a root that may be read-only.
#
#   docker build -t cogov .
#   docker run --rm --read-only --tmpfs /tmp -p 127.0.0.1:8765:8765 cogov
#   docker run --rm --read-only --tmpfs /tmp -v "$PWD/results:/results" cogov sweep meeting_frequency
#
# The folder that is mounted has to be writable for user 10001: `install -d -o 10001 results`.
FROM python:3.12-slim

# Fonts for the pictures of reports, which may be in Chinese.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*

COPY requirements-app.lock /source/
RUN pip install --no-cache-dir -r /source/requirements-app.lock
COPY . /source
# The model is compiled here, once, beside its sources: who runs it needs no right to write there.
RUN pip install --no-cache-dir --no-deps --no-build-isolation /source \
    && rm -rf /source \
    && cogov compile

RUN useradd --uid 10001 --no-create-home --home-dir /tmp cogov && install -d -o cogov /results
USER cogov
ENV HOME=/tmp XDG_CACHE_HOME=/tmp PYTHONDONTWRITEBYTECODE=1
WORKDIR /results
EXPOSE 8765
ENTRYPOINT ["cogov"]
CMD ["app", "--host", "0.0.0.0", "--no-browser", "--allow-host", "localhost:8765"]
