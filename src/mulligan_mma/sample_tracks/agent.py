"""An agent for the sample tracks: it works through a script of its own, offline and in a few seconds.

Usage: agent.py TRACK TICKET

Mission control tells an agent its attempt in MMA_ATTEMPT; `flaky` steps fail at the first one.
MMA_SAMPLE_PACE scales the pauses between two lines: 0 runs at full speed. What it says of tokens and cost is
as made up as its work.
"""

from __future__ import annotations

import json
import os
import sys
import time

GREEN, RED, PLAIN = "\x1b[32m", "\x1b[1;31m", "\x1b[0m"
GOOD_NEWS = (" passed", "approved", "passes", "equal")

Step = tuple[float, str]

SCRIPTS: dict[tuple[str, str], tuple[Step, ...]] = {
    ("beacon", "plan"): (
        (0.3, "reading the mission brief: beacon must transmit within 90 s of separation"),
        (0.3, "risk: antenna deploys before the bus is powered"),
        (0.3, "plan: 1 power bus, 2 deploy antenna, 3 handshake, 4 beacon on"),
        (0.1, "plan written, 4 steps, 1 risk"),
    ),
    ("beacon", "sequencer"): (
        (0.3, "editing sequencer: states POWERED, DEPLOYED, LINKED, BEACON"),
        (0.5, "guard: no transition to DEPLOYED below 4.8 V"),
        (0.4, "simulated 500 separations: latest beacon at 71.4 s"),
        (0.1, "sequencer ready for review"),
    ),
    ("beacon", "telemetry"): (
        (0.3, "adding frames: bus_voltage, antenna_angle, link_state"),
        (0.4, "frame size 42 bytes, downlink budget 64 bytes"),
        (0.5, "decoder round trip: 10000 of 10000 frames equal"),
        (0.1, "telemetry ready for review"),
    ),
    ("beacon", "test"): (
        (0.3, "collecting: 4 suites, 61 tests"),
        (0.4, "sequencer .......................... 26 passed"),
        (0.4, "telemetry .................... 20 passed"),
        (0.3, "integration ............... 15 passed"),
        (0.1, "61 passed"),
    ),
    ("beacon", "review"): (
        (0.4, "reading 3 files, 214 lines changed"),
        (0.4, "sequencer: the 4.8 V guard is tested at 4.79 and 4.80"),
        (0.3, "telemetry: units are named in every field"),
        (0.1, "approved"),
    ),
    ("beacon", "release"): (
        (0.3, "packing image beacon-1.4.0"),
        (0.3, "checksum 7c1e 90aa 3d52 f018"),
        (0.1, "handed over to the launch team"),
    ),
    ("regression", "reproduce"): (
        (0.3, "replaying the log of pass 2217"),
        (0.4, "clock jumps by 37 s at the leap second table update"),
        (0.1, "reproduced in 1 of 1 replays"),
    ),
    ("regression", "bisect"): (
        (0.3, "good: release 1.3.2, bad: release 1.4.0, 14 changes between them"),
        (0.3, "change 7 good, 7 left"),
        (0.3, "change 11 bad, 3 left"),
        (0.3, "change 9 bad, first bad change"),
        (0.1, "found: table is applied before it is verified"),
    ),
    ("regression", "fix"): (
        (0.4, "verify the table first, then apply it between two ticks"),
        (0.4, "added a test with the table of pass 2217"),
        (0.1, "fix ready"),
    ),
    ("regression", "test"): (
        (0.3, "collecting: 62 tests"),
        (0.4, "clock ............................... 31 passed"),
        (0.4, "ground link ........................ 30 passed"),
        (0.2, "flaky: ground link simulator"),
        (0.1, "62 passed"),
    ),
    ("regression", "review"): (
        (0.4, "reading 2 files, 38 lines changed"),
        (0.3, "the new test fails without the fix: checked"),
        (0.1, "approved"),
    ),
    ("station", "survey"): (
        (0.3, "listing the services of the ground station: 12"),
        (0.3, "3 of them have no owner"),
        (0.1, "survey done"),
    ),
    ("station", "antenna"): (
        (0.4, "azimuth drive: 0.02 degrees of play"),
        (0.4, "elevation drive: within limits"),
        (0.1, "antenna passes"),
    ),
    ("station", "receiver"): (
        (0.4, "noise figure 1.1 dB, limit 1.5 dB"),
        (0.4, "image rejection 62 dB, limit 55 dB"),
        (0.1, "receiver passes"),
    ),
    ("station", "report"): (
        (0.3, "collecting 3 results"),
        (0.2, "writing the report, 2 pages"),
        (0.1, "station is ready for pass 2231"),
    ),
}


def main(track: str, ticket: str) -> int:
    """Work through one script; return the exit status."""
    attempt = int(os.environ.get("MMA_ATTEMPT", "1"))
    pace = float(os.environ.get("MMA_SAMPLE_PACE", "1"))
    say(f"{os.environ.get('MMA_ROLE', 'agent')} on {track}/{ticket}, attempt {attempt}")
    for pause_s, line in SCRIPTS[track, ticket]:
        time.sleep(pause_s * pace)
        if line.startswith("flaky: "):
            if attempt == 1:
                say(f"{line.removeprefix('flaky: ')} did not answer within 5 s", to_stderr=True)
                say(f"{RED}1 failed{PLAIN}; nothing was changed, a retry may pass", to_stderr=True)
                say_usage(track, ticket)
                return 1
            continue
        say(f"{GREEN}{line}{PLAIN}" if line.endswith(GOOD_NEWS) else line)
    say_usage(track, ticket)
    return 0


def say_usage(track: str, ticket: str) -> None:
    """Write what the work used, as one line that mission control counts."""
    tokens_in = 700 + 23 * sum(len(line) for _, line in SCRIPTS[track, ticket])
    tokens_out = tokens_in // 4
    cost_usd = round(tokens_in * 3e-6 + tokens_out * 15e-6, 6)
    say(json.dumps({"input_tokens": tokens_in, "output_tokens": tokens_out, "cost_usd": cost_usd}))


def say(line: str, *, to_stderr: bool = False) -> None:
    """Write one line at once."""
    stream = sys.stderr if to_stderr else sys.stdout
    stream.write(line + "\n")
    stream.flush()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
