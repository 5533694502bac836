"""The pages the server's tests ask for, served as a program of its own: `python server_pages.py PORT`."""

import os
import sys
import time

from flask import Flask, request

from core.server import serve

PROCESSES, THREADS = 2, 4


def app() -> Flask:
    made = Flask(__name__)
    made.add_url_rule("/pid", "pid", view_func=lambda: str(os.getpid()))
    made.add_url_rule("/slow", "slow", view_func=lambda: time.sleep(1) or "done")
    made.add_url_rule("/large", "large", view_func=lambda: b"x" * 5_000_000)
    made.add_url_rule("/body", "body", view_func=lambda: str(len(request.get_data())), methods=["POST"])
    made.add_url_rule("/who", "who", view_func=lambda: request.headers.get("X-Forwarded-Proto", "nobody"))
    made.add_url_rule("/where", "where", view_func=lambda: f"{request.scheme} {request.host} {request.remote_addr}")
    return made


if __name__ == "__main__":
    serve(app, "127.0.0.1", int(sys.argv[1]), PROCESSES, THREADS, max_body=100_000, trusted_proxy=os.environ.get("PROXY"))
