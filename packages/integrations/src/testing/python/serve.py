"""Serves the `app` that the given file makes, on a port that is free, until standard input ends."""

import os
import runpy
import socket
import sys
import threading

import uvicorn


def end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()
app = runpy.run_path(sys.argv[1])["app"]
listener = socket.socket()
listener.bind(("127.0.0.1", 0))
# Who is told the port is served, also before the server takes what came.
listener.listen(128)
print(f"listening on {listener.getsockname()[1]}", flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])
