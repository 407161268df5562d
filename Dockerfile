# parkfund for machines with nothing but a container engine:
#   docker build -t parkfund . && docker run --rm -it -v "$PWD":/round -w /round parkfund
# Only the wheel goes into the last stage; it runs as a user without rights.
FROM python:3.13-slim AS wheel
WORKDIR /source
COPY . .
RUN pip install --no-cache-dir build && python -m build --wheel --outdir /wheel .

FROM python:3.13-slim
COPY --from=wheel /wheel /wheel
RUN pip install --no-cache-dir "$(ls /wheel/*.whl)[web,scale]" && rm -r /wheel && useradd --create-home committee
ENV LANG=C.UTF-8 PYTHONUTF8=1 TERM=xterm-256color
USER committee
WORKDIR /home/committee
ENTRYPOINT ["parkfund"]
