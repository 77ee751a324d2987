"""Start or stop nginx with feed files and every odd answer: `-m tests.servers.feeds`.

It listens on the loopback only. Whoever tests writes feeds into its folder `www`. Port:
SOCIAL_CARE_FEEDS_PORT.
"""

import os
import shutil
import signal
from pathlib import Path

from tests.servers.debian import install
from tests.servers.machine import (
    LOOPBACK,
    Place,
    answers,
    command_line,
    data_folder,
    found,
    need_free,
    port,
)
from tests.servers.service import Service

PORT_VARIABLE, PORT = "SOCIAL_CARE_FEEDS_PORT", 24821
USER, PASSWORD = "brand", "secret-brand"
LIMIT_SECONDS = 400

_CONFIG = """
daemon off;
{user}
pid {folder}/nginx-itself.pid;
error_log stderr;
worker_processes 1;
events {{ worker_connections 64; }}
http {{
  types {{ application/rss+xml rss; application/atom+xml atom; text/html html; }}
  access_log {folder}/access.log;
  client_body_temp_path {folder}/tmp/b; proxy_temp_path {folder}/tmp/p;
  fastcgi_temp_path {folder}/tmp/f; uwsgi_temp_path {folder}/tmp/u; scgi_temp_path {folder}/tmp/s;
  gzip on; gzip_types application/rss+xml application/atom+xml; gzip_min_length 1;
  limit_req_zone $arg_visitor zone=slow:1m rate=1r/m; limit_req_status 429;
  server {{
    listen {host}:{port};
    root {folder}/www;
    location /limited/ {{
      limit_req zone=slow; error_page 429 @slow; alias {folder}/www/;
    }}
    location @slow {{ add_header Retry-After 120 always; return 429 "slow down\\n"; }}
    location = /moved {{ return 301 /blog.rss; }}
    location = /moved-away {{ return 301 http://localhost:{port}/private; }}
    location = /loop {{ return 302 /loop; }}
    location = /gone {{ return 410; }}
    location = /down {{ add_header Retry-After 600 always; return 503; }}
    location = /private {{
      auth_basic "feeds"; auth_basic_user_file {folder}/htpasswd; try_files /blog.rss =404;
    }}
  }}
}}
"""


def start() -> Place:
    """The server's `base_url`, its folder `www`, and the `user` and `password` of /private."""
    folder = data_folder("feeds")
    server = _service(folder)
    number = port(PORT_VARIABLE, PORT)
    place: Place = {
        "base_url": f"http://{LOOPBACK}:{number}",
        "www": str(folder / "www"),
        "user": USER,
        "password": PASSWORD,
    }
    if server.alive():
        return place | {"started": False}
    need_free({PORT_VARIABLE: number})
    nginx = _program(folder)
    _lay_out(folder, number)
    command = [nginx, "-c", folder / "nginx.conf", "-e", "stderr"]
    server.start(command, ready=lambda: answers(number), seconds=20)
    return place | {"started": True}


def stop() -> None:
    _service(data_folder("feeds")).stop()


def _service(folder: Path) -> Service:
    return Service(name="nginx", folder=folder, farewell=signal.SIGQUIT)


def _program(folder: Path) -> str:
    there = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if there is None:
        install(["nginx-light"], folder=folder)
    return there or found("nginx")


def _lay_out(folder: Path, number: int) -> None:
    """An empty site, and nginx's own folders."""
    shutil.rmtree(folder / "www", ignore_errors=True)
    for name in ("www", "tmp"):
        (folder / name).mkdir(mode=0o755, exist_ok=True)
    (folder / "htpasswd").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
    user = "user www-data;" if os.geteuid() == 0 else ""
    text = _CONFIG.format(folder=folder, host=LOOPBACK, port=number, user=user)
    (folder / "nginx.conf").write_text(text)


if __name__ == "__main__":
    command_line(start, stop, seconds=LIMIT_SECONDS)
