#!/usr/bin/env python3
"""Runs a program on a real pseudo-terminal: on_terminal.py ANSWERS PROGRAM ARGUMENTS...

ANSWERS is a JSON list of [wait for, type]: the second is typed when the first has been printed. As the last, `null` to type closes
the terminal. Prints what the program printed, and exits with its code.
"""
import json
import os
import pty
import re
import select
import signal
import sys
import time

answers, command = json.loads(sys.argv[1]), sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.environ["TERM"] = "xterm"
    # A terminal that closes says so; behind nohup nobody would hear it.
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    os.execv(command[0], command)
seen, at, over = "", 0, time.monotonic() + 90
while time.monotonic() < over:
    ready, _, _ = select.select([terminal], [], [], 0.2)
    if ready:
        try:
            got = os.read(terminal, 65536)
        except OSError:
            break
        if not got:
            break
        seen += got.decode(errors="replace")
        # What a terminal answers to who asks where its cursor is.
        if "\x1b[6n" in got.decode(errors="replace"):
            os.write(terminal, b"\x1b[1;1R")
    if answers:
        found = seen.find(answers[0][0], at)
        if found >= 0:
            at = len(seen)
            _, typed = answers.pop(0)
            if typed is None:
                os.close(terminal)
                break
            os.write(terminal, typed.encode())
else:
    os.kill(child, signal.SIGKILL)
_, status = os.waitpid(child, 0)
print(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[78=>]", "", seen))
print("unasked:", json.dumps([answer[0] for answer in answers]))
sys.exit(os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 99)
