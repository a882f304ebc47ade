"""docker-compose.yml and the Dockerfile against the code that they start."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

from store.jobs import QUEUES, JobKind, Queue
from store.settings import SETTINGS, Settings
from webapp.cli import main

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = {name for name, service in SERVICES.items() if "build" in service}
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
# What a person puts into .env.
ENV_FILE = {
    "POSTGRES_PASSWORD": "a-password",
    "CE_SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "AWS_ACCESS_KEY_ID": "evidence",
    "AWS_SECRET_ACCESS_KEY": "another-password",
}


def filled_in(value):
    """Return a value as Compose would: ${NAME}, ${NAME:-default} and ${NAME:?why} filled in."""
    return re.sub(
        r"\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}",
        lambda found: ENV_FILE.get(found[1], found[2] or ""),
        value,
    )


def environment(service):
    return {name: filled_in(value) for name, value in SERVICES[service]["environment"].items()}


def test_there_is_a_service_for_each_part_of_a_many_machine_installation():
    assert set(SERVICES) == {"web", "worker", "init", "bucket", "postgres", "redis", "objects"}
    assert {"web", "worker", "init", "bucket"} == OURS


@pytest.mark.parametrize("service", sorted(OURS))
def test_our_services_share_one_set_of_settings_and_the_code_knows_each(service):
    known = {setting.name for setting in SETTINGS}
    given = {name for name in environment(service) if name.startswith("CE_")}

    assert environment(service) == environment("web")
    assert given - known == set()


def test_the_settings_are_those_of_many_machines_and_pass_the_checks_of_the_code():
    settings = Settings.from_env(environment("web"))

    assert settings.is_many_machine
    assert settings.redis_url
    assert settings.blob_url.startswith("s3://")


def test_addresses_in_the_settings_are_services_of_the_file():
    hosts = set()
    for name, value in environment("web").items():
        if name in {"CE_DATABASE_URL", "CE_REDIS_URL", "CE_S3_ENDPOINT"}:
            hosts |= set(re.findall(r"(?://|@)([a-z]+):\d+", value))

    assert hosts == {"postgres", "redis", "objects"}


def test_every_secret_comes_from_the_env_file():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")

    asked_for = set(re.findall(r"\$\{(\w+):\?", text))

    assert asked_for == set(ENV_FILE)


@pytest.mark.parametrize("service", ["worker", "init"])
def test_commands_are_commands_of_the_program(service):
    program, name, *options = SERVICES[service]["command"]

    command = main.get_command(click.Context(main), name)

    assert program == "careers-evidence"
    assert command is not None
    assert options == []


def test_the_image_starts_a_command_of_the_program_by_default():
    program, name, *options = ast.literal_eval(
        re.search(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)[1]
    )

    command = main.get_command(click.Context(main), name)

    known = {option for parameter in command.params for option in parameter.opts}
    assert program == "careers-evidence"
    assert {option for option in options if option.startswith("--")} <= known


def test_the_web_service_serves_an_application_of_the_code():
    program, *options = SERVICES["web"]["command"]
    module, name = options[-1].split(":")
    tree = ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))

    assigned = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }

    assert program == "gunicorn"
    assert name in assigned


def test_every_kind_of_work_has_a_queue_and_the_worker_serves_every_queue():
    # Without options a worker takes work from all queues.
    assert set(QUEUES) == set(JobKind)
    assert set(QUEUES.values()) == set(Queue)
    assert SERVICES["worker"]["command"] == ["careers-evidence", "worker"]


def test_one_port_is_bound_published_and_asked_for_its_health():
    web = SERVICES["web"]

    assert "--bind=0.0.0.0:8000" in web["command"]
    assert web["ports"] == ["127.0.0.1:8000:8000"]
    assert "http://127.0.0.1:8000/readyz" in " ".join(web["healthcheck"]["test"])
    assert "\nEXPOSE 8000\n" in DOCKERFILE


def test_nothing_starts_before_what_it_needs_is_ready():
    needs = {
        name: {other: wait["condition"] for other, wait in service.get("depends_on", {}).items()}
        for name, service in SERVICES.items()
    }

    done, healthy = "service_completed_successfully", "service_healthy"
    assert needs["web"] == needs["worker"] == {"init": done}
    assert needs["init"] == {"postgres": healthy, "redis": healthy, "bucket": done}
    assert needs["bucket"] == {"objects": healthy}
    assert all("healthcheck" in SERVICES[name] for name in ("postgres", "redis", "objects"))


@pytest.mark.parametrize("service", sorted(OURS))
def test_our_containers_hold_no_privilege(service):
    assert SERVICES[service]["cap_drop"] == ["ALL"]
    assert SERVICES[service]["read_only"] is True
    assert SERVICES[service]["security_opt"] == ["no-new-privileges:true"]


def test_the_image_runs_as_nobody_in_particular_and_installs_from_the_locks():
    installs = re.findall(r"pip install (.*?)(?: \\)?$", DOCKERFILE, re.MULTILINE)

    assert re.findall(r"^USER (.*)$", DOCKERFILE, re.MULTILINE) == ["10001"]
    assert all("--require-hashes" in one or "--no-deps" in one for one in installs)
    assert "-r requirements/scale.txt" in DOCKERFILE


def test_images_of_others_are_pinned_to_a_version():
    images = [service["image"] for name, service in SERVICES.items() if name not in OURS]

    assert all(re.search(r":\d+(\.\d+)*(-[a-z]+)?$", image) for image in images)


def test_the_bucket_is_made_once_and_found_the_second_time(object_store):
    program, *arguments = SERVICES["bucket"]["command"]
    environ = environment("bucket") | {"CE_S3_ENDPOINT": object_store}

    for _ in range(2):
        subprocess.run(
            [sys.executable, *arguments],
            env={"PATH": os.environ["PATH"]} | environ,
            check=True,
            capture_output=True,
        )

    assert program == "python"
