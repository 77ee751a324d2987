"""Start or stop a real WordPress (PHP's own web server, MariaDB): `-m tests.servers.wordpress`.

It listens on the loopback only and is a new site with one article at every start. Ports:
SOCIAL_CARE_WORDPRESS_PORT and SOCIAL_CARE_MARIADB_PORT.
"""

import json
import os
import re
import shutil
from pathlib import Path

from tests.servers.debian import install
from tests.servers.machine import (
    LOOPBACK,
    CannotStart,
    Place,
    answers,
    command_line,
    data_folder,
    found,
    need_free,
    port,
    run,
)
from tests.servers.service import Service

PORT_VARIABLE, PORT = "SOCIAL_CARE_WORDPRESS_PORT", 24831
DB_VARIABLE, DB_PORT = "SOCIAL_CARE_MARIADB_PORT", 24833
PACKAGES = ("wordpress", "php-cli", "php-mysql", "php-xml", "mariadb-server")
CODE = Path("/usr/share/wordpress")
LIMIT_SECONDS = 700

_CONFIG = """<?php
define('DB_NAME', 'wp'); define('DB_USER', 'wp'); define('DB_PASSWORD', 'wp');
define('DB_HOST', '{host}:{db_port}'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {{
  define($name . '_KEY', 'key-' . $name); define($name . '_SALT', 'salt-' . $name);
}}
define('WP_HOME', '{url}'); define('WP_SITEURL', '{url}');
define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true);
define('WP_ENVIRONMENT_TYPE', 'local'); // application passwords without TLS
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
_INSTALL = """<?php
define('WP_INSTALLING', true); $_SERVER['HTTP_HOST'] = 'localhost';
require '{site}/wp-load.php'; require_once ABSPATH . 'wp-admin/includes/upgrade.php';
wp_install('Acme Shoes', 'brand', 'brand@example.test', true, '', 'secret-brand');
foreach (['comment_previously_approved', 'comments_notify', 'moderation_notify'] as $option)
  update_option($option, 0);
$user = get_user_by('login', 'brand');
list($password,) = WP_Application_Passwords::create_new_application_password(
  $user->ID, ['name' => 'console']);
echo "PASSWORD $password\\n";
"""


def start() -> Place:
    """The site's `base_url`, and the `user` and `password` (HTTP Basic) of its REST interface."""
    folder = data_folder("wordpress")
    web, database, place_file = *_services(folder), folder / "place.json"
    if web.alive() and database.alive() and place_file.exists():
        running: Place = json.loads(place_file.read_text())
        return running | {"started": False}
    stop()
    number, db_port = port(PORT_VARIABLE, PORT), port(DB_VARIABLE, DB_PORT)
    need_free({PORT_VARIABLE: number, DB_VARIABLE: db_port})
    if not CODE.is_dir() or not all(map(shutil.which, ("mariadbd", "php"))):
        install(PACKAGES, folder=folder)
    _start_database(folder, database, db_port)
    url = f"http://localhost:{number}"
    password = _new_site(folder, url, db_port)
    web.start(
        [found("php"), "-S", f"{LOOPBACK}:{number}", "-t", folder / "site"],
        ready=lambda: answers(number),
        seconds=30,
        env=os.environ | {"PHP_CLI_SERVER_WORKERS": "3"},
    )
    place: Place = {"base_url": url, "user": "brand", "password": password}
    place_file.touch(mode=0o600)
    place_file.write_text(json.dumps(place))
    return place | {"started": True}


def stop() -> None:
    folder = data_folder("wordpress")
    for service in _services(folder):
        service.stop()
    (folder / "place.json").unlink(missing_ok=True)


def _services(folder: Path) -> tuple[Service, Service]:
    root = os.geteuid() == 0
    return (
        Service(name="php", folder=folder, user="www-data" if root else None),
        Service(name="mariadb", folder=folder, user="mysql" if root else None),
    )


def _start_database(folder: Path, database: Service, number: int) -> None:
    """An empty cluster with one empty database."""
    cluster, run_by = folder / "db", database.user
    shutil.rmtree(cluster, ignore_errors=True)
    cluster.mkdir(mode=0o700)
    if run_by:
        shutil.chown(cluster, run_by)
    make = [found("mariadb-install-db"), "--no-defaults", f"--datadir={cluster}"]
    normal = "--auth-root-authentication-method=normal"
    run([*make, normal], log=folder / "db-install.log", seconds=120, user=run_by)
    database.start(
        [
            found("mariadbd"),
            "--no-defaults",
            f"--datadir={cluster}",
            f"--bind-address={LOOPBACK}",
            f"--port={number}",
            f"--socket={cluster}/socket",
        ],
        ready=lambda: answers(number),
        seconds=60,
    )
    sql = (
        "create database wp; create user wp@'127.0.0.1' identified by 'wp';"
        " grant all on wp.* to wp@'127.0.0.1'"
    )
    client = [found("mariadb"), "--no-defaults", f"-h{LOOPBACK}", f"-P{number}", "-uroot"]
    run([*client, "-e", sql], log=folder / "db-create.log", seconds=30)


def _new_site(folder: Path, url: str, db_port: int) -> str:
    """Copy the program, install it and return an application password, which it makes up."""
    site, log = folder / "site", folder / "install.log"
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(CODE, site, symlinks=False, ignore_dangling_symlinks=True)
    config = _CONFIG.format(host=LOOPBACK, db_port=db_port, url=url)
    (site / "wp-config.php").write_text(config)
    (folder / "install.php").write_text(_INSTALL.format(site=site))
    php = [found("php"), "-d", "sendmail_path=/bin/true", folder / "install.php"]
    said = run(php, log=log, seconds=120)
    log.unlink()  # it holds the password
    password = re.search(r"^PASSWORD (\S.*)$", said, re.MULTILINE)
    if password is None:
        raise CannotStart("WordPress was installed and gave no application password")
    return password[1].strip()


if __name__ == "__main__":
    command_line(start, stop, seconds=LIMIT_SECONDS)
