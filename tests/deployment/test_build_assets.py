"""Preparing the component library: what is taken out, and that the rest stays as it was."""

import importlib.util
import json
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def load(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


build_assets = load("build_assets")


@pytest.fixture
def checkout(tmp_path):
    """A source tree whose front-end packages are fetched but not prepared."""
    shutil.copy(ROOT / "package-lock.json", tmp_path)
    fetched = tmp_path / "node_modules" / "govuk-frontend" / "dist" / "govuk"
    fetched.mkdir(parents=True)
    (fetched / "govuk-frontend.min.css").write_text(
        "@font-face{font-family:GDS Transport}.a{font-family:GDS Transport,arial,sans-serif}",
        "utf-8",
    )
    (fetched / "govuk-frontend.min.js").write_text(
        "run();//# sourceMappingURL=govuk-frontend.min.js.map\n", "utf-8"
    )
    return tmp_path


def test_font_faces_and_their_notice_are_taken_out():
    css = (
        '@charset "UTF-8";\n/*! a notice */\n@font-face{font-family:X;src:url(x.woff)}.a{color:red}'
    )

    assert build_assets.prepare_css(css) == '@charset "UTF-8";.a{color:red}'


def test_rules_that_draw_the_crest_are_taken_out_also_inside_conditions():
    css = (
        ".govuk-footer__copyright-logo:before{background:url(crest.svg)}"
        "@supports (mask:none){.govuk-footer__copyright-logo{mask:url(crest.svg)}"
        "@media screen and (forced-colors:active){.govuk-footer__crown{top:0}}}"
        "@media print{.a{color:#000}.govuk-footer__crown{top:1px}}"
    )

    assert build_assets.prepare_css(css) == "@media print{.a{color:#000}}"


def test_a_rule_for_several_selectors_stays_for_those_without_an_emblem():
    css = ".a,.govuk-footer__crown,.b{margin:0}"

    assert build_assets.prepare_css(css) == ".a,.b{margin:0}"


def test_the_font_list_becomes_one_of_fonts_that_people_have():
    css = ".a{font-family:GDS Transport, arial, sans-serif;top:0}"

    expected = ".a{font-family:system-ui,arial,helvetica,sans-serif;top:0}"
    assert build_assets.prepare_css(css) == expected


def test_the_source_map_is_not_asked_for():
    assert build_assets.prepare_css(".a{top:0}\n/*# sourceMappingURL=x.css.map */") == ".a{top:0}"


def test_braces_in_strings_and_comments_open_nothing():
    css = ".a:before{content:\"}{\"}/* } */.b{content:'{'}"

    assert build_assets.prepare_css(css) == ".a:before{content:\"}{\"}.b{content:'{'}"


def test_files_are_written_under_the_version_of_the_lock(checkout):
    build_assets.write_library(checkout, checkout / "out" / "6.3.0")

    css = (checkout / "out" / "6.3.0" / "govuk-frontend.min.css").read_text("utf-8")
    script = (checkout / "out" / "6.3.0" / "govuk-frontend.min.js").read_text("utf-8")
    assert css == ".a{font-family:system-ui,arial,helvetica,sans-serif}\n"
    assert script == "run();\n"


def test_what_is_prepared_for_this_lock_and_recipe_is_not_made_again(checkout):
    stamp = checkout / "prepared.json"
    wanted = build_assets.locked(checkout, "govuk-frontend")
    stamp.write_text(json.dumps(wanted), "utf-8")

    assert build_assets.is_current(stamp, wanted)
    assert not build_assets.is_current(stamp, wanted | {"version": "6.4.0"})
    assert not build_assets.is_current(checkout / "absent.json", wanted)


def test_a_machine_without_npm_is_told_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))

    with pytest.raises(build_assets.AssetError, match="npm is missing: install it"):
        build_assets.find_npm()


def test_what_npm_says_reaches_the_person_when_it_fails(monkeypatch, tmp_path):
    npm = tmp_path / "npm"
    npm.write_text("#!/bin/sh\necho 'the lock is damaged' >&2\nexit 1\n", "utf-8")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(build_assets.AssetError, match="the lock is damaged"):
        build_assets.fetch(tmp_path, dev=False)
