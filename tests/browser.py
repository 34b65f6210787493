"""A headless Chromium, and apps served to it, for tests that need the real thing."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage",
    "--no-first-run", "--disable-background-networking", "--window-size=1200,1200",
]  # fmt: skip

# Ends as soon as its standard input is closed, so that it cannot outlive the test.
SERVE = """
import os, sys, threading
sys.path.insert(0, os.getcwd())
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
from werkzeug.serving import make_server
from app import app
app.enable_dev_tools(debug=%r, dev_tools_hot_reload=False, dev_tools_validate_callbacks=%r)
server = make_server("127.0.0.1", 0, app.server, threaded=True)
print(server.server_port, flush=True)
server.serve_forever()
"""

PENDING = """
if (!window.store) { return -1; }
const queues = window.store.getState().callbacks;
const names = ['requested', 'prioritized', 'blocked', 'executing', 'watched', 'executed'];
return names.reduce((sum, name) => sum + (queues[name] || []).length, 0);
"""


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """A browser; the test is skipped where there is none."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    driver_program = shutil.which("chromedriver")
    if program is None or driver_program is None:
        pytest.skip("Chromium and its driver are not installed")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = program
        for flag in [*FLAGS, f"--user-data-dir={profile}"]:
            options.add_argument(flag)
        driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver_program))
        driver.set_page_load_timeout(60)
        try:
            yield driver
        finally:
            driver.quit()


@contextlib.contextmanager
def served(folder: Path, *, debug: bool, validate: bool | None = None) -> Iterator[str]:
    """Serve `app` of a folder's app.py; gives its address."""
    program = SERVE % (debug, debug if validate is None else validate)
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, "-c", program], cwd=folder, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )  # fmt: skip
        try:
            assert process.stdout is not None
            port = process.stdout.readline().strip()
            if not port:
                log.seek(0)
                raise AssertionError(log.read().decode())
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
            process.wait()


def until(condition: Callable[[], Any], seconds: float = 20) -> Any:
    """Wait for something to be true."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found or time.monotonic() > deadline:
            return found
        time.sleep(0.1)


def settled(driver: Any, seconds: float = 20) -> None:
    """Wait until the page is there and no callback is under way."""
    quiet = 0

    def is_quiet() -> bool:
        nonlocal quiet
        quiet = quiet + 1 if driver.execute_script(PENDING) == 0 else 0
        return quiet >= 5

    assert until(is_quiet, seconds), "callbacks are still under way"


def text_of(driver: Any, identifier: str) -> str | None:
    """The text of an element, or None if it is not on the page."""
    script = "const e = document.getElementById(arguments[0]); return e && e.textContent;"
    found: str | None = driver.execute_script(script, identifier)
    return found


def click(driver: Any, identifier: str) -> None:
    """Click an element."""
    driver.execute_script("document.getElementById(arguments[0]).click()", identifier)
