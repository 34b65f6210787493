"""Drive the real-estate map in a headless browser, and measure every step.

    python examples/click_through.py examples/real_estate_map [--throttle] [--json]

The app of the given folder is started in a process of its own, on a free port. After each step
the script notes what the page says, how many bytes went to `_dash-update-component` and came
back, in how many requests, and how long it took from the click until the page had settled.
Two runs, on the app before and after it was rewritten, are thus comparable: the texts have to be
equal in every step that is `comparable`. Two steps near the end are not: they show two clicks of
which one is lost, and a button that runs the wrong function.

Needs `dash`, `selenium`, and Chromium with its chromedriver.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

UPDATE_PATH = "_dash-update-component"
QUIET_SECONDS = 0.4
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--window-size=1280,1600",
    "--lang=en-US",
]
THROTTLED = {
    "offline": False,
    "latency": 40,
    "downloadThroughput": 1_500_000 // 8,
    "uploadThroughput": 750_000 // 8,
}

# Runs in the app's folder. It ends as soon as its standard input is closed, so that it cannot
# outlive the script, however the script ends.
SERVE = """
import os, sys, threading
sys.path.insert(0, os.getcwd())
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
from werkzeug.serving import make_server
from app import app
server = make_server("127.0.0.1", 0, app.server, threaded=True)
print(f"port={server.server_port}", flush=True)
server.serve_forever()
"""

# Milliseconds, on a clock that goes on when a new page is loaded.
NOW = "performance.timeOrigin + performance.now()"

# Notes when the page last changed: a callback that starts or ends, or a change of the document.
WATCH_PAGE = """
const touch = () => { window.__lastChange = performance.timeOrigin + performance.now(); };
touch();
document.addEventListener('DOMContentLoaded', () => {
    new MutationObserver(touch).observe(
        document.body, {subtree: true, childList: true, characterData: true, attributes: true});
});
const send = window.fetch;
window.fetch = (...args) => { touch(); return send(...args).finally(touch); };
"""

# Callbacks that are on their way, in any of the renderer's queues; -1 until the page is there.
PENDING = """
if (!window.store || !document.querySelector('header')) { return -1; }
const queues = window.store.getState().callbacks;
const names = ['requested', 'prioritized', 'blocked', 'executing', 'watched', 'executed'];
return names.reduce((sum, name) => sum + (queues[name] || []).length, 0);
"""

# The page's words in reading order, and what the map shows.
READ_PAGE = """
const map = document.querySelector('#map .js-plotly-plot');
if (map) { map.style.display = 'none'; }  // its ticks and labels say less than its data
const words = document.body.innerText.split('\\n').map(s => s.replace(/\\s+/g, ' ').trim());
if (map) { map.style.display = ''; }
const layout = map && map._fullLayout;
if (layout && layout.xaxis) {
    words.push('map: ' + (layout.title.text || ''));
    words.push('map colours: ' + layout.plot_bgcolor + ' ' + layout.paper_bgcolor);
    words.push('map points: ' + map.data.map(t => t.name + ' ' + t.x.length).join(', '));
}
return words.filter(s => s);
"""

# Where on the screen is the loneliest point that is well inside the map, and not one of `skip`?
FIND_POINT = """
const [skip] = arguments;
const map = document.querySelector('#map .js-plotly-plot');
const {xaxis, yaxis} = map._fullLayout;
const box = map.getBoundingClientRect();
const points = map.data.flatMap((t, c) => t.x.map((x, i) => (
    {key: c + '/' + i, x: xaxis._offset + xaxis.l2p(x), y: yaxis._offset + yaxis.l2p(t.y[i])})));
const inside = p => p.x > xaxis._offset + 40 && p.x < xaxis._offset + xaxis._length - 40
    && p.y > yaxis._offset + 40 && p.y < yaxis._offset + yaxis._length - 40;
let best = null;
for (const p of points) {
    if (!inside(p) || skip.includes(p.key)) { continue; }
    const room = Math.min(...points.map(q => q === p ? 1e9 : Math.hypot(p.x - q.x, p.y - q.y)));
    if (!best || room > best.room) { best = {...p, room}; }
}
return {key: best.key, x: box.left + best.x, y: box.top + best.y};
"""


@dataclass
class Step:
    """What was seen and measured after one thing that a visitor does."""

    name: str
    texts: list[str]
    up: int
    down: int
    requests: int
    seconds: float
    comparable: bool = True
    errors: list[str] = field(default_factory=list)


class StepFailed(Exception):
    """A step did not come to its end."""


@contextlib.contextmanager
def running_app(folder: Path, timeout: float) -> Iterator[str]:
    """Serve the app of a folder, and give its address."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, "-c", SERVE],
            cwd=folder,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line.startswith("port="):
                log.seek(0)
                raise StepFailed(f"{folder}: the app does not start\n{log.read().decode()}")
            address = f"http://127.0.0.1:{line.strip().removeprefix('port=')}/"
            urllib.request.urlopen(f"{address}_dash-layout", timeout=timeout).close()
            yield address
        finally:
            process.kill()
            process.wait()


def _find_program(*names: str) -> str:
    for name in names:
        if path := shutil.which(name):
            return path
    raise StepFailed(f"not installed: {' or '.join(names)}")


@contextlib.contextmanager
def running_browser(timeout: float) -> Iterator[webdriver.Chrome]:
    """Start a headless Chromium with an empty profile."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        options.binary_location = _find_program("chromium", "chromium-browser", "google-chrome")
        for flag in [*CHROMIUM_FLAGS, f"--user-data-dir={profile}"]:
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "SEVERE"})
        service = webdriver.ChromeService(_find_program("chromedriver"))
        driver = webdriver.Chrome(options=options, service=service)
        try:
            driver.set_page_load_timeout(timeout)
            driver.set_script_timeout(timeout)
            driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH_PAGE})
            yield driver
        finally:
            with contextlib.suppress(WebDriverException):
                driver.quit()
            service.stop()


class Visitor:
    """Does what a visitor does, and keeps the measurements."""

    def __init__(self, driver: webdriver.Chrome, timeout: float) -> None:
        self.driver = driver
        self.timeout = timeout
        self.steps: list[Step] = []
        self.clicked_points: list[str] = []

    def step(self, name: str, action: Callable[[], Any], comparable: bool = True) -> None:
        """Do something, wait until the page has settled, and note what there is to see."""
        self._drain_network()
        started: float = self.driver.execute_script(f"return {NOW};")
        action()
        finished = self._wait_until_settled(name)
        requests, up, down = self._drain_network()
        self.steps.append(
            Step(
                name=name,
                texts=self._read_page(),
                up=up,
                down=down,
                requests=requests,
                seconds=round((finished - started) / 1000, 3),
                comparable=comparable,
                errors=[entry["message"] for entry in self.driver.get_log("browser")],
            )
        )

    def open(self, address: str) -> None:
        """Load the app for the first time."""
        self.driver.get(address)

    def click(self, element_id: str) -> None:
        """Click the element with this id."""
        self._element(f"#{element_id}").click()

    def choose(self, element_id: str, label: str) -> None:
        """Click one of the options of radio items or a checklist."""
        for option in self.driver.find_elements(By.CSS_SELECTOR, f"#{element_id} label"):
            if option.text.strip() == label:
                option.click()
                return
        raise StepFailed(f"#{element_id} has no option {label!r}")

    def type(self, element_id: str, text: str) -> None:
        """Replace what a text field holds."""
        field_ = self._element(f"#{element_id}")
        field_.send_keys(Keys.CONTROL, "a")
        field_.send_keys(Keys.DELETE)
        field_.send_keys(text)

    def fill(self, fields: dict[str, str]) -> None:
        """Fill in several text fields, and let the page settle."""
        for element_id, text in fields.items():
            self.type(element_id, text)
        self._wait_until_settled(", ".join(fields))

    def point_at_home(self) -> None:
        """Move the pointer onto a point of the map that was not clicked yet."""
        self.driver.execute_script("document.querySelector('#map').scrollIntoView();")
        point = self.driver.execute_script(FIND_POINT, self.clicked_points)
        self.clicked_points.append(point["key"])
        pointer = ActionChains(self.driver, duration=50)
        x, y = round(point["x"]), round(point["y"])
        pointer.w3c_actions.pointer_action.move_to_location(x - 4, y)
        pointer.pause(0.2)
        pointer.w3c_actions.pointer_action.move_to_location(x, y)
        pointer.perform()
        self._wait_until_settled("point at a home")

    def click_here(self) -> None:
        """Click where the pointer is."""
        ActionChains(self.driver).click().perform()

    def click_at_once(self, *element_ids: str) -> None:
        """Click several elements before the page can react to the first click."""
        self.driver.execute_script(
            "for (const id of arguments) { document.getElementById(id).click(); }", *element_ids
        )

    def throttle(self) -> None:
        """Make the network as slow as a mobile one."""
        self.driver.execute_cdp_cmd("Network.enable", {})
        self.driver.execute_cdp_cmd("Network.emulateNetworkConditions", THROTTLED)

    def _element(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def _wait_until_settled(self, name: str) -> float:
        """Wait until nothing has happened for a while; return when the last thing happened."""
        give_up = time.monotonic() + self.timeout
        while time.monotonic() < give_up:
            pending, last_change, now = self.driver.execute_script(
                f"return [(() => {{ {PENDING} }})(), window.__lastChange, {NOW}];"
            )
            if pending == 0 and now - last_change > QUIET_SECONDS * 1000:
                return float(last_change)
            time.sleep(0.05)
        raise StepFailed(f"{name}: the page has not settled after {self.timeout:g} s")

    def _read_page(self) -> list[str]:
        words: list[str] = self.driver.execute_script(READ_PAGE)
        return words

    def _drain_network(self) -> tuple[int, int, int]:
        """Return the requests to callbacks since the last time, bytes sent, bytes received."""
        sent: dict[str, int] = {}
        received: dict[str, int] = {}
        for entry in self.driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            params = message["params"]
            if message["method"] == "Network.requestWillBeSent":
                if urlsplit(params["request"]["url"]).path.endswith(UPDATE_PATH):
                    sent[params["requestId"]] = self._body_size(params)
            elif message["method"] == "Network.loadingFinished":
                received[params["requestId"]] = int(params["encodedDataLength"])
        return len(sent), sum(sent.values()), sum(received.get(id_, 0) for id_ in sent)

    def _body_size(self, params: dict[str, Any]) -> int:
        body = params["request"].get("postData")
        if body is None:  # too long for the log
            answer = self.driver.execute_cdp_cmd(
                "Network.getRequestPostData", {"requestId": params["requestId"]}
            )
            body = answer["postData"]
        return len(body.encode())


def click_through(visitor: Visitor, address: str, throttle: bool) -> None:
    """Visit every page, and use everything on it."""
    see, do = visitor.step, visitor
    see("open the map", lambda: do.open(address))
    if throttle:
        do.throttle()

    do.point_at_home()
    see("select a home", do.click_here)
    see("open the details", lambda: do.click("details_open"))
    see("close the details", lambda: do.click("details_close"))
    see("save it", lambda: do.click("save_favourite"))
    do.point_at_home()
    see("select another home", do.click_here)
    do.fill({"favourite_note": "near the park"})
    see("save that too", lambda: do.click("save_favourite"))
    see("dark map", lambda: do.choose("map_style", "Dark"))
    see("prices in CHF", lambda: do.choose("currency", "CHF"))
    see("compact lists", lambda: do.choose("density", "Compact lists"))
    do.fill({"search_text": "quai"})
    see("search", lambda: do.click("search_button"))
    see("show lofts instead", lambda: do.choose("kind_filter", "Loft"))
    do.fill({"search_text": "moulin"})
    see("search again", lambda: do.click("search_button"))
    see("homes with four rooms", lambda: do.type("min_rooms", "4"))
    do.fill({"address_input": "bellecour"})
    see("go to a district", lambda: do.click("locate_button"))
    see("homes to rent", lambda: do.choose("layer", "To rent"))
    do.point_at_home()
    see("select a home to rent", do.click_here)
    see("save the home to rent", lambda: do.click("save_favourite"))
    see("open the help", lambda: do.click("help_button"))
    see("close the help", lambda: do.click("help_button"))

    see("go to the favourites", lambda: do.click("link_favourites"))
    see("ask for a viewing", lambda: do.click("ask_viewing"))
    see("ask for a call", lambda: do.click("ask_call"))
    see("ask for another viewing", lambda: do.click("ask_viewing"))
    number = re.findall(r"\b(L\d{4})\b", " ".join(visitor.steps[-1].texts))[0]
    do.fill({"remove_id": number})
    see("remove the first home", lambda: do.click("remove_favourite"))
    see("full lists again", lambda: do.choose("density", "Compact lists"))

    see("back to the map", lambda: do.click("link_map"))
    see("details of what is still selected", lambda: do.click("details_open"))
    see("all homes to rent", lambda: do.type("min_rooms", "1"))

    see("go to the account", lambda: do.click("link_account"))
    do.fill({"login_email": "camille@example.org", "login_password": "wrong"})
    see("sign in with a wrong password", lambda: do.click("login_button"))
    do.fill({"login_password": "lumiere"})
    see("sign in", lambda: do.click("login_button"))
    do.fill(
        {
            "register_email": "noor@example.org",
            "register_password": "saone",
            "register_firstname": "Noor",
            "register_lastname": "Haddad",
        }
    )
    see("register", lambda: do.click("register_button"))
    see("register once more", lambda: do.click("register_button"))
    see("sign in again", lambda: do.click("login_button"))

    see("favourites once more", lambda: do.click("link_favourites"))
    see("remove all homes", lambda: do.click("clear_favourites"))

    see(
        "ask for a viewing and a call at once",
        lambda: do.click_at_once("ask_viewing", "ask_call"),
        comparable=False,
    )
    see("account once more", lambda: do.click("link_account"))
    do.fill({"newsletter_email": "noor@example.org"})
    see("subscribe", lambda: do.click("subscribe_button"), comparable=False)


def _print_table(steps: list[Step]) -> None:
    print(f"{'step':38}{'requests':>9}{'up, B':>11}{'down, B':>11}{'seconds':>9}")
    for step in steps:
        mark = "" if step.comparable else " *"
        print(
            f"{step.name + mark:38}{step.requests:9}{step.up:11,}{step.down:11,}{step.seconds:9.2f}"
        )
        for error in step.errors:
            print(f"    error: {error}")
    print(
        f"{'all':38}{sum(s.requests for s in steps):9}{sum(s.up for s in steps):11,}"
        f"{sum(s.down for s in steps):11,}{sum(s.seconds for s in steps):9.2f}"
    )
    print("* depends on a fault of the app: not to be compared")


def _stop(signum: int, _frame: object) -> NoReturn:
    """Turn a signal into an exception, so that browser and server are stopped."""
    name = signal.Signals(signum).name
    raise SystemExit(f"click_through: stopped by {name}" + " (--limit)" * (name == "SIGALRM"))


def main() -> int:
    """Run the click-through and print what was measured."""
    parser = argparse.ArgumentParser(description="Click through the real-estate map.")
    parser.add_argument("app_dir", type=Path, help="folder that holds the app's app.py")
    parser.add_argument("--throttle", action="store_true", help="1.5 Mbit/s down, 0.75 up, 40 ms")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--timeout", type=float, default=120, help="seconds for each step")
    parser.add_argument("--limit", type=int, default=900, help="seconds for everything")
    options = parser.parse_args()

    for signum in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(signum, _stop)
    signal.alarm(options.limit)
    failure = None
    steps: list[Step] = []
    try:
        with (
            running_app(options.app_dir, options.timeout) as address,
            running_browser(options.timeout) as driver,
        ):
            visitor = Visitor(driver, options.timeout)
            steps = visitor.steps
            click_through(visitor, address, options.throttle)
    except (StepFailed, WebDriverException, OSError) as error:
        reason = error.msg if isinstance(error, WebDriverException) else error
        failure = f"after step {len(steps)}: {reason}"
    if options.json:
        report = {
            "app": str(options.app_dir),
            "throttled": options.throttle,
            "failure": failure,
            "steps": [asdict(step) for step in steps],
            "totals": {
                key: round(sum(getattr(step, key) for step in steps), 3)
                for key in ("requests", "up", "down", "seconds")
            },
        }
        print(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        _print_table(steps)
    if failure:
        print(f"click_through: {failure}", file=sys.stderr)
    return 1 if failure else 0


if __name__ == "__main__":
    raise SystemExit(main())
