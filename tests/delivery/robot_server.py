"""A chat robot's endpoint on loopback that answers, refuses, delays, drops, and counts what it has taken."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Robot:
    """What the endpoint does with the next requests, and the messages that it has taken.

    answers: one a request, the last one for all later: (status, body), "drop" (close without an answer, after the
    message is taken), "slow" (longer than anybody waits).
    """

    def __init__(self):
        self.answers, self.taken, self.paths = [(200, {"errcode": 0, "errmsg": "ok"})], [], []
        self.address = ""

    def next_answer(self):
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def robot_server():
    robot = Robot()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            robot.paths.append(self.path)
            answer = robot.next_answer()
            if answer == "drop":
                robot.taken.append(json.loads(body))
                self.connection.close()
                return
            if answer == "slow":
                robot.taken.append(json.loads(body))
                time.sleep(1.5)
                answer = (200, {"errcode": 0})
            status, content = answer
            if status == 200 and content in (
                {"errcode": 0, "errmsg": "ok"},
                {"code": 0, "msg": "success"},
            ):
                robot.taken.append(json.loads(body))
            data = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            if status in {301, 302}:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_):
            pass  # the other side hung up, as a test wants

    server = Server(("127.0.0.1", 0), Handler)
    robot.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield robot
    finally:
        server.shutdown()
        server.server_close()
